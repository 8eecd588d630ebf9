# users.sh: groups, users and their keys. Needs core.sh, files.sh.

# ensure_group NAME [GID]
ensure_group() {
  local name=$1 gid=${2:--} entry
  if entry=$(getent group "$name"); then
    entry=${entry#*:*:}
    [[ $gid == - || ${entry%%:*} == "$gid" ]] || die "group $name: has number ${entry%%:*}, not $gid"
    say unchanged "group $name"
  elif [[ $gid == - ]]; then
    groupadd "$name" || die "group $name: cannot be made"
    say changed "group $name"
  else
    groupadd -g "$gid" "$name" || die "group $name: cannot be made with number $gid"
    say changed "group $name"
  fi
}

# ensure_user NAME UID|- GROUP|- HOME|- SHELL|- GROUPS|- SYSTEM(yes|no); GROUPS are comma separated.
ensure_user() {
  if getent passwd "$1" >/dev/null; then
    change_user "$@"
  else
    add_user "$@"
  fi
}

add_user() {
  local name=$1 options=()
  if [[ $2 != - ]]; then options+=(-u "$2"); fi
  if [[ $3 != - ]]; then options+=(-g "$3"); fi
  if [[ $4 != - ]]; then options+=(-d "$4"); fi
  if [[ $5 != - ]]; then options+=(-s "$5"); fi
  if [[ $6 != - ]]; then options+=(-G "$6"); fi
  # A system user has no home of its own making; a home that is there already keeps what is in it.
  if [[ $7 == yes ]]; then options+=(-r -M); else options+=(-m); fi
  useradd "${options[@]}" "$name" || die "user $name: cannot be made"
  say changed "user $name"
}

# change_user: brings an existing user into line. Groups are only added: packages put users into groups as well.
change_user() {
  local name=$1 options=() entry group
  IFS=: read -r -a entry <<<"$(getent passwd "$name")"
  if [[ $2 != - && ${entry[2]} != "$2" ]]; then die "user $name: has number ${entry[2]}, not $2"; fi
  if [[ $3 != - && $(id -gn "$name") != "$3" && ${entry[3]} != "$3" ]]; then options+=(-g "$3"); fi
  if [[ $4 != - && ${entry[5]} != "$4" ]]; then options+=(-d "$4"); fi
  if [[ $5 != - && ${entry[6]:-} != "$5" ]]; then options+=(-s "$5"); fi
  if [[ $6 != - ]]; then
    for group in ${6//,/ }; do
      if [[ " $(id -Gn "$name") " != *" $group "* ]]; then
        options+=(-a -G "$6")
        break
      fi
    done
  fi
  if ((${#options[@]} == 0)); then
    say unchanged "user $name"
  else
    usermod "${options[@]}" "$name" || die "user $name: cannot be changed"
    say changed "user $name"
  fi
}

# authorized_keys USER < the whole file
authorized_keys() {
  local user=$1 entry
  IFS=: read -r -a entry <<<"$(getent passwd "$user")"
  [[ -n ${entry[5]:-} ]] || die "keys of $user: there is no such user"
  make_directory "${entry[5]}/.ssh" 0700 "${entry[2]}" "${entry[3]}" >/dev/null
  write_file "${entry[5]}/.ssh/authorized_keys" 0600 "${entry[2]}" "${entry[3]}"
}
