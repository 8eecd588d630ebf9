#!/bin/bash
# prepare.sh: makes the unpacked root of Debian 12 a host: what package scripts would have done, the package that no
# archive has, and stand-ins that record when they start. Run inside the root; /mnt is the work directory.
set -euo pipefail
umask 022

# What the scripts of passwd, systemd, docker.io, containerd and cloud-init do when they are installed.
pwconv
grpconv
systemd-sysusers
groupadd -r docker
# cloud-init made the default user when the build instance booted.
useradd -m -s /bin/bash debian
python3 -m compileall -q -j 2 /usr/lib/python3 /usr/lib/python3.11
printf 'datasource_list: [ NoCloud, None ]\n' >/etc/cloud/cloud.cfg.d/90_dpkg.cfg
# What Debian's cloud image sets.
printf 'manage_etc_hosts: true\nlocale: C.UTF-8\n' >/etc/cloud/cloud.cfg.d/01_debian_cloud.cfg
systemctl -q enable cloud-init-local.service cloud-init.service cloud-config.service cloud-final.service \
  docker.socket docker.service containerd.service

# Amazon's package of the agent is in no archive: its unit as the package has it, with a stand-in for the program.
cat >/lib/systemd/system/ecs.service <<'UNIT'
[Unit]
Description=Amazon Elastic Container Service - container agent
Requires=docker.service
After=docker.service

[Service]
Type=simple
Restart=on-failure
RestartSec=10s
EnvironmentFile=-/var/lib/ecs/ecs.config
EnvironmentFile=-/etc/ecs/ecs.config
ExecStart=/usr/local/lib/stand-in/agent

[Install]
WantedBy=multi-user.target
UNIT
cat >>/var/lib/dpkg/status <<'STATUS'
Package: amazon-ecs-init
Status: install ok installed
Maintainer: nobody <nobody@example.com>
Architecture: all
Version: 1.0
Description: a stand-in

STATUS

install -d /usr/local/lib/stand-in
install -m 0755 /mnt/scripts/record.sh /usr/local/lib/stand-in/record
install -m 0755 /mnt/scripts/agent.py /usr/local/lib/stand-in/agent
install -m 0755 /mnt/scripts/collect.sh /usr/local/lib/stand-in/collect
install -m 0644 /mnt/scripts/imds.py /usr/local/lib/stand-in/imds.py

# The programs are stand-ins; the units, with all that orders them, are the packages' own.
for name in docker containerd; do
  install -d "/etc/systemd/system/$name.service.d"
  printf '[Service]\nType=oneshot\nRemainAfterExit=yes\nRestart=no\nExecStartPre=\nExecStart=\nExecStart=/usr/local/lib/stand-in/record %s\n' \
    "$name" >"/etc/systemd/system/$name.service.d/90-stand-in.conf"
done

# The metadata service, which is there before anything asks.
cat >/etc/systemd/system/stand-in-imds.service <<'UNIT'
[Unit]
DefaultDependencies=no
Before=cloud-init-local.service

[Service]
ExecStartPre=/bin/ip address add 169.254.169.254/32 dev lo
ExecStart=/bin/sh -c 'exec python3 /usr/local/lib/stand-in/imds.py /mnt/out "$(cat /mnt/imds.json)" 169.254.169.254 80'

[Install]
WantedBy=sysinit.target
UNIT
# Ends the boot; Type=simple and no default dependencies, so that nothing waits for it.
cat >/etc/systemd/system/stand-in-collect.service <<'UNIT'
[Unit]
DefaultDependencies=no

[Service]
ExecStart=/usr/local/lib/stand-in/collect

[Install]
WantedBy=multi-user.target
UNIT
systemctl -q enable stand-in-imds.service stand-in-collect.service
rm -f /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow-
