//! Calendar expressions: `OnCalendar=`.
//!
//! Source: systemd v252 `src/shared/calendarspec.c` (`calendar_spec_from_string`, `parse_weekdays`, `parse_date`,
//! `parse_calendar_time`, `chain_valid`); run with `systemd-analyze calendar` 252.38.

use super::has;

/// Words for a whole expression, in any case.
const SHORTHANDS: &str = "minutely hourly daily monthly annually yearly anually weekly quarterly \
    biannually bi-annually semi-annually semiannually";

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// One element of a list such as `1..5/2,8`; a star is no element.
struct Component {
    start: u64,
    stop: Option<u64>,
    repeat: u64,
}

impl Component {
    /// The same without its step.
    fn once(&self) -> Self {
        Self { repeat: 0, ..*self }
    }
}

/// Says whether systemd takes an expression.
pub(super) fn is_calendar(value: &str) -> bool {
    let spec = without_zone(value.trim()).to_ascii_lowercase();
    if has(SHORTHANDS, &spec) {
        return true;
    }
    !spec.is_empty() && read(&spec).is_some()
}

/// Takes a time zone off the end; whether the host has a zone of that name is not known here.
fn without_zone(value: &str) -> &str {
    let Some((rest, last)) = value.rsplit_once(' ') else {
        return value;
    };
    let starts = last.starts_with(|c: char| c.is_ascii_uppercase());
    let is_short = last.len() > 2 && last.chars().all(|c| c.is_ascii_uppercase());
    let is_zone = starts && (is_short || last.contains('/')) || last.eq_ignore_ascii_case("utc");
    if is_zone { rest.trim_end() } else { value }
}

fn read(spec: &str) -> Option<()> {
    let rest = weekdays(spec)?;
    let rest = date(rest)?;
    time(rest)
}

/// Reads `mon..fri,sun`; gives what is behind it.
fn weekdays(spec: &str) -> Option<&str> {
    let mut rest = spec;
    let mut range: Option<usize> = None;
    let mut is_first = true;
    loop {
        let Some((day, behind)) = weekday(rest) else {
            return is_first.then_some(rest);
        };
        if !behind.is_empty() && !behind.starts_with(['-', '.', ',', ' ']) {
            return None;
        }
        if range.is_some_and(|first| first > day) {
            return None;
        }
        if behind.is_empty() || behind.starts_with(' ') {
            return Some(behind.trim_start_matches(' '));
        }
        rest = if let Some(behind) = behind.strip_prefix(',') {
            range = None;
            behind
        } else if range.is_some() {
            return None;
        } else {
            range = Some(day);
            behind
                .strip_prefix("..")
                .or_else(|| behind.strip_prefix('-'))?
        };
        if rest.is_empty() || rest.starts_with(' ') {
            return range.is_none().then(|| rest.trim_start_matches(' '));
        }
        is_first = false;
    }
}

fn weekday(text: &str) -> Option<(usize, &str)> {
    let mut days = WEEKDAYS.iter().enumerate();
    days.find_map(|(number, day)| {
        let short = day.get(..3)?;
        let rest = text.strip_prefix(day).or_else(|| text.strip_prefix(short));
        rest.map(|rest| (number, rest))
    })
}

/// Reads `year-month-day` or `month-day`, where there is one; gives what is behind it.
fn date(spec: &str) -> Option<&str> {
    if let Some(stamp) = spec.strip_prefix('@') {
        let rest = stamp.trim_start_matches(|c: char| c.is_ascii_digit());
        return (rest.is_empty() && !stamp.is_empty()).then_some("");
    }
    if spec.is_empty() {
        return Some(spec);
    }
    let (first, rest) = chain(spec, 1)?;
    if rest.is_empty() || rest.starts_with(':') {
        return Some(spec);
    }
    let (from_end, rest) = separator(rest)?;
    let (second, rest) = chain(rest, 1)?;
    if rest.is_empty() || rest.starts_with(' ') {
        let fits = fits(&first, (1, 12)) && day(&second, from_end);
        return fits.then(|| rest.trim_start_matches(' '));
    }
    if from_end {
        return None;
    }
    let (from_end, rest) = separator(rest)?;
    let (third, rest) = chain(rest, 1)?;
    let ends = rest.is_empty() || rest.starts_with(' ');
    let year = first.into_iter().map(|part| Component {
        start: full_year(part.start),
        stop: part.stop.map(full_year),
        ..part
    });
    let year: Vec<_> = year.collect();
    let fits = fits(&year, (1970, 2199)) && fits(&second, (1, 12)) && day(&third, from_end);
    (ends && fits).then(|| rest.trim_start_matches(' '))
}

fn separator(rest: &str) -> Option<(bool, &str)> {
    let from_end = rest.strip_prefix('~').map(|rest| (true, rest));
    from_end.or_else(|| Some((false, rest.strip_prefix('-')?)))
}

/// Two digits are a year near now.
fn full_year(year: u64) -> u64 {
    match year {
        0..70 => year + 2000,
        70..100 => year + 1900,
        _ => year,
    }
}

/// Reads `hour:minute[:second]`, or nothing.
fn time(spec: &str) -> Option<()> {
    if spec.is_empty() {
        return Some(());
    }
    let (hours, rest) = chain(spec, 1)?;
    let (minutes, rest) = chain(rest.strip_prefix(':')?, 1)?;
    let fits_so_far = fits(&hours, (0, 23)) && fits(&minutes, (0, 59));
    if rest.is_empty() {
        return fits_so_far.then_some(());
    }
    let (seconds, rest) = chain(rest.strip_prefix(':')?, MICROSECONDS)?;
    let fits = fits_so_far && fits(&seconds, (0, 60 * MICROSECONDS - 1));
    (fits && rest.is_empty()).then_some(())
}

const MICROSECONDS: u64 = 1_000_000;

/// Reads a star or a list of numbers; gives what is behind it.
fn chain(text: &str, unit: u64) -> Option<(Vec<Component>, &str)> {
    if let Some(rest) = text.strip_prefix('*') {
        return Some((Vec::new(), rest));
    }
    let mut all = Vec::new();
    let mut rest = text;
    loop {
        let (start, behind) = number(rest, unit)?;
        let (stop, repeat, behind) = match behind.strip_prefix("..") {
            Some(behind) => {
                let (stop, behind) = number(behind, unit)?;
                (Some(stop), unit, behind)
            }
            None => (None, 0, behind),
        };
        let (repeat, behind) = match behind.strip_prefix('/') {
            Some(behind) => {
                let (repeat, behind) = number(behind, unit)?;
                (Some(repeat).filter(|repeat| *repeat > 0)?, behind)
            }
            None => (repeat, behind),
        };
        all.push(Component {
            start,
            stop,
            repeat,
        });
        match behind.strip_prefix(',') {
            Some(behind) => rest = behind,
            None if behind.is_empty() || behind.starts_with([' ', '-', '~', ':']) => {
                return Some((all, behind));
            }
            None => return None,
        }
    }
}

/// Reads a number, of seconds with six digits behind the point.
fn number(text: &str, unit: u64) -> Option<(u64, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let whole: u64 = text.strip_suffix(rest)?.parse().ok()?;
    let whole = whole.checked_mul(unit)?;
    let Some(fraction) = rest.strip_prefix('.').filter(|_| unit > 1) else {
        return Some((whole, rest));
    };
    if fraction.starts_with('.') {
        return Some((whole, rest));
    }
    let behind = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = fraction.strip_suffix(behind)?;
    if digits.is_empty() {
        return None;
    }
    let padded: String = digits.chars().chain("000000".chars()).take(6).collect();
    Some((whole.checked_add(padded.parse().ok()?)?, behind))
}

/// Says whether every number is in the range, and a step without an end reaches a second one.
fn fits(chain: &[Component], (from, to): (u64, u64)) -> bool {
    chain.iter().all(|part| {
        let is_range = (from..=to).contains(&part.start);
        is_range
            && match part.stop {
                Some(stop) => (part.start..=to).contains(&stop),
                None => part.repeat <= to - part.start,
            }
    })
}

/// The same for days, which `~` counts from the end of the month.
fn day(chain: &[Component], from_end: bool) -> bool {
    let reaches = |part: &Component| part.stop.is_some() || part.repeat < part.start;
    let all = (1, 31);
    if from_end {
        let plain: Vec<_> = chain.iter().map(Component::once).collect();
        return fits(&plain, all) && chain.iter().all(reaches);
    }
    fits(chain, all)
}
