# main.sh: the last part of bake.sh: runs the steps, cleans, audits, and only then says that this is an image.
# Before it stand the assignments, the step functions with the table STEPS, and base, identity, clean and audit.
FROM=''
# The first step of the sealing, which always runs whole: clean-up, audit, and the word that this is an image.
SEAL='record the container images'

main() {
  local mode=bake
  while (($# > 0)); do
    case $1 in
      --list | --dry-run | --audit) mode=${1#--} ;;
      --from)
        [[ -n ${2:-} ]] || refuse_usage '--from wants the name of a step; --list names them'
        FROM=$2
        shift
        ;;
      --help)
        usage
        return
        ;;
      *) refuse_usage "there is no option '$1'" ;;
    esac
    shift
  done
  collect_steps
  case $mode in
    list) printf '%s\n' "${NAMES[@]}" ;;
    dry-run) dry_run ;;
    audit) audit ;;
    bake) bake ;;
  esac
}

usage() {
  cat <<'USAGE'
usage: bake.sh [--list | --dry-run | --audit] [--from STEP]

  --list       the names of all steps, in order
  --dry-run    what each step would do; changes nothing
  --audit      only look whether this host is a clean image of the profile
  --from STEP  leave out the steps before STEP; clean-up and audit always run
USAGE
}

refuse_usage() {
  printf 'parbake: %s\n' "$1" >&2
  usage >&2
  exit 2
}

# collect_steps: the profile's steps between the check of the base and the sealing, as two arrays.
collect_steps() {
  local all=('check the base' assert_base 'wait for cloud-init' wait_for_cloud_init ${STEPS[@]+"${STEPS[@]}"}
    "$SEAL" record_images
    'clean docker' clean_docker
    'stop the writers' stop_writers
    'clean cloud-init' clean_cloud_init
    'clean the package caches' clean_packages
    'clean the identity items' clean_identity
    'clean the logs' clean_logs
    'clean the machine-id' clean_machine_id
    'record what is kept' record_kept
    'audit' audit
    'write /etc/parbake/image.json' write_image_json) index
  NAMES=() FUNCTIONS=()
  for ((index = 0; index < ${#all[@]}; index += 2)); do
    NAMES+=("${all[index]}")
    FUNCTIONS+=("${all[index + 1]}")
  done
}

# first_step: the index that --from names; for a step of the sealing, where the sealing begins.
first_step() {
  local index seal=''
  for index in "${!NAMES[@]}"; do
    if [[ ${NAMES[index]} == "$SEAL" ]]; then seal=$index; fi
    if [[ -z $FROM || $FROM == begin || ${NAMES[index]} == "$FROM" ]]; then
      printf '%s' "${seal:-$index}"
      return
    fi
  done
  die "there is no step '$FROM'; --list names them"
}

dry_run() {
  local index
  index=$(first_step)
  for ((; index < ${#NAMES[@]}; index++)); do
    printf '# %s\n' "${NAMES[index]}"
    declare -f "${FUNCTIONS[index]}"
  done
}

bake() {
  local index total=$SECONDS
  index=$(first_step)
  trap close_gates EXIT
  run_step 'begin' begin
  for ((; index < ${#NAMES[@]}; index++)); do
    run_step "${NAMES[index]}" "${FUNCTIONS[index]}"
  done
  printf 'parbake: %s is baked, in %s s\n' "$NAME" $((SECONDS - total))
}

# run_step NAME FUNCTION: in a subshell that is part of no condition, the only place where errexit holds inside a function.
run_step() {
  local status started=$SECONDS
  printf 'parbake: %s\n' "$1"
  set +e
  (
    set -e
    use_proxy
    "$2" </dev/null
  )
  status=$?
  set -e
  if ((status != 0)); then die "step '$1' failed with status $status; when it is mended, go on with --from '$1'"; fi
  printf 'parbake: %s: %s s\n' "$1" $((SECONDS - started))
}

# begin: until the audit has passed this is no image, and the boot units rest on a host without this file. Docker must be able to
# start on the builder once its drop-in is there. The agent's gate stays closed: a builder that joins a cluster is the very
# thing that the clean-up is there to undo.
begin() {
  rm -f "$PARBAKE_ROOT/etc/parbake/image.json" || die 'image.json: cannot be removed'
  mkdir -p "$PARBAKE_RUN/gate" || die 'gate: cannot write under /run'
  touch "$PARBAKE_RUN/gate/docker" || die 'gate: cannot write under /run'
}

close_gates() {
  rm -f "$PARBAKE_RUN/gate/docker"
  # A failed bake must not leave a dockerd behind that it started.
  (stop_docker_after_bake) || true
}

# record_images: while docker still runs; the file that they go into is written after the audit. What it leaves there are
# the members of a JSON object, one image a line: `"REFERENCE": {"digests": [...], "architecture": "amd64", "size": BYTES}`.
record_images() {
  local reference separator='' digests architecture size
  mkdir -p "$PARBAKE_RUN"
  if ((${#IMAGES[@]} > 0)); then start_docker_for_bake; fi
  {
    for reference in ${IMAGES[@]+"${IMAGES[@]}"}; do
      [[ -n $(image_id "$reference") ]] || die "image $reference: is not there"
      digests=$(image_digests "$reference" | sed 's/.*/"&"/' | paste -s -d ,) || die "image $reference: its digests cannot be read"
      architecture=$(image_field "$reference" Architecture)
      size=$(image_field "$reference" Size)
      [[ $size =~ ^[0-9]+$ ]] || die "image $reference: docker names no size"
      printf '%s\n"%s": {"digests": [%s], "architecture": "%s", "size": %s}' "$separator" "$reference" "$digests" "$architecture" "$size"
      separator=,
    done
  } >"$PARBAKE_RUN/images.json"
  say unchanged 'container images'
}

# write_image_json: the last act. Names, digests and references hold nothing that JSON would escape; the compiler sees to that.
write_image_json() {
  local images kept versions
  images=$(cat "$PARBAKE_RUN/images.json") || die 'image.json: the container images were not recorded'
  kept=$(cat "$PARBAKE_RUN/kept.json") || die 'image.json: what is kept was not recorded'
  versions=$(versions) || die 'image.json: the versions cannot be asked'
  write_file /etc/parbake/image.json 0644 root root < <(
    printf '{\n"name": "%s",\n"digest": "%s",\n"base": "%s",\n"versions": {%s},\n' "$NAME" "$DIGEST" "$BASE" "$versions"
    printf '"images": {%s\n},\n"kept": {%s\n}\n}\n' "$images" "$kept"
  )
  rm -f "$PARBAKE_RUN/images.json" "$PARBAKE_RUN/kept.json"
}

# versions: of the programs that the boot leans on, as members of a JSON object; what is not installed is left out.
versions() {
  local program said separator=''
  if [[ -n $PARBAKE_ROOT ]]; then return 0; fi
  for program in cloud-init containerd dockerd systemctl; do
    if ! command -v "$program" >/dev/null; then continue; fi
    said=$("$program" --version 2>&1) || return 1
    if [[ $said =~ [0-9]+(\.[0-9]+)*[0-9A-Za-z.+~-]* ]]; then
      printf '%s"%s": "%s"' "$separator" "$program" "${BASH_REMATCH[0]}"
      separator=', '
    fi
  done
}

# The bake may be started by a user who can become root without a word (Packer's default).
if ((EUID != 0)) && [[ -z $SELF || ! -f $SELF ]]; then die 'run it as root, or as a file: sudo cannot read it from a pipe a second time'; fi
if ((EUID != 0)); then exec sudo -n -- /bin/bash "$SELF" "$@"; fi
main "$@"
exit
