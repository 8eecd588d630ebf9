# group.sh: sourced, `enter_group NAME` gives a machine a control group of its own; `bash group.sh NAME` takes it away.
#
# In each hierarchy, because systemd-nspawn names the machine's groups by the unified one: two machines that share a group there
# remove the groups of each other's units, and a unit then fails to start with status 219/CGROUP.
# shellcheck shell=bash

HIERARCHIES=(/sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd)

enter_group() {
  local hierarchy
  for hierarchy in "${HIERARCHIES[@]}"; do
    if [[ -e $hierarchy/cgroup.procs ]]; then
      mkdir -p "$hierarchy/$1"
      echo $$ >"$hierarchy/$1/cgroup.procs"
    fi
  done
}

leave_group() {
  local hierarchy
  for hierarchy in "${HIERARCHIES[@]}"; do
    if [[ -d $hierarchy/$1 ]]; then find "$hierarchy/$1" -depth -type d -exec rmdir {} +; fi
  done
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then leave_group "$1"; fi
