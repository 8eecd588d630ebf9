# hostname.sh: the host's own name. Needs core.sh, files.sh, template.sh.

# set_hostname SINK|- < the name: of the running kernel, in /etc/hostname for the next boot, and in /etc/hosts, since a name that nothing
# resolves holds up sudo and others.
set_hostname() {
  local name names label='[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
  if [[ $1 == - ]]; then name=$(cat); else name=$(resolve_template "$1") || die 'hostname: not set'; fi
  [[ ${#name} -le 64 && $name =~ ^$label(\.$label)*$ ]] || die 'hostname: the references make no host name of up to 64 characters'
  names=$name
  if [[ $name == *.* ]]; then names="$name ${name%%.*}"; fi
  write_file /etc/hostname 0644 root root < <(printf '%s\n' "$name")
  put_block /etc/hosts hostname "127.0.1.1 $names"$'\n'
  if ! booted || [[ $(</proc/sys/kernel/hostname) == "$name" ]]; then return; fi
  # The file needs no process, and is read-only in a container, where the command works.
  (printf '%s' "$name" >/proc/sys/kernel/hostname) 2>/dev/null || hostname "$name" || die 'hostname: the kernel does not take it'
}
