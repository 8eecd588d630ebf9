#!/bin/bash
# Container images: the tag is pulled, the digest compared; a refusal is not asked again.
source "$(dirname "$0")/harness.sh"
mkdir -p "$work/bin"
cat >"$work/bin/docker" <<'SH'
#!/bin/bash
echo "$*" >>"$STATE/called"
case "$1 $2" in
  'image inspect')
    if [[ $3 != web:1 && -e $STATE/many/${3//\//_} ]]; then
      printf '[\n    {\n        "Id": "sha256:cc",\n        "RepoDigests": [\n            "x@sha256:cc"\n        ],\n        "Architecture": "amd64",\n        "Size": 7\n    }\n]\n'
      exit
    fi
    [[ $3 == web:1 && -e $STATE/there ]] || exit 1
    printf '[\n    {\n        "Id": "sha256:%s",\n        "RepoTags": [\n            "web:1"\n        ],\n        "RepoDigests": [\n            "web@sha256:%s",\n            "other@sha256:0"\n        ],\n        "Parent": "",\n        "Architecture": "%s",\n        "Size": 4261550,\n        "Metadata": {\n            "Size": 9\n        }\n    }\n]\n' "$(cat "$STATE/there")" "$(cat "$STATE/there")" "$(cat "$STATE/arch")"
    ;;
  'pull -q')
    [[ ! -e $STATE/broken ]] || { rm "$STATE/broken"; echo 'connection reset' >&2; exit 1; }
    [[ -e $STATE/registry ]] || { echo 'manifest for web:1 not found: manifest unknown' >&2; exit 1; }
    if [[ $5 != web:1 ]]; then
      # Pulls at the same time, and what the client would log in with.
      touch "$STATE/now/$$"
      find "$STATE/now" -type f | wc -l >>"$STATE/at"
      # The first stays until the second has come, if one comes at all.
      for ((tries = 0; tries < 100; tries++)); do
        [[ $(wc -l <"$STATE/at") == 1 ]] || break
        sleep 0.1
      done
      rm "$STATE/now/$$"
      if [[ -n ${DOCKER_CONFIG:-} ]]; then cat "$DOCKER_CONFIG/config.json" >"$STATE/config"; fi
      [[ $5 != *broken* ]] || { echo denied >&2; exit 1; }
      touch "$STATE/many/${5//\//_}"
      exit
    fi
    cp "$STATE/registry" "$STATE/there"
    ;;
  'login --username') cat >"$STATE/password" ;;
  *) exit 1 ;;
esac
SH
cat >"$work/bin/aws" <<'SH'
#!/bin/bash
echo "$*" >>"$STATE/asked"
[[ ! -e $STATE/no-role ]] || exit 254
echo secret-of-ecr
SH
chmod +x "$work/bin/aws"
mkdir "$work/now" "$work/many"
echo amd64 >"$work/arch"
chmod +x "$work/bin/docker"
export PATH=$work/bin:$PATH STATE=$work
fails 'an image that the registry has not' run pull_image web:1 - linux/amd64
holds 'says so at once' 'image web:1: refused by its registry' "$output"
is 'one pull' 1 "$(grep -c pull "$work/called")"
echo aa >"$work/registry"
touch "$work/broken"
is 'a broken pull is tried again' 'changed image web:1' "$(run pull_image web:1 sha256:aa linux/amd64 2>/dev/null)"
rm "$work/called"
is 'pinned and there' 'unchanged image web:1' "$(run pull_image web:1 sha256:aa linux/amd64)"
is 'needs no network' 0 "$(grep -c pull "$work/called")"
is 'a tag is asked for again' 'unchanged image web:1' "$(run pull_image web:1 - linux/amd64)"
echo bb >"$work/registry"
is 'a moved tag' 'changed image web:1' "$(run pull_image web:1 - linux/amd64)"
fails 'another digest' run pull_image web:1 sha256:aa linux/amd64
holds 'names both' 'the registry has web@sha256:bb other@sha256:0, pinned is sha256:aa' "$output"
is 'digests' $'web@sha256:bb\nother@sha256:0' "$(run image_digests web:1)"
is 'architecture' amd64 "$(run image_field web:1 Architecture)"
is 'size' 4261550 "$(run image_field web:1 Size)"
holds 'the platform is asked for' 'pull -q --platform linux/amd64 web:1' "$(cat "$work/called")"
fails 'another architecture' run pull_image web:1 - linux/arm64
holds 'is named' 'image web:1: is for amd64, this host is arm64' "$output"

# Many at a time, never more than asked for; every failure is named.
images=$'a:1 -\nb:1 -\nc:1 -\nd:1 -\ne:1 -'
said=$(run pull_images 2 linux/amd64 - <<<"$images")
is 'all are pulled' $'changed image a:1\nchanged image b:1\nchanged image c:1\nchanged image d:1\nchanged image e:1' "$(sort <<<"$said")"
is 'two at a time, never three' 2 "$(sort -n "$work/at" | tail -n 1)"
fails 'one of many' run pull_images 2 linux/amd64 - <<<$'broken:1 -\nf:1 -\nbroken:2 -'
holds 'the first' 'image broken:1: refused by its registry' "$output"
holds 'and the last' 'image broken:2: refused by its registry' "$output"
holds 'the others are there' 'changed image f:1' "$output"

# Logins: by the program that the registry wants; nothing is left of them.
ecr=123456789012.dkr.ecr.eu-central-1.amazonaws.com
rm "$work/called"
run pull_images 3 linux/amd64 '{"credHelpers":{"public.ecr.aws":"ecr-login"}}' "$ecr=eu-central-1" <<<"$ecr/web:1 -" >/dev/null
is 'the password is that of the region' 'ecr get-login-password --region eu-central-1' "$(cat "$work/asked")"
is 'it goes by standard input' secret-of-ecr "$(cat "$work/password")"
holds 'to the registry' "login --username AWS --password-stdin $ecr" "$(cat "$work/called")"
is 'the helpers are the client'"'"'s' '{"credHelpers":{"public.ecr.aws":"ecr-login"}}' "$(cat "$work/config")"
is 'nothing is left' '' "$(find "$root/run/parbake" -name 'docker.*')"
run pull_images 3 linux/amd64 '{}' public.ecr.aws=us-east-1 <<<'public.ecr.aws/x/y:1 -' >/dev/null
holds 'the public registry' 'ecr-public get-login-password --region us-east-1' "$(cat "$work/asked")"
touch "$work/no-role"
fails 'a role that may not' run eval 'retry() { shift; "$@"; }; pull_images 3 linux/amd64 "{}" public.ecr.aws=us-east-1' <<<'public.ecr.aws/x/z:1 -'
holds 'is told what it needs' 'must allow ecr-public:GetAuthorizationToken' "$output"
is 'and nothing is left' '' "$(find "$root/run/parbake" -name 'docker.*')"
rm "$work/bin/aws"
PATH=$work/bin:/nowhere fails 'without the aws command' /bin/bash -c 'source "$0"; PATH=$1; log_in_to_ecr public.ecr.aws=us-east-1' "$work/lib.sh" "$work/bin"
holds 'is said' 'the aws command, which logs in to it, is not installed' "$output"

# A dockerd that runs with older settings than the image will have is started anew, once.
mkdir -p "$root/run/systemd/system" "$root/etc/docker"
cat >"$work/bin/systemctl" <<'SH'
#!/bin/bash
echo "$*" >>"$STATE/systemd"
case $1 in
  show) printf 'ActiveEnterTimestamp=%s\n' "$(cat "$STATE/since")" ;;
  restart) date '+%a %Y-%m-%d %H:%M:%S %Z' -d '10 seconds' >"$STATE/since" ;;
esac
SH
chmod +x "$work/bin/systemctl"
sed -i "s/^esac/  version*) ;;\nesac/; s/  \*) exit 1 ;;/  'version ') ;;\n  *) exit 1 ;;/" "$work/bin/docker"
date '+%a %Y-%m-%d %H:%M:%S %Z' -d '1 hour ago' >"$work/since"
is 'nothing is newer' 'unchanged docker for the bake' "$(run start_docker_for_bake)"
echo '{}' >"$root/etc/docker/daemon.json"
is 'new settings' 'changed docker for the bake (restart)' "$(run start_docker_for_bake)"
holds 'units are read again first' $'daemon-reload\nrestart docker.service' "$(cat "$work/systemd")"
is 'the restart has them' 'unchanged docker for the bake' "$(run start_docker_for_bake)"
: >"$work/since"
is 'one that does not run is not stale' 'unchanged docker for the bake' "$(run start_docker_for_bake)"
