#!/bin/bash
# ansible.sh ANSIBLE_PLAYBOOK: runs WORK/template/playbook.yml on the host by ssh, as its user admin, and once more on what is then its image.
# Run by host.sh; WORK is /mnt of ROOT.
set -euo pipefail
playbook=$1
work=$ROOT/mnt
# The path of a socket is short.
export HOME=/tmp/ansible ANSIBLE_HOME=/tmp/ansible ANSIBLE_NOCOLOR=1 ANSIBLE_HOST_KEY_CHECKING=false
mount -t tmpfs tmpfs /tmp
mkdir /tmp/ansible
for round in first second; do
  if [[ $round == second ]]; then let_in; fi
  "$playbook" -i 127.0.0.1, --user admin --private-key "$work/key" -e ansible_port=2222 \
    -e ansible_python_interpreter=/usr/bin/python3 "$work/template/playbook.yml"
  if [[ -e $ROOT/etc/parbake/image.json && ! -e $ROOT/tmp/parbake-bake.sh ]]; then printf '%s: baked\n' "$round"; fi
done
