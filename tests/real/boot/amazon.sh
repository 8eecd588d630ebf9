#!/bin/bash
# amazon.sh: gives a host the unit order of Amazon Linux: cloud-init's stages are ordinary units, not bound to sysinit.target
# and multi-user.target, and the agent is ordered after the last of them. Run inside the root.
set -euo pipefail
for name in cloud-init cloud-final; do
  sed -e '/^DefaultDependencies=no$/d; /^Before=sysinit.target$/d; /^After=multi-user.target$/d' \
    "/lib/systemd/system/$name.service" >"/etc/systemd/system/$name.service"
done
printf '[Unit]\nAfter=cloud-final.service\n' >/etc/systemd/system/ecs.service.d/90-amazon.conf
