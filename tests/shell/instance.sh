#!/bin/bash
# The metadata resolver: one token, retries, grammar, what is frozen and what is asked at each boot.
source "$(dirname "$0")/harness.sh"
instance i-0123456789abcdef0
values='"instance-id": "i-0123456789abcdef0", "instance-type": "m7i-flex.large", "placement/region": "eu-central-1",
  "placement/availability-zone": "eu-central-1a", "local-ipv4": "10.0.12.7", "local-hostname": "ip-10-0-12-7.eu-central-1.compute.internal"'
serve "{\"fail\": 2, \"values\": {$values, \"tags/instance/Name\": \"web one\", \"tags/instance/empty\": \"\"}}"
is 'id' i-0123456789abcdef0 "$(run instance_value id)"
is 'the token is asked once it works' 2 "$(grep -c 'PUT.*503' "$work/asked")"
is 'type' m7i-flex.large "$(run instance_value type)"
is 'region' eu-central-1 "$(run instance_value region)"
is 'zone' eu-central-1a "$(run instance_value availability-zone)"
is 'address' 10.0.12.7 "$(run instance_value private-ip)"
is 'name' ip-10-0-12-7.eu-central-1.compute.internal "$(run instance_value local-hostname)"
is 'tag' 'web one' "$(run instance_value tag.Name)"
is 'empty tag' '' "$(run instance_value tag.empty)"
is 'one token' 1 "$(grep -c 'PUT.*200' "$work/asked")"
is 'frozen values are private' 600 "$(stat -c %a "$root/var/lib/parbake/instance/i-0123456789abcdef0/values/region")"
is 'their directory is private, the state beside it is not' $'700\n755\n755' "$(stat -c %a "$root/var/lib/parbake/instance/i-0123456789abcdef0/values" "$root/var/lib/parbake/instance" "$root/var/lib/parbake")"
is 'tags are private' 600 "$(stat -c %a "$root/run/parbake/values/tag.Name")"
asked=$(wc -l <"$work/asked")
run instance_value region >/dev/null
is 'nothing is asked twice' "$asked" "$(wc -l <"$work/asked")"
fails 'a tag that is not there' run instance_value tag.other
holds 'says which and why' 'instance.tag.other: not there; the instance lacks the tag, or' "$output"
fails 'a name that no tag on the host has' run instance_value tag.a/b
fails 'an unknown value' run instance_value mac

new_boot
serve "{\"values\": {\"placement/region\": \"us-east-1\", \"tags/instance/Name\": \"web two\"}}"
is 'region is frozen' eu-central-1 "$(run instance_value region)"
is 'a tag is read each boot' 'web two' "$(run instance_value tag.Name)"
instance i-00000000000000001
is 'another instance asks anew' us-east-1 "$(run instance_value region)"

new_boot
instance i-00000000000000002
serve "{\"expire\": 1, \"values\": {$values}}"
is 'before the token ends' m7i-flex.large "$(run instance_value type)"
is 'after the token has ended' 10.0.12.7 "$(run instance_value private-ip)"

for bad in '"instance-id": "i-XYZ"' '"instance-id": "i-01234567\n"' '"instance-id": "i-01234567\u0000"' '"instance-id": ""'; do
  new_boot
  instance "i-$RANDOM"
  serve "{\"values\": {$bad}}"
  fails "hostile id $bad" run instance_value id
  holds 'names it' 'instance.id: the metadata service gave a value that cannot be one' "$output"
done
new_boot
serve '{"values": {"local-ipv4": "10.0.0.256", "local-hostname": "-a", "placement/region": "eu central", "tags/instance/x": "a\nb"}}'
for name in private-ip local-hostname region tag.x; do fails "hostile $name" run instance_value "$name"; done
is 'a refused value is not kept' '' "$(find "$root/run/parbake/values" -name 'tag.*')"

new_boot
serve '{"slow": 8, "values": {"instance-type": "t3.micro"}}'
is 'a slow answer is asked for again' t3.micro "$(run instance_value type)"
new_boot
serve '{"fail": 1000, "values": {}}'
export PARBAKE_IMDS_SECONDS=3
fails 'no service' run instance_value type
holds 'says how long' 'no answer from the metadata service in 3 s' "$output"
