#!/bin/bash
# Files: a second run changes nothing; content, mode and owner each count.
source "$(dirname "$0")/harness.sh"
write() { printf 'hello\n' | run write_file /etc/motd.d/x "$1" root root; }
is 'first write' 'changed file /etc/motd.d/x' "$(write 0644)"
is 'content' hello "$(cat "$root/etc/motd.d/x")"
is 'parent mode' 755 "$(stat -c %a "$root/etc/motd.d")"
is 'second write' 'unchanged file /etc/motd.d/x' "$(write 0644)"
is 'mode alone' 'changed file /etc/motd.d/x' "$(write 0600)"
is 'mode' 600 "$(stat -c %a "$root/etc/motd.d/x")"
is 'setuid mode survives chown' 'changed file /etc/motd.d/x' "$(write 4755)"
is 'setuid mode' 4755 "$(stat -c %a "$root/etc/motd.d/x")"
is 'empty content' 'changed file /etc/motd.d/x' "$(run write_file /etc/motd.d/x 0644 root root </dev/null)"
ln -s x "$root/etc/motd.d/link"
is 'a link is replaced' 'changed file /etc/motd.d/link' "$(run write_file /etc/motd.d/link 0644 root root </dev/null)"
is 'the link is a file now' no "$([[ -L $root/etc/motd.d/link ]] && echo yes || echo no)"
# A run that was killed leaves its temporary file; somebody else may have put a link there.
printf 'half' >"$root/etc/motd.d/.parbake.killed"
is 'after a kill' 'changed file /etc/motd.d/killed' "$(printf 'whole\n' | run write_file /etc/motd.d/killed 0644 root root)"
is 'after a kill: content' whole "$(cat "$root/etc/motd.d/killed")"
printf 'mine\n' >"$work/target"
ln -s "$work/target" "$root/etc/motd.d/.parbake.linked"
is 'a link is not followed' 'changed file /etc/motd.d/linked' "$(printf 'ours\n' | run write_file /etc/motd.d/linked 0644 root root)"
is 'a link is not followed: content' mine "$(cat "$work/target")"
rm "$root/etc/motd.d/killed" "$root/etc/motd.d/linked"
fails 'unknown owner' run write_file /etc/motd.d/y 0644 nobody-here root </dev/null
holds 'names the file' 'file /etc/motd.d/y' "$output"
mkdir "$root/etc/motd.d/directory"
fails 'a directory in the way' run write_file /etc/motd.d/directory 0644 root root </dev/null
is 'nothing is left beside it' 'directory link x' "$(ls -A "$root/etc/motd.d" | paste -s -d ' ')"

is 'base64' 'changed file /opt/b' "$(printf 'AAEC\n' | run write_base64 /opt/b 0644 root root)"
is 'base64 content' '000102' "$(od -An -tx1 "$root/opt/b" | tr -d ' \n')"
fails 'cut-off base64' run write_base64 /opt/b 0644 root root <<<'AAECAw='
is 'cut-off base64 leaves the file' '000102' "$(od -An -tx1 "$root/opt/b" | tr -d ' \n')"

hosts() { printf '%s\n' "$@" | run hosts_block image -; }
is 'no file yet' 'changed file /etc/hosts' "$(hosts '10.0.0.1 a')"
printf '127.0.0.1 localhost\n# mine\n' >"$root/etc/hosts"
is 'hosts' 'changed file /etc/hosts' "$(hosts '10.0.0.1 a' '10.0.0.2 b')"
is 'hosts again' 'unchanged file /etc/hosts' "$(hosts '10.0.0.1 a' '10.0.0.2 b')"
is 'hosts anew' 'changed file /etc/hosts' "$(hosts '10.0.0.3 c')"
is 'the rest is untouched' $'127.0.0.1 localhost\n# mine\n# parbake image: begin\n10.0.0.3 c\n# parbake image: end' "$(cat "$root/etc/hosts")"
# Of two blocks each stays where it is.
printf '10.0.0.9 z\n' | run hosts_block launch - >/dev/null
printf 'ff02::1 all\n' >>"$root/etc/hosts"
is 'beside another block' 'unchanged file /etc/hosts' "$(hosts '10.0.0.3 c')"
is 'another block' 'changed file /etc/hosts' "$(hosts '10.0.0.5 e')"
is 'in its place' '127.0.0.1 localhost|# mine|10.0.0.5 e|10.0.0.9 z|ff02::1 all' "$(grep -v '^# parbake' "$root/etc/hosts" | paste -s -d '|')"
printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
# Where cloud-init makes the file at each boot, its template holds the lines too, and this host's name stays cloud-init's.
template=/etc/cloud/templates/hosts.debian.tmpl
templated() { printf '10.0.0.4 d\n' | run hosts_block image - "$template"; }
fails 'a base without the template' templated
holds 'the template is named' "$template" "$output"
mkdir -p "$root/etc/cloud/templates"
printf '## template:jinja\n127.0.1.1 {{fqdn}}\n' >"$root$template"
is 'hosts and template' $'changed file /etc/cloud/templates/hosts.debian.tmpl\nchanged file /etc/hosts' "$(templated)"
is 'a template keeps its head' $'## template:jinja\n127.0.1.1 {{fqdn}}\n# parbake image: begin\n10.0.0.4 d\n# parbake image: end' "$(cat "$root$template")"

# The host's own name: the file, and a line of its own in /etc/hosts, each once.
printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
named() { printf '%s\n' "$1" | run set_hostname "${2:--}"; }
is 'a name' $'changed file /etc/hostname\nchanged file /etc/hosts' "$(named web-1.internal)"
is 'a name again' $'unchanged file /etc/hostname\nunchanged file /etc/hosts' "$(named web-1.internal)"
is 'another name' $'changed file /etc/hostname\nchanged file /etc/hosts' "$(named web-2)"
is 'the file of the name' web-2 "$(cat "$root/etc/hostname")"
is 'the line of the name' $'127.0.0.1 localhost\n# parbake hostname: begin\n127.0.1.1 web-2\n# parbake hostname: end' "$(cat "$root/etc/hosts")"
named web-3.internal >/dev/null
holds 'its first label too' $'\n127.0.1.1 web-3.internal web-3\n' "$(cat "$root/etc/hosts")"
for wrong in '' 'web 1' web_1 -web web- web..1 "$(printf 'a%.0s' {1..65})"; do
  fails "no name: $wrong" named "$wrong"
  is "no name: $wrong: stays" web-3.internal "$(cat "$root/etc/hostname")"
done

is 'link' 'changed link /etc/l' "$(run make_link /etc/l /opt/b)"
is 'link again' 'unchanged link /etc/l' "$(run make_link /etc/l /opt/b)"
is 'link elsewhere' 'changed link /etc/l' "$(run make_link /etc/l /opt/c)"
is 'directory' 'changed directory /srv/d' "$(run make_directory /srv/d 0750 root root)"
is 'directory again' 'unchanged directory /srv/d' "$(run make_directory /srv/d 0750 root root)"

# One option of a file that the distribution owns.
printf '[main]\ngpgcheck=1\nproxy = http://old:1\nproxy=http://older:1\n[other]\nproxy=theirs\n' >"$root/etc/dnf.conf"
chmod 0640 "$root/etc/dnf.conf"
is 'an option is replaced' 'changed file /etc/dnf.conf' "$(run set_option /etc/dnf.conf main proxy 'http://a\n&:2')"
is 'the rest stays' $'[main]\ngpgcheck=1\nproxy=http://a\\n&:2\n[other]\nproxy=theirs' "$(cat "$root/etc/dnf.conf")"
is 'the mode too' 640 "$(stat -c %a "$root/etc/dnf.conf")"
is 'a second time' 'unchanged file /etc/dnf.conf' "$(run set_option /etc/dnf.conf main proxy 'http://a\n&:2')"
printf '[main]\ngpgcheck=1\n[other]\n' >"$root/etc/dnf.conf"
run set_option /etc/dnf.conf main proxy x >/dev/null
is 'an option is added' $'[main]\ngpgcheck=1\nproxy=x\n[other]' "$(cat "$root/etc/dnf.conf")"
printf '[other]\n' >"$root/etc/dnf.conf"
run set_option /etc/dnf.conf main proxy x >/dev/null
is 'a section is added' $'[other]\n[main]\nproxy=x' "$(cat "$root/etc/dnf.conf")"
fails 'a file that is not there' run set_option /etc/none.conf main proxy x

# The proxy's variables: what steps start has them; nothing in the file is run.
mkdir -p "$root/etc/parbake"
printf 'https_proxy=http://p:1\nNO_PROXY=a,$(touch %s/run)`id`;b\nnot a line\nx-y=1\n' "$work" >"$root/etc/parbake/proxy"
is 'a step has the proxy' http://p:1 "$(run printenv https_proxy)"
is 'as it is written' "a,\$(touch $work/run)\`id\`;b" "$(run printenv NO_PROXY)"
is 'nothing is run' no "$([[ -e $work/run ]] && echo yes || echo no)"
rm "$root/etc/parbake/proxy"

# The distribution's tool joins the authorities.
mkdir -p "$root/etc/ssl/certs" "$work/bin"
printf '#!/bin/bash\n[[ $* == extract ]] || exit 2\ncp %s/joined %s/etc/ssl/certs/ca-certificates.crt\n' "$work" "$root" >"$work/bin/update-ca-trust"
chmod +x "$work/bin/update-ca-trust"
echo one >"$work/joined"
PATH=$work/bin:$PATH
is 'new authorities' 'changed trusted certificates' "$(run refresh_certificates 'update-ca-trust extract')"
is 'the same' 'unchanged trusted certificates' "$(run refresh_certificates 'update-ca-trust extract')"
fails 'a tool that fails' run refresh_certificates 'update-ca-trust other'
