#!/bin/bash
# host.sh KIND COMMAND...: makes ROOT a build instance that its user admin reaches by ssh on 127.0.0.1:2222, and runs a command beside
# it. KIND is `good`, or `other` for a host of another release. WORK has the key. Run by tests/real/identity/over.sh.
set -euo pipefail
kind=$1
shift

# let_in: what cloud-init makes at an instance's first boot, from the defaults of Debian's cloud image. A bake takes it away.
let_in() {
  if ! grep -q ^admin: "$ROOT/etc/passwd"; then inside useradd --create-home --shell /bin/bash --password '*' admin; fi
  printf 'admin ALL=(ALL) NOPASSWD:ALL\n' >"$ROOT/etc/sudoers.d/90-cloud-init-users"
  chmod 0440 "$ROOT/etc/sudoers.d/90-cloud-init-users"
  inside ssh-keygen -q -A
  inside install -d -o admin -g admin -m 0700 /home/admin/.ssh
  inside install -o admin -g admin -m 0600 /mnt/key.pub /home/admin/.ssh/authorized_keys
}
export -f let_in

ip link set lo up
if [[ $kind == other ]]; then sed -i 's/^VERSION_ID=.*/VERSION_ID="11"/' "$ROOT/usr/lib/os-release"; fi
mkdir -p "$ROOT/run/sshd"
let_in
inside /usr/sbin/sshd -E /mnt/sshd.log -o Port=2222 -o ListenAddress=127.0.0.1 -o PidFile=none
"$@"
