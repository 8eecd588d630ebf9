#!/bin/bash
# fact.sh: a host on which a fact is wrong: the network stage is an ordinary unit, as on Amazon Linux, and the first pass is ordered
# after one of another name. Run inside the root.
set -euo pipefail
sed -e '/^DefaultDependencies=no$/d; /^Before=sysinit.target$/d' /lib/systemd/system/cloud-init.service >/etc/systemd/system/cloud-init.service
sed -i 's/^\(After=.* \)cloud-init.service$/\1cloud-init-network.service/' /etc/systemd/system/parbake-early.service
grep -q '^After=.* cloud-init-network.service$' /etc/systemd/system/parbake-early.service
