//! Names as paths of generated files, on every system, and parts of URLs.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The longest part of a path, in bytes. File systems allow 255.
const MAX_PART: usize = 200;

/// The path of a name with an extension: its parts become folders, other characters are percent-encoded.
///
/// Different names have different paths, and no path lies below a file of another.
pub(crate) fn file(name: &str, extension: &str) -> String {
    let mut parts: Vec<String> = name.split('/').map(|name| part(name, extension)).collect();
    if let Some(last) = parts.last_mut() {
        last.push_str(extension);
    }
    parts.join("/")
}

/// A text as one part of a path that is no file's.
///
/// A folder must not be called as a file may be, so its extension is encoded.
pub(crate) fn part(text: &str, extension: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let mut out = encode(text, kept);
    let ends_as_file = out.to_ascii_lowercase().ends_with(&extension.to_ascii_lowercase());
    if out.ends_with('.') || is_device(&out) || ends_as_file {
        out = encode(text, |byte| kept(byte) && byte != b'.');
    }
    if is_device(&out) {
        // The device's name is followed by nothing or an encoded dot, of which its first letter is enough.
        let first = out.bytes().next().unwrap_or_default();
        out = format!("%{first:02X}{}", out.get(1..).unwrap_or_default());
    }
    if out.is_empty() {
        // No text is encoded as a percent sign alone.
        out.push('%');
    }
    match out.len() > MAX_PART {
        true => {
            // `~` is in no encoded text, so a cut part is no other's whole.
            let cut = out.get(..MAX_PART - 20).unwrap_or_default();
            format!("{cut}~{}", sha256(text).get(..16).unwrap_or_default())
        }
        false => out,
    }
}

/// Percent-encodes all bytes but those that are kept.
pub(crate) fn encode(text: &str, kept: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match kept(byte) {
            true => out.push(char::from(byte)),
            false => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// The SHA-256 of a text in hexadecimal digits.
pub(crate) fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Names that Windows keeps for devices, whatever follows their first dot.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered =
        |prefix: &str| stem.strip_prefix(prefix).is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']));
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::{file, is_device};
    use proptest::prelude::*;

    #[test]
    fn names_become_paths() {
        let cases = [
            ("orders", "orders.sql"),
            ("acme/web-orders.v1", "acme/web-orders.v1.sql"),
            ("Sales 2024", "Sales%202024.sql"),
            ("a%b", "a%25b.sql"),
            ("..", "%2E%2E.sql"),
            ("a/../b", "a/%2E%2E/b.sql"),
            ("/a", "%/a.sql"),
            ("", "%.sql"),
            ("a.", "a%2E.sql"),
            ("con", "%63on.sql"),
            ("NUL.txt", "NUL%2Etxt.sql"),
            ("console", "console.sql"),
            ("x.sql/y", "x%2Esql/y.sql"),
            ("\u{e9}\\:*", "%C3%A9%5C%3A%2A.sql"),
        ];
        for (name, path) in cases {
            assert_eq!(file(name, ".sql"), path, "{name}");
        }
        assert!(file(&"x".repeat(400), ".sql").len() < 255);
        assert_ne!(file(&"x".repeat(400), ".sql"), file(&"x".repeat(401), ".sql"));
    }

    proptest! {
        #[test]
        fn paths_are_portable_and_distinct(
            a in "(?s).{0,12}|(con|NUL|a|\\.|/|\\.sql|%){0,5}",
            b in "(?s).{0,12}|(con|NUL|a|\\.|/|\\.sql|%){0,5}",
        ) {
            let (one, two) = (file(&a, ".sql"), file(&b, ".sql"));
            for part in one.split('/') {
                prop_assert!(!part.is_empty() && part != "." && part != ".." && !part.ends_with('.'));
                prop_assert!(!is_device(part), "{part}");
                prop_assert!(part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-%~".contains(&b)));
            }
            prop_assert_eq!(a == b, one == two);
            let below = format!("{}/", two.to_ascii_lowercase());
            prop_assert!(!one.to_ascii_lowercase().starts_with(&below));
        }
    }
}
