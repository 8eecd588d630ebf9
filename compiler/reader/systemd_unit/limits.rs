//! Resource limits of programs: `LimitNOFILE=` and its like.
//!
//! Source: systemd v252 `src/basic/rlimit-util.c` (`rlimit_parse`), `src/basic/parse-util.c` (`parse_size`); run with
//! `systemd-analyze verify` 252.38.

use super::directives::is_time;

/// What a limit counts.
enum Counts {
    Bytes,
    Time,
    Niceness,
    Things,
}

/// Says what is wrong with a value; `None` for a key that is no limit, too.
pub(super) fn fault(key: &str, value: &str) -> Option<String> {
    let counts = match key.strip_prefix("Limit")? {
        "AS" | "CORE" | "DATA" | "FSIZE" | "MEMLOCK" | "MSGQUEUE" | "RSS" | "STACK" => {
            Counts::Bytes
        }
        "CPU" | "RTTIME" => Counts::Time,
        "NICE" => Counts::Niceness,
        "LOCKS" | "NOFILE" | "NPROC" | "RTPRIO" | "SIGPENDING" => Counts::Things,
        _ => return None,
    };
    let (soft, hard) = value.split_once(':').unwrap_or((value, value));
    let parts = (is_limit(&counts, soft), is_limit(&counts, hard));
    if parts == (true, true) {
        let number = |text: &str| match text {
            "infinity" => Some(u64::MAX),
            text => text.parse().ok(),
        };
        let pair = number(soft).zip(number(hard));
        let swapped = pair.filter(|(soft, hard)| soft > hard);
        return swapped.map(|_| format!("{key}= has a soft limit over the hard one: `{value}`"));
    }
    let wanted = match counts {
        Counts::Bytes => "a size such as `64M`, or `infinity`",
        Counts::Time => "a length of time such as `90s`, or `infinity`",
        Counts::Niceness => "a niceness such as `+5`",
        Counts::Things => "a whole number, or `infinity`",
    };
    Some(format!("{key}= takes {wanted}, not `{value}`"))
}

fn is_limit(counts: &Counts, text: &str) -> bool {
    match counts {
        Counts::Bytes | Counts::Time | Counts::Things if text == "infinity" => true,
        Counts::Bytes => is_size(text),
        Counts::Time => !text.trim().is_empty() && is_time(text),
        Counts::Niceness => match text.strip_prefix(['+', '-']) {
            Some(nice) => {
                let most = if text.starts_with('+') { 19 } else { 20 };
                nice.parse::<u8>().is_ok_and(|nice| nice <= most)
            }
            None => text.parse::<u8>().is_ok_and(|raw| raw <= 40),
        },
        Counts::Things => is_count(text),
    }
}

/// A number in decimal, octal or hexadecimal.
fn is_count(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches('+');
    let digits = |digits: &str, radix| u64::from_str_radix(digits, radix).is_ok();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hexadecimal) => digits(hexadecimal, 16),
        None if text.len() > 1 && text.starts_with('0') => {
            digits(text.trim_start_matches('0'), 8) || text.trim_matches('0').is_empty()
        }
        None => digits(text, 10),
    }
}

/// A sequence of numbers with a unit each, from large to small: `1G`, `1.5G`.
fn is_size(text: &str) -> bool {
    const UNITS: &str = "EPTGMKB";
    let mut rest = text.trim();
    let mut units = UNITS;
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let whole = rest.len() - behind.len();
        let fraction = behind.strip_prefix('.');
        let behind = fraction.map_or(behind, |digits| {
            digits.trim_start_matches(|c: char| c.is_ascii_digit())
        });
        if whole == 0 {
            return false;
        }
        let behind = behind.trim_start();
        let Some(unit) = behind.chars().next() else {
            return true;
        };
        let Some(at) = units.find(unit) else {
            return false;
        };
        units = units.get(at + 1..).unwrap_or_default();
        rest = behind.strip_prefix(unit).unwrap_or_default().trim_start();
    }
    true
}
