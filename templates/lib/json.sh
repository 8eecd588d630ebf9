# json.sh: one text out of a JSON document. Needs core.sh.

# json_text KEY... < JSON: the text under a path of keys, its escapes read; a number, true or false as it is written.
#
# Ends with 2 where the input is no JSON, 3 where there is no such key, 4 where something else stands there, 5 where the
# text holds a NUL, which no variable of a shell can. awk reads it, since no base has jq; bytes, not characters (LC_ALL=C).
json_text() {
  awk '
    BEGIN {
      for (count = 0; count < ARGC - 1; count++) key[count + 1] = ARGV[count + 1]
      for (at = 1; at <= count; at++) ARGV[at] = ""
    }
    { text = text (NR > 1 ? "\n" : "") $0 }
    END {
      size = length(text)
      at = 1
      value(1)
      blank()
      if (at <= size) stop(2)
      if (!found) stop(3)
      printf "%s", result
    }
    function stop(status) { exit status }
    function blank() { while (index(" \t\n\r", substr(text, at, 1)) && at <= size) at++ }
    # value LEVEL: LEVEL keys but one of the path have matched; 0 is beside it.
    function value(level,    first, start, word) {
      blank()
      first = substr(text, at, 1)
      if (first == "{") return members(level)
      if (first == "[") return elements(level)
      if (first == "\"") word = string()
      else {
        start = at
        while (at <= size && substr(text, at, 1) ~ /[-+.0-9A-Za-z]/) at++
        word = substr(text, start, at - start)
        if (word !~ /^(true|false|null|-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?)$/) stop(2)
        if (word == "null" && level > count) stop(4)
      }
      if (level > count) { result = word; found = 1 }
    }
    function members(level,    name, sign) {
      if (level > count) stop(4)
      at++
      blank()
      if (substr(text, at, 1) == "}") { at++; return }
      do {
        blank()
        name = string()
        blank()
        if (substr(text, at++, 1) != ":") stop(2)
        value(level && name == key[level] ? level + 1 : 0)
        blank()
        sign = substr(text, at++, 1)
      } while (sign == ",")
      if (sign != "}") stop(2)
    }
    function elements(level,    sign) {
      if (level > count) stop(4)
      at++
      blank()
      if (substr(text, at, 1) == "]") { at++; return }
      do {
        value(0)
        blank()
        sign = substr(text, at++, 1)
      } while (sign == ",")
      if (sign != "]") stop(2)
    }
    function string(    out, start, c) {
      if (substr(text, at, 1) != "\"") stop(2)
      start = ++at
      for (;;) {
        c = substr(text, at, 1)
        # The end of the input is below every character too.
        if (c < " ") stop(2)
        if (c == "\"") break
        if (c == "\\") {
          out = out substr(text, start, at - start) escape(substr(text, at + 1, 1))
          start = at
        } else at++
      }
      at++
      return out substr(text, start, at - 1 - start)
    }
    function escape(c,    code) {
      at += 2
      if (c == "u") {
        code = unit()
        if (code >= 56320 && code < 57344) stop(2)
        if (code >= 55296 && code < 56320) {
          if (substr(text, at, 2) != "\\u") stop(2)
          at += 2
          code = 65536 + (code - 55296) * 1024 + low(unit())
        }
        return utf8(code)
      }
      if (c == "" || !index("\"\\/bfnrt", c)) stop(2)
      if (c == "n") return "\n"
      if (c == "t") return "\t"
      if (c == "r") return "\r"
      if (c == "b") return "\b"
      if (c == "f") return "\f"
      return c
    }
    function low(code) {
      if (code < 56320 || code >= 57344) stop(2)
      return code - 56320
    }
    # unit: the four hexadecimal digits of an escape.
    function unit(    code, digit, n) {
      for (n = 0; n < 4; n++) {
        digit = index("0123456789abcdef", tolower(substr(text, at + n, 1)))
        if (!digit || at + n > size) stop(2)
        code = code * 16 + digit - 1
      }
      at += 4
      return code
    }
    function utf8(code) {
      if (code == 0) stop(5)
      if (code < 128) return sprintf("%c", code)
      if (code < 2048) return sprintf("%c%c", 192 + int(code / 64), 128 + code % 64)
      if (code < 65536) return sprintf("%c%c%c", 224 + int(code / 4096), 128 + int(code / 64) % 64, 128 + code % 64)
      return sprintf("%c%c%c%c", 240 + int(code / 262144), 128 + int(code / 4096) % 64, 128 + int(code / 64) % 64, 128 + code % 64)
    }' "$@"
}
