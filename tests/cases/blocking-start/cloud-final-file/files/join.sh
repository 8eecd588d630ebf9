#!/bin/bash
set -eu
if [ -e /etc/join ]; then
  systemctl start ecs
fi
