#!/bin/bash
# References in text: each one, the escape, and what a hostile tag may do to each reader.
source "$(dirname "$0")/harness.sh"
instance i-0123456789abcdef0
serve '{"values": {"instance-id": "i-0123456789abcdef0", "instance-type": "t3.micro", "placement/region": "eu-central-1",
  "placement/availability-zone": "eu-central-1a", "local-ipv4": "10.0.12.7", "local-hostname": "ip-10-0-12-7.ec2.internal",
  "tags/instance/Name": "web", "tags/instance/utf": "Käse", "tags/instance/blank": "a b", "tags/instance/quote": "a\"b", "tags/instance/single": "a'"'"'b",
  "tags/instance/back": "a\\b", "tags/instance/line": "a\nb", "tags/instance/percent": "100%", "tags/instance/dollar": "a$b",
  "tags/instance/end": "a ", "tags/instance/command": "web ; /bin/touch", "tags/instance/root": "+/bin/sh", "tags/instance/run": "a`id`", "tags/instance/nested": "${instance.id}"}}'
resolve() { printf '%s' "$2" | run resolve_template "$1"; }
is 'every reference' 'i-0123456789abcdef0 t3.micro eu-central-1 eu-central-1a 10.0.12.7 ip-10-0-12-7.ec2.internal web' \
  "$(resolve text '${instance.id} ${instance.type} ${instance.region} ${instance.availability-zone} ${instance.private-ip} ${instance.local-hostname} ${instance.tag.Name}')"
is 'the escape' 'a ${b} $c $(d) web } $' "$(resolve text 'a $${b} $c $(d) ${instance.tag.Name} } $')"
is 'three dollars' '$${x' "$(resolve text '$$${x')"
is 'no reference' '' "$(resolve text '')"
is 'newlines at the end stay' $'\n\nx' "$(resolve text $'\n\n' && echo x)"
is 'a value is not read again' '${instance.id}' "$(resolve text '${instance.tag.nested}')"
is 'not only ASCII' 'Käse' "$(resolve env '${instance.tag.utf}')"
for name in '${var.x}' '${instance.mac}' '${instance.tag.gone}' '${' '${}' '${instance.id'; do
  fails "refused: $name" resolve text "$name"
done

refused() {
  fails "$1 refuses the tag $2" resolve "$1" "x=y\${instance.tag.$2}"
  holds 'names the reference' "instance.tag.$2" "$output"
  [[ $output != *'a"b'* && $output != *'a\b'* ]] || is 'the content is not shown' '' "$output"
}
taken() { resolve "$1" "\${instance.tag.$2}" >/dev/null || is "$1 takes the tag $2" taken refused; }
for sink in env json hosts unit_text unit_word program_text certificate_text; do
  for tag in quote single back line; do refused "$sink" "$tag"; done
done
refused text line
for tag in quote single back percent dollar blank; do taken text "$tag"; done
refused hosts blank
refused env end
refused unit_text percent
refused unit_text dollar
taken unit_text blank
for tag in percent dollar blank command; do refused unit_word "$tag"; done
fails 'unit_word refuses a prefix' resolve unit_word 'ExecStart=${instance.tag.root}'
for tag in dollar command run percent; do refused program_text "$tag"; done
for tag in utf blank Name; do taken program_text "$tag"; done
for tag in utf Name; do taken unit_word "$tag"; done
taken env blank
taken env percent
taken json percent
is 'a sink for each reference' 'a b|web' "$(resolve unit_text,unit_word '${instance.tag.blank}|${instance.tag.Name}')"
fails 'the second of two sinks' resolve unit_text,unit_word '$${x} ${instance.tag.blank} ${instance.tag.blank}'
fails 'the last is for the rest' resolve unit_text,unit_word '${instance.id} ${instance.id} ${instance.tag.blank}'
fails 'an unknown sink' resolve yaml '${instance.id}'

is 'a file from a template' 'changed file /etc/motd' "$(printf 'on ${instance.id}\n\n' | run write_template text /etc/motd 0644 root root)"
is 'its content' $'on i-0123456789abcdef0\n\nx' "$(cat "$root/etc/motd" && echo x)"
fails 'a template without a value' run write_template text /etc/motd 0644 root root <<<'${instance.tag.gone}'
is 'leaves the file' $'on i-0123456789abcdef0\n\nx' "$(cat "$root/etc/motd" && echo x)"

mkdir -p "$root/usr/lib/parbake"
printf '# baked\nECS_CLUSTER=fixed\nECS_LOGLEVEL=info\n\nA==x\n' >"$root/usr/lib/parbake/ecs.config"
late() { printf 'ECS_CLUSTER=${instance.tag.Name}\nB={"id":"${instance.id}"}\nB={"id":"2"}\n' | run write_ecs_config 0600 "$1"; }
is 'ecs.config' 'changed file /etc/ecs/ecs.config' "$(late /usr/lib/parbake/ecs.config)"
is 'each key once, the later wins' $'ECS_CLUSTER=web\nECS_LOGLEVEL=info\nA==x\nB={"id":"2"}' "$(cat "$root/etc/ecs/ecs.config")"
is 'ecs.config mode' 600 "$(stat -c %a "$root/etc/ecs/ecs.config")"
is 'ecs.config again' 'unchanged file /etc/ecs/ecs.config' "$(late /usr/lib/parbake/ecs.config)"
is 'no baked lines' 'changed file /etc/ecs/ecs.config' "$(late -)"
fails 'a baked copy that is gone' late /usr/lib/parbake/gone

script() { printf '#!/bin/bash\n%s\n' "$1" | run run_script demo 5 'WHO=${instance.tag.quote}' 'LIT=$${x}'; }
holds 'a script gets its values, a home and no input' 'a"b ${x} /root []' "$(script 'echo "$WHO $LIT $HOME [$(cat)]"')"
fails 'a script that fails' script 'exit 7'
holds 'its own status' 'script demo: ended with status 7' "$output"
fails 'a script that hangs' script 'sleep 60'
holds 'its limit' 'script demo: not done within 5 s' "$output"
is 'no copy stays' '' "$(ls -A "$root/var/lib/parbake/scripts")"
