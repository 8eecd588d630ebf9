#!/bin/bash
# bake.sh over a root directory: steps, second run, a failing step, clean-up, audit, image.json.
source "$(dirname "$0")/harness.sh"

# compose STEPS-TEXT KEEP: a bake.sh as the compiler puts it together.
compose() {
  sed -e "s|{{name}}|web|; s|{{digest}}|sha256:aa|; s|{{base}}|debian-12|; s|{{os_id}}|debian|; s|{{os_version}}|12|
    s|{{dockerd_version}}|''|; s|{{dockerd_command}}|'/usr/sbin/dockerd -H fd:// \$DOCKER_OPTS'|; s|{{package_manager}}|apt|
    s|{{cloud_init_version}}|22.4|; s|{{network_unit}}|cloud-init.service|
    s/{{orderings}}/'cloud-init.service Before sysinit.target yes' 'ecs.service After cloud-final.service no'/
    s|{{docker_unit}}|docker.service|; s|{{agent_unit}}|ecs.service|; s|{{data_root}}|/var/lib/docker|; s|{{images}}||; s|{{keep}}|$2|" "$templates/bake/head.sh.hbs"
  compose_lib
  printf '%s\n' "$1"
  # As for a profile with a script that says so.
  identity_rows | sed 's/ - error files aws-credentials/ delete error files aws-credentials/'
  for part in base identity clean audit main; do cat "$templates/bake/$part.sh"; done
}
# What stands in for the tools of a host: they must not be asked in a root directory.
mkdir -p "$work/bin"
for tool in docker systemctl cloud-init apt-get journalctl dockerd; do
  printf '#!/bin/sh\necho "$0 $*" >>%s\nexit 1\n' "$work/called" >"$work/bin/$tool"
  chmod +x "$work/bin/$tool"
done
export PATH=$work/bin:$PATH
bake() { bash "$work/bake.sh" "$@" >"$work/out" 2>&1; }
bakes() { bake "$@" || is "bake $*" '' "$(cat "$work/out")"; }

motd=$(printf 'hello\n' | sha256sum)
steps="
# packages.install (profile.toml:3)
step_one() {
  write_file /etc/motd 0644 root root <<'PARBAKE_EOF'
hello
PARBAKE_EOF
}
step_manifest() {
  write_file /usr/lib/parbake/manifest 0644 root root <<'PARBAKE_EOF'
${motd%% *} 0644 root root /etc/motd
PARBAKE_EOF
}
step_two() {
  test ! -e \"\$PARBAKE_ROOT/stop\"
  say changed two
}
STEPS=('file /etc/motd' step_one 'file /usr/lib/parbake/manifest' step_manifest 'two' step_two)"
compose "$steps" "user-ssh-other '/root/.aws/config'" >"$work/bake.sh"

# A builder that was used: identities, state, logs, and what must stay.
litter() {
  mkdir -p "$root"/etc/{ssh,docker,systemd/system} "$root"/var/lib/{cloud/data,cloud/instances/i-1,dbus,ecs/data,docker/overlay2,parbake/instance} "$root"/var/log/{ecs,journal/x} "$root"/root/{.ssh,.aws} "$root/tmp" "$root/home/admin/.ssh"
  printf 'ID=debian\nVERSION_ID="12"\n' >"$root/etc/os-release"
  printf '[Service]\nExecStart=/usr/sbin/dockerd -H fd:// \\\n  $DOCKER_OPTS\n' >"$root/etc/systemd/system/docker.service"
  # The clean-up leaves an absolute link there, through which the next line would reach this machine's own id.
  rm -f "$root/var/lib/dbus/machine-id"
  echo 0123 | tee "$root/etc/machine-id" "$root/var/lib/dbus/machine-id" "$root/etc/ssh/ssh_host_rsa_key" "$root/etc/docker/key.json" \
    "$root/var/lib/docker/engine-id" "$root/var/lib/ecs/data/agent.db" "$root/var/lib/cloud/data/instance-id" "$root/var/log/cloud-init.log" "$root/var/log/syslog" \
    "$root/var/log/syslog.1" "$root/root/.ssh/id_rsa" "$root/root/.ssh/authorized_keys" "$root/root/.aws/config" "$root/root/.aws/credentials" \
    "$root/tmp/.token" "$root/home/admin/.ssh/authorized_keys" "$root/var/lib/docker/overlay2/a~" "$root/var/lib/parbake/boot.json" >/dev/null
  ln -sf gone "$root/etc/hostname"
  printf 'root:*:1:\n' >"$root/etc/shadow"
}
litter
kept=sha256:$(sha256sum <"$root/root/.ssh/id_rsa" | cut -d ' ' -f 1)
bakes
is 'machine-id is empty' 0 "$(stat -c %s "$root/etc/machine-id")"
is "D-Bus's is a link" /etc/machine-id "$(readlink "$root/var/lib/dbus/machine-id")"
for gone in etc/ssh/ssh_host_rsa_key etc/docker/key.json var/lib/docker/engine-id var/lib/ecs/data/agent.db var/lib/cloud/data var/log/cloud-init.log \
  var/log/syslog.1 root/.ssh/authorized_keys home/admin/.ssh/authorized_keys root/.aws/credentials tmp/.token etc/hostname var/lib/parbake/boot.json; do
  if [[ -e $root/$gone || -L $root/$gone ]]; then is "$gone is gone" '' there; fi
done
for stays in root/.ssh/id_rsa root/.aws/config var/lib/docker/overlay2/a~ var/log/syslog; do [[ -e $root/$stays ]] || is "$stays stays" there ''; done
is 'the log is empty' 0 "$(stat -c %s "$root/var/log/syslog")"
is 'image.json' "{'name': 'web', 'digest': 'sha256:aa', 'base': 'debian-12', 'versions': {}, 'images': {}, 'kept': {'/root/.aws/config': '$kept', '/root/.ssh/id_rsa': '$kept'}}" "$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1])))' "$root/etc/parbake/image.json")"
is 'the gates are closed' '' "$(ls -A "$root/run/parbake/gate")"
is 'no tool of the host was asked' '' "$(cat "$work/called" 2>/dev/null)"

tree() { (cd "$root" && find . ! -path './run/*' -printf '%p %m %l ' -exec sh -c '[ ! -f "$1" ] || sha256sum <"$1"' _ {} \; -printf '\n' | sort | sha256sum); }
before=$(tree)
bakes
is 'a second run changes nothing' "$before" "$(tree)"
holds 'and says so' 'unchanged file /etc/motd' "$(cat "$work/out")"
bakes --audit

# Whatever this bake made or did not make, the audit looks for it.
mkdir -p "$root/var/lib/kubelet/pki" && touch "$root/var/lib/kubelet/pki/key"
fails 'what no step makes' bakes
holds 'what no step makes' 'error: kubelet-state: /var/lib/kubelet/pki/key is still there (no step of this bake makes it' "$(cat "$work/out")"
rm -r "$root/var/lib/kubelet"
bakes
audit_finds() {
  fails "audit: $1" bakes --audit
  holds "audit: $1" "$1" "$(cat "$work/out")"
}
printf 'changed\n' >"$root/etc/motd" && audit_finds 'manifest: /etc/motd has another content' && printf 'hello\n' >"$root/etc/motd"
chmod 0600 "$root/etc/motd" && audit_finds 'manifest: /etc/motd has mode 600, not 0644' && chmod 0644 "$root/etc/motd"
touch "$root/etc/ssh/ssh_host_x_key" && audit_finds 'ssh-host-keys: /etc/ssh/ssh_host_x_key is still there' && rm "$root/etc/ssh/ssh_host_x_key"
touch "$root/root/.aws/new" && audit_finds 'aws-credentials: /root/.aws is still there' && rm "$root/root/.aws/new"
echo uninitialized >"$root/etc/machine-id" && audit_finds 'machine-id: /etc/machine-id is not an empty file' && : >"$root/etc/machine-id"
printf 'x\n' >"$root/root/.ssh/id_rsa" && audit_finds 'kept: /root/.ssh/id_rsa has another content' && echo 0123 >"$root/root/.ssh/id_rsa"
printf '10.0.0.7 builder\n' >"$root/etc/hosts" && audit_finds 'etc-hosts: /etc/hosts names an address of the builder'
printf '127.0.0.1 localhost\n# parbake image: begin\n10.0.0.8 registry\n# parbake image: end\n' >"$root/etc/hosts"
printf 'LABEL=x / ext4\n/dev/xvdb /mnt auto defaults,comment=cloudconfig 0 2\n' >"$root/etc/fstab" && audit_finds 'cloud-init-fstab: /etc/fstab holds a line of the builder' && rm "$root/etc/fstab"
mkdir -p "$root/etc/a/b" && touch "$root/etc/a/b/c.bak" && audit_finds 'editor-backups: /etc/a/b/c.bak is still there' && rm -r "$root/etc/a"
touch "$root/tmp/"$'a\n''/etc/motd' 2>/dev/null || mkdir -p "$root/tmp/"$'a\n''/etc' && touch "$root/tmp/"$'a\n''/etc/motd'
bakes --from audit
is 'a newline in a name leads nowhere' hello "$(cat "$root/etc/motd")"
echo 'root:$6$x:1:' >"$root/etc/shadow" && audit_finds 'root-password' && echo 'root:!:1:' >"$root/etc/shadow"
bakes --audit

touch "$root/stop"
fails 'a failing step' bakes
holds 'is named' "step 'two' failed with status 1; when it is mended, go on with --from 'two'" "$(cat "$work/out")"
is 'no image' no "$([[ -e $root/etc/parbake/image.json ]] && echo yes || echo no)"
rm "$root/stop"
litter
bakes --from two
[[ $(cat "$work/out") != *'/etc/motd'* ]] || is '--from leaves out what is before' '' "$(cat "$work/out")"
touch "$root/etc/docker/key.json"
bakes --from audit
is '--from never leaves out the clean-up' no "$([[ -e $root/etc/docker/key.json ]] && echo yes || echo no)"
fails '--from with an unknown step' bakes --from three
bakes --list
holds 'the list' $'check the base\nwait for cloud-init\nfile /etc/motd\nfile /usr/lib/parbake/manifest\ntwo\nrecord the container images' "$(cat "$work/out")"
bakes --dry-run
holds 'the dry run' '# file /etc/motd' "$(cat "$work/out")"
is 'changes nothing' yes "$([[ -e $root/etc/parbake/image.json ]] && echo yes || echo no)"
# refused WORDS OPTION...: wrong words end with 2, name what is wrong, and show the usage.
refused() {
  local said=$1 status=0
  shift
  bake "$@" || status=$?
  is "$*: the status" 2 "$status"
  holds "$*" "parbake: $said"$'\nusage: bake.sh' "$(cat "$work/out")"
}
refused "there is no option '--what'" --what
refused '--from wants the name of a step; --list names them' --from
refused '--from wants the name of a step; --list names them' --audit --from ''

printf 'ID=debian\nVERSION_ID="13"\n' >"$root/etc/os-release"
fails 'another base' bakes
holds 'names the fact' "base debian-12: VERSION_ID in /etc/os-release is '13', the facts say '12'" "$(cat "$work/out")"
litter
mkdir -p "$root/lib/systemd/system"
printf '[Unit]\nAfter=network-online.target cloud-final.service\n' >"$root/lib/systemd/system/ecs.service"
fails 'another unit order' bakes
holds 'names it' "base debian-12: After=cloud-final.service in ecs.service is 'yes', the facts say 'no'" "$(cat "$work/out")"
rm "$root/lib/systemd/system/ecs.service"
printf '[Service]\nExecStart=/usr/bin/dockerd\n' >"$root/etc/systemd/system/docker.service"
fails 'other flags' bakes
holds 'names them' "ExecStart of docker.service is '/usr/bin/dockerd', the facts say '/usr/sbin/dockerd -H fd:// \$DOCKER_OPTS'" "$(cat "$work/out")"
