//! Dates with times, as RFC 3339 writes them.

/// A time in text.
pub(super) const EXAMPLE: &str = "2023-01-31T08:00:00Z";

/// A point in time: seconds since the start of year 0, and the digits of the fraction without zeros at the end.
///
/// Its order is that of time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Time(i64, String);

/// The time that a text is, if it is one: `2023-01-31T08:00:00.5+01:00` (RFC 3339 section 5.6).
pub(super) fn parse(text: &str) -> Option<Time> {
    let (date, rest) = text.split_once(['T', 't'])?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let zone = rest.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = rest.split_at(zone);
    let (time, fraction) = match time.split_once('.') {
        Some((time, fraction)) => (time, Some(fraction)),
        None => (time, None),
    };
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let sound = (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
    let fraction_sound = fraction.is_none_or(|digits| !digits.is_empty() && digits.bytes().all(is_digit));
    // A leap second is the last of its minute.
    if !sound || !fraction_sound || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days_before_year(year) + (1..month).map(|month| days_of(year, month)).sum::<i64>() + day - 1;
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset(zone)?;
    Some(Time(seconds, fraction.unwrap_or_default().trim_end_matches('0').to_owned()))
}

/// The seconds by which a zone is ahead of UTC: `Z`, `+01:00` or `-08:00`.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let [hours, minutes] = numbers(zone.get(1..)?, ':', [2, 2])?;
    let seconds = (hours <= 23 && minutes <= 59).then_some(hours * 3600 + minutes * 60)?;
    Some(if zone.starts_with('-') { -seconds } else { seconds })
}

/// Numbers of so many digits each, between separators.
fn numbers<const N: usize>(text: &str, separator: char, digits: [usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; N];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(is_digit))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from the start of year 0 to that of another.
fn days_before_year(year: i64) -> i64 {
    let before = (year - 1).max(0);
    // Year 0 is a leap year itself.
    year * 365 + before / 4 - before / 100 + before / 400 + i64::from(year > 0)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_what_rfc_3339_allows() {
        for text in [
            super::EXAMPLE,
            "1985-04-12T23:20:50.52Z",
            "1996-12-19t16:39:57-08:00",
            "1990-12-31T23:59:60z",
            "2024-02-29T00:00:00+23:59",
            "0000-01-01T00:00:00Z",
        ] {
            assert!(parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            "2023",
            "2023-01-31",
            "2023-01-31 08:00:00Z",
            "2023-01-31T08:00:00",
            "2023-01-31T08:00Z",
            "2023-1-31T08:00:00Z",
            "2023-02-29T08:00:00Z",
            "1900-02-29T08:00:00Z",
            "2023-13-01T08:00:00Z",
            "2023-01-31T24:00:00Z",
            "2023-01-31T08:60:00Z",
            "2023-01-31T08:00:00.Z",
            "2023-01-31T08:00:00+0100",
            "2023-01-31T08:00:00Zulu",
            "+023-01-31T08:00:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_in_order() {
        let times = [
            "0000-12-31T23:59:59Z",
            "0001-01-01T00:00:00Z",
            "1999-12-31T23:59:59Z",
            "2000-01-01T00:00:00Z",
            "2000-02-29T23:59:59+00:01",
            "2000-02-29T23:59:59Z",
            "2000-02-29T23:59:59.09Z",
            "2000-02-29T23:59:59.1Z",
            "2000-03-01T00:00:00Z",
            "2001-01-01T00:30:00+01:00",
            "2001-01-01T00:00:00Z",
        ];
        let times = times.map(|text| parse(text).unwrap());
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]) && times[2].0 + 1 == times[3].0);
        assert_eq!(parse("2000-01-01T00:00:00.10Z"), parse("2000-01-01T01:00:00.1+01:00"));
    }
}
