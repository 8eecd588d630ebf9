# files.sh: files as they will be on the host. Needs core.sh (write_template: template.sh as well).

# write_file PATH MODE OWNER GROUP < content
write_file() {
  local path=$1 mode=$2 owner=$3 group=$4 target temp
  target=$PARBAKE_ROOT$path
  if [[ ! -d ${target%/*} ]]; then mkdir -p "${target%/*}" || die "file $path: cannot make its directory"; fi
  # In the same directory, so that the rename is atomic; dot first, so that no *.d reader takes it. Always the same name, so that a
  # run that was killed leaves nothing that the next one does not take away; made anew, so that no link is followed.
  temp=${target%/*}/.parbake.${target##*/}
  if [[ -e $temp || -L $temp ]]; then rm -f "$temp" || die "file $path: cannot write beside it"; fi
  if ! (umask 077 && set -C && cat >"$temp"); then
    rm -f "$temp"
    die "file $path: cannot be written"
  fi
  # Most boots find what they would write; that must cost little.
  if is_already "$temp" "$target" "$mode" "$owner" "$group"; then
    rm -f "$temp"
    say unchanged "file $path"
    return
  fi
  if ! chown "$owner:$group" "$temp" || ! chmod "$mode" "$temp"; then
    rm -f "$temp"
    die "file $path: cannot be written as $mode $owner:$group"
  fi
  if same_file "$temp" "$target"; then
    rm -f "$temp"
    say unchanged "file $path"
  else
    replace_file "$temp" "$target" || die "file $path: cannot be replaced"
    say changed "file $path"
  fi
}

# is_already CONTENT TARGET MODE OWNER GROUP: by name; an owner that is given by number is left to same_file.
is_already() {
  local mode
  if [[ ! -f $2 || -L $2 ]]; then return 1; fi
  printf -v mode '%o' "$((8#$3))"
  [[ $(stat -c '%a %U %G' "$2") == "$mode $4 $5" ]] && cmp -s "$1" "$2"
}

# same_file A B: content, mode and owner; a link is never the file that was asked for.
same_file() {
  local one other
  if [[ ! -f $2 || -L $2 ]]; then return 1; fi
  one=$(stat -c '%a %u %g' "$1") && other=$(stat -c '%a %u %g' "$2") && [[ $one == "$other" ]] && cmp -s "$1" "$2"
}

# replace_file TEMP TARGET
replace_file() {
  if ! mv -fT "$1" "$2"; then
    rm -f "$1"
    return 1
  fi
  # A renamed file keeps the label of its temporary name, which is wrong for /etc/hosts and others.
  if command -v selinuxenabled >/dev/null && selinuxenabled; then restorecon "$2"; fi
}

# write_base64 PATH MODE OWNER GROUP < base64 text
write_base64() {
  local decoded status=0
  # Decoded first and whole: a pipe would put half a file in place when the text is cut off.
  decoded=$(mktemp) || die "file $1: no temporary file"
  base64 -d >"$decoded" || status=$?
  if ((status == 0)); then (write_file "$@" <"$decoded") || status=$?; fi
  rm -f "$decoded"
  ((status == 0)) || die "file $1: not written from base64"
}

# write_template SINK PATH MODE OWNER GROUP < text with references
write_template() {
  local sink=$1 text
  shift
  # The x keeps the trailing newlines that $() would take away.
  text=$(resolve_template "$sink" && printf x) || die "file $1: not written"
  write_file "$@" < <(printf '%s' "${text%x}")
}

# make_directory PATH MODE OWNER GROUP
make_directory() {
  local path=$1 target=$PARBAKE_ROOT$1 before=missing
  if [[ -d $target ]]; then before=$(stat -c '%a %u %g' "$target"); fi
  mkdir -p "$target" || die "directory $path: cannot be made"
  chown "$3:$4" "$target" || die "directory $path: cannot be given to $3:$4"
  chmod "$2" "$target"
  if [[ $before == "$(stat -c '%a %u %g' "$target")" ]]; then say unchanged "directory $path"; else say changed "directory $path"; fi
}

# make_link PATH TARGET
make_link() {
  local link=$PARBAKE_ROOT$1
  if [[ -L $link && $(readlink "$link") == "$2" ]]; then
    say unchanged "link $1"
    return
  fi
  mkdir -p "${link%/*}" || die "link $1: cannot make its directory"
  # Under another name and then renamed: `ln -sf` leaves a moment without a link.
  if ! ln -sfn "$2" "$link.parbake" || ! mv -fT "$link.parbake" "$link"; then die "link $1: cannot be made"; fi
  say changed "link $1"
}

# set_option PATH SECTION KEY VALUE: one line of an INI file that the distribution owns; the rest of it stays.
set_option() {
  local path=$1 target=$PARBAKE_ROOT$1
  [[ -f $target ]] || die "file $path: is missing"
  # The value by the environment: awk would read escapes in one that is assigned.
  write_file "$path" "$(stat -c %a "$target")" "$(stat -c %u "$target")" "$(stat -c %g "$target")" < <(
    LINE="$3=$4" awk -v section="[$2]" -v key="^$3[ \t]*=" '
      /^\[/ {
        if (inside && !done++) print ENVIRON["LINE"]
        inside = $0 == section
      }
      inside && $0 ~ key {
        if (!done++) print ENVIRON["LINE"]
        next
      }
      { print }
      END {
        if (done) exit
        if (!inside) print section
        print ENVIRON["LINE"]
      }' "$target"
  )
}

# hosts_block MARK SINK|- [TEMPLATE] < lines: the lines between two marks in /etc/hosts, the rest of the file untouched.
# The image has one block and the launch another; with a SINK the lines may hold references. TEMPLATE is the file that
# cloud-init makes /etc/hosts from at each boot, with this host's own name in it: the lines go in there as well.
hosts_block() {
  local mark=$1 sink=$2 template=${3:-} text
  if [[ $sink != - ]]; then
    text=$(resolve_template "$sink" && printf x) || die 'file /etc/hosts: not written'
  else
    text=$(cat && printf x) || die 'file /etc/hosts: no lines came'
  fi
  text=${text%x}
  if [[ -n $template ]]; then
    [[ -e $PARBAKE_ROOT$template ]] || die "file $template: cloud-init's template of /etc/hosts is missing"
    put_block "$template" "$mark" "$text"
  fi
  put_block /etc/hosts "$mark" "$text"
}

# put_block PATH MARK TEXT: where the block stands already, or at the end.
put_block() {
  local path=$1 source=$PARBAKE_ROOT$1 text
  [[ -e $source ]] || source=/dev/null
  # The text by the environment: awk would read escapes in one that is assigned.
  text=$(TEXT=$3 awk -v mark="# parbake $2: " '
      BEGIN { block = mark "begin\n" ENVIRON["TEXT"] mark "end" }
      $0 == mark "begin" { inside = 1; if (!done++) print block }
      !inside { print }
      $0 == mark "end" { inside = 0 }
      END { if (!done) print block }' "$source" && printf x) || die "file $path: the lines cannot be put in"
  write_file "$path" 0644 root root < <(printf '%s' "${text%x}")
}
