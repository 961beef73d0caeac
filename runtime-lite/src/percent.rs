//! Percent-encoding (RFC 3986 section 2.1).

/// The text of which this is the encoded form; nothing where a `%` has no two digits behind it, or where bytes are no
/// UTF-8.
pub(crate) fn decoded(text: &str) -> Option<String> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => bytes.push(digit(rest.next()?)? * 16 + digit(rest.next()?)?),
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn two_digits_are_a_byte_and_bytes_are_a_text() {
        assert_eq!(decoded("a%2Fb%c3%A9+").as_deref(), Some("a/bé+"));
        for text in ["%", "%2", "%2x", "%+f", "%-1", "%ff", "%é"] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }
}
