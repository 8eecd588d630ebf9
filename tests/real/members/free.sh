#!/bin/bash
# free.sh IMAGE: has the kernel let go of a volume whose machine was killed. Swap on it outlives the machine and holds its disk; the file is
# found again on the same disk. Run in a mount namespace of its own.
set -euo pipefail
for loop in $(losetup --noheadings --output NAME --associated "$1"); do
  mount "$loop" /mnt || continue
  for file in /mnt/swapfile /mnt/swap; do swapoff "$file" 2>/dev/null || true; done
  umount /mnt
done
