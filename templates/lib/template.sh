# template.sh: `${instance.*}` and secrets in text. Needs core.sh, instance.sh (secrets: secrets.sh as well).
#
# A value comes from outside (anyone who may tag an instance, or write a secret), so it is held against what the reader of
# the text would make of it. A refused value is named, never shown.

# resolve_template SINK < text: SINK is env, json, hosts, text, or the name of a function below; several, with commas, are for one
# reference each, and the last for the rest.
# `$${` is a literal `${`; every other dollar stays as it is; any other `${...}` is an error.
resolve_template() {
  local sinks=$1 sink rest out='' head name value open=$'\x24{'
  rest=$(cat && printf x) || die 'template: no text came'
  rest=${rest%x}
  while [[ $rest == *"$open"* ]]; do
    head=${rest%%"$open"*}
    rest=${rest#*"$open"}
    if [[ $head == *'$' ]]; then
      out+=${head%?}$open
      continue
    fi
    sink=${sinks%%,*} sinks=${sinks#*,}
    [[ $rest == *'}'* ]] || die 'template: a reference has no closing brace'
    name=${rest%%'}'*}
    rest=${rest#*'}'}
    value=$(host_value "$name" && printf x) || die "template: no value for \${$name}"
    value=${value%x}
    check_value "$(place_of "$sink" "$out$head" "$rest")" "$value" || die "template: the value of \${$name} does not fit into $(sink_name "$sink")"
    out+=$head$value
  done
  printf '%s' "$out$rest"
}

# host_value NAME: of a reference, without its braces.
host_value() {
  case $1 in
    instance.*) instance_value "${1#instance.}" ;;
    ssm:* | secret:*) secret_value "$1" ;;
    *) die "template: '\${$1}' is no reference to the instance" ;;
  esac
}

# place_of SINK BEFORE BEHIND: a value that is all of a file, or all behind the `=` of a line, has no neighbours to break.
place_of() {
  local line=${2##*$'\n'}
  case $1 in
    text) if [[ -z $2 && ($3 == '' || $3 == $'\n') ]]; then printf file && return; fi ;;
    env) if [[ $line =~ ^[A-Za-z_][A-Za-z0-9_]*=$ && ($3 == '' || $3 == $'\n'*) ]]; then printf assignment && return; fi ;;
  esac
  printf '%s' "$1"
}

# check_value PLACE VALUE
check_value() {
  local text=$2
  # A key or a certificate has lines.
  if [[ $1 == file ]]; then text=${text//[$'\t\r\n']/}; fi
  if [[ $text == *[[:cntrl:]]* ]]; then return 1; fi
  # systemd drops a whole environment file for one byte that is not UTF-8 (systemd 252, measured).
  printf '%s' "$2" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 || return 1
  case $1 in
    text | file) ;;
    # systemd unquotes a value that begins with a quote, and takes backslashes anywhere; ecs-init keeps both.
    assignment) [[ $2 != *\\* && $2 != [\"\'\ ]* && $2 != *' ' ]] ;;
    json) [[ $2 != *[\"\'\\]* ]] ;;
    # Blanks at the ends of a line are cut off by both readers of ecs.config.
    env) [[ $2 != *[\"\'\\]* && $2 != ' '* && $2 != *' ' ]] ;;
    hosts) [[ $2 != *[\"\'\\\ \#]* ]] ;;
    *_text | *_word) "$1" "$2" ;;
    *) die "template: there is no sink '$1'" ;;
  esac
}

# The sinks that few hosts have are functions of their names, so that a program holds those that it uses.

# openssl's configuration: quotes, the backslash, $ and # are syntax, blanks at the ends of a line are cut off.
certificate_text() { [[ $1 != *[\"\'\\\$\#]* && $1 != ' '* && $1 != *' ' ]]; }

# systemd expands % everywhere in a unit, and $ in its commands.
unit_text() { [[ $1 != *[\"\'\\%\$]* ]]; }

# Outside quotes a blank begins another word, a lone semicolon another command, and a first character may raise rights.
unit_word() { [[ $1 != *[\"\'\\%\$\ \;]* && $1 != [-+!@:\|~]* ]]; }

# Nothing that a shell or a crontab reads as more than text, in or outside quotes.
program_text() { [[ $1 != *[\"\'\\\$\`\;\&\|\<\>\(\)\{\}\#\*\?\[\]\~\!%]* ]]; }

sink_name() {
  case $1 in
    env) printf 'a line of an environment file' ;;
    json) printf 'a JSON string' ;;
    hosts) printf 'a line of /etc/hosts' ;;
    *_*) printf 'a %s' "${1%_*}" ;;
    *) printf 'text' ;;
  esac
}
