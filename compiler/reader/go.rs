//! Values as Go's standard library reads them.

/// Reads a duration; nanoseconds.
///
/// # Errors
/// What `time.ParseDuration` refuses.
pub fn parse_duration(text: &str) -> Result<i64, ()> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    let mut total = 0.0;
    if rest.is_empty() {
        return Err(());
    }
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .ok_or(())?;
        let (number, behind) = rest.split_at(end);
        let unit_end = behind
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(behind.len());
        let (unit, after) = behind.split_at(unit_end);
        let scale = match unit {
            "ns" => 1.0,
            "us" | "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 6e10,
            "h" => 3.6e12,
            _ => return Err(()),
        };
        total += number.parse::<f64>().map_err(|_| ())? * scale;
        rest = after;
    }
    Ok((sign * total) as i64)
}

/// Writes a duration in the shortest of Go's forms.
#[must_use]
pub fn format_duration(nanoseconds: i64) -> String {
    const UNITS: [(&str, i64); 5] = [
        ("h", 3_600_000_000_000),
        ("m", 60_000_000_000),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000),
    ];
    let whole = UNITS
        .iter()
        .find(|(_, size)| nanoseconds != 0 && nanoseconds % size == 0);
    whole.map_or_else(
        || {
            if nanoseconds == 0 {
                "0s".to_owned()
            } else {
                format!("{nanoseconds}ns")
            }
        },
        |(unit, size)| format!("{}{unit}", nanoseconds / size),
    )
}
