//! JSON in which hidden characters are escaped as JSON does it, as it is written.

use super::is_hidden;
use std::io::{self, Write};

/// A writer of JSON text, which may come in any pieces. Hidden characters can only be in strings of it.
pub struct Json<W> {
    out: W,
    /// The first bytes of a character whose others have not come yet.
    begun: Vec<u8>,
}

impl<W: Write> Json<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Json<W> {
        Json { out, begun: Vec::new() }
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_hidden(*c) && *c != '\n') {
            let (shown, hidden) = rest.split_at(at);
            self.out.write_all(shown.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(self.out, "\\u{unit:04x}")?;
            }
            rest = hidden.get(c.len_utf8()..).unwrap_or_default();
        }
        self.out.write_all(rest.as_bytes())
    }
}

impl<W: Write> Write for Json<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let joined;
        let whole = match self.begun.is_empty() {
            true => bytes,
            false => {
                joined = [std::mem::take(&mut self.begun).as_slice(), bytes].concat();
                &joined
            }
        };
        match std::str::from_utf8(whole) {
            Ok(text) => self.text(text)?,
            Err(error) => {
                let (sound, begun) = whole.split_at(error.valid_up_to());
                if error.error_len().is_some() {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, error));
                }
                self.text(std::str::from_utf8(sound).unwrap_or_default())?;
                self.begun = begun.to_vec();
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::Json;
    use crate::render::escape::is_hidden;
    use proptest::prelude::*;
    use std::io::Write;

    proptest! {
        #[test]
        fn escaped_json_means_the_same_in_whatever_pieces_it_comes(
            text in any::<String>(),
            hidden in "[\u{202e}\u{e0041}\u{1b}a\u{1f6b2}]{0,8}",
            piece in 1_usize..9,
        ) {
            let text = text + &hidden;
            let json = serde_json::to_string(&text).unwrap();
            let mut written = Vec::new();
            let mut writer = Json::new(&mut written);
            json.as_bytes().chunks(piece).for_each(|piece| writer.write_all(piece).unwrap());
            let written = String::from_utf8(written).unwrap();
            prop_assert!(!written.contains(is_hidden));
            prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
        }
    }
}
