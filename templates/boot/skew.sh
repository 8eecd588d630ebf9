# skew.sh: a part of the runner: an image and a user-data that were not built together; only where there is an image. Follows runner.sh.

check_skew() {
  local expected digest='' name='' line
  IFS= read -r expected <"$LAUNCH/digest"
  while IFS= read -r line; do
    if [[ $line =~ ^\"(name|digest)\":\ \"([^\"]*)\" ]]; then
      if [[ ${BASH_REMATCH[1]} == name ]]; then name=${BASH_REMATCH[2]}; else digest=${BASH_REMATCH[2]}; fi
    fi
    if [[ -n $name && -n $digest ]]; then break; fi
  done <"$IMAGE_JSON"
  REPORT[image]=$digest
  [[ $expected != "$digest" ]] || return 0
  REPORT[skew]=true
  line="skew: user-data '$LAUNCH_NAME' was built with image $PROFILE_NAME $expected, this host is ${name:-no} image ${digest:-that says so}"
  line+="; start it from the image that the same build baked (image/bake.sh of bundle $PROFILE_NAME), or build the user-data anew from the profile of this image"
  if [[ $ON_SKEW == stop ]]; then fail skew "$line"; fi
  printf 'parbake: %s\n' "$line" >&2
}
