# template.sh: `${instance.*}` in text. Needs core.sh, instance.sh.
#
# A value comes from outside (anyone who may tag an instance), so it is held against what the reader of the
# text would make of it. A refused value is named, never shown.

# resolve_template SINK < text: SINK is env, json, hosts, unit, openssl or text.
# `$${` is a literal `${`; every other dollar stays as it is; any other `${...}` is an error.
resolve_template() {
  local sink=$1 rest out='' head name value open=$'\x24{'
  rest=$(cat && printf x) || die 'template: no text came'
  rest=${rest%x}
  while [[ $rest == *"$open"* ]]; do
    head=${rest%%"$open"*}
    rest=${rest#*"$open"}
    if [[ $head == *'$' ]]; then
      out+=${head%?}$open
      continue
    fi
    [[ $rest == *'}'* ]] || die 'template: a reference has no closing brace'
    name=${rest%%'}'*}
    rest=${rest#*'}'}
    [[ $name == instance.* ]] || die "template: '\${$name}' is no reference to the instance"
    value=$(instance_value "${name#instance.}" && printf x) || die "template: no value for \${$name}"
    value=${value%x}
    check_value "$sink" "$value" || die "template: the value of \${$name} does not fit into $(sink_name "$sink")"
    out+=$head$value
  done
  printf '%s' "$out$rest"
}

# check_value SINK VALUE
check_value() {
  if [[ $2 == *[[:cntrl:]]* ]]; then return 1; fi
  # systemd drops a whole environment file for one byte that is not UTF-8 (systemd 252, measured).
  printf '%s' "$2" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 || return 1
  case $1 in
    text) ;;
    json) [[ $2 != *[\"\'\\]* ]] ;;
    # Blanks at the ends of a line are cut off by both readers of ecs.config.
    env) [[ $2 != *[\"\'\\]* && $2 != ' '* && $2 != *' ' ]] ;;
    hosts) [[ $2 != *[\"\'\\\ \#]* ]] ;;
    # openssl's configuration: quotes, the backslash, $ and # are syntax, blanks at the ends of a line are cut off.
    openssl) [[ $2 != *[\"\'\\\$\#]* && $2 != ' '* && $2 != *' ' ]] ;;
    # systemd expands % everywhere in a unit, and $ in its commands.
    unit) [[ $2 != *[\"\'\\%\$]* ]] ;;
    *) die "template: there is no sink '$1'" ;;
  esac
}

sink_name() {
  case $1 in
    env) printf 'a line of an environment file' ;;
    json) printf 'a JSON string' ;;
    hosts) printf 'a line of /etc/hosts' ;;
    unit) printf 'a systemd unit' ;;
    openssl) printf 'a certificate' ;;
    *) printf 'text' ;;
  esac
}
