#!/bin/bash
# Container images: the tag is pulled, the digest compared; a refusal is not asked again.
source "$(dirname "$0")/harness.sh"
mkdir -p "$work/bin"
cat >"$work/bin/docker" <<'SH'
#!/bin/bash
echo "$*" >>"$STATE/called"
case "$1 $2" in
  'image inspect')
    [[ -e $STATE/there ]] || exit 1
    printf '[\n    {\n        "Id": "sha256:%s",\n        "RepoTags": [\n            "web:1"\n        ],\n        "RepoDigests": [\n            "web@sha256:%s",\n            "other@sha256:0"\n        ],\n        "Parent": ""\n    }\n]\n' "$(cat "$STATE/there")" "$(cat "$STATE/there")"
    ;;
  'pull -q')
    [[ ! -e $STATE/broken ]] || { rm "$STATE/broken"; echo 'connection reset' >&2; exit 1; }
    [[ -e $STATE/registry ]] || { echo 'manifest for web:1 not found: manifest unknown' >&2; exit 1; }
    cp "$STATE/registry" "$STATE/there"
    ;;
  *) exit 1 ;;
esac
SH
chmod +x "$work/bin/docker"
export PATH=$work/bin:$PATH STATE=$work
fails 'an image that the registry has not' run pull_image web:1 -
holds 'says so at once' 'image web:1: refused by its registry' "$output"
is 'one pull' 1 "$(grep -c pull "$work/called")"
echo aa >"$work/registry"
touch "$work/broken"
is 'a broken pull is tried again' 'changed image web:1' "$(run pull_image web:1 sha256:aa 2>/dev/null)"
rm "$work/called"
is 'pinned and there' 'unchanged image web:1' "$(run pull_image web:1 sha256:aa)"
is 'needs no network' 0 "$(grep -c pull "$work/called")"
is 'a tag is asked for again' 'unchanged image web:1' "$(run pull_image web:1 -)"
echo bb >"$work/registry"
is 'a moved tag' 'changed image web:1' "$(run pull_image web:1 -)"
fails 'another digest' run pull_image web:1 sha256:aa
holds 'names both' 'the registry has web@sha256:bb other@sha256:0, pinned is sha256:aa' "$output"
is 'digests' $'web@sha256:bb\nother@sha256:0' "$(run image_digests web:1)"
