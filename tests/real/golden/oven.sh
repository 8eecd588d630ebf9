#!/bin/bash
# oven.sh: the build instance of a machine that is only wanted for its image.
set -u
source /mnt/settle.sh
trap leave EXIT
settle
bash /mnt/bake.sh >/mnt/out/bake 2>&1
echo "bake.sh ended with $?" >>/mnt/out/bake
