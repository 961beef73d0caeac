//! Where each character of a scalar's value stands in its file.
//!
//! The text of a block of lines is indented and may be folded, and one in quotes has escapes (YAML 1.2.2, chapters 7
//! and 8; RFC 8259 section 7). The value is laid beside the text, so that no style has to be known but the quotes.

use std::iter::Peekable;
use std::str::CharIndices;

/// The places of the characters of a value in the text that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The offset in the value, and that in the text, of each character that stands in both; sorted.
    places: Vec<(usize, usize)>,
}

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// As it is, or as a block of lines.
    Bare,
    /// In single quotes, which are doubled within.
    Single,
    /// In double quotes, with escapes.
    Double,
}

impl Origin {
    /// Lays a value beside the text of its span; nothing where they do not fit.
    pub fn new(value: &str, text: &str) -> Option<Origin> {
        // A block of lines may begin with a quote, which is then the first character of the value, too.
        let quoted = match text.chars().next() {
            Some('"') => lay(value, text, Style::Double),
            Some('\'') => lay(value, text, Style::Single),
            Some(_) | None => None,
        };
        let places = quoted.or_else(|| lay(value, text, Style::Bare))?;
        Some(Origin { places })
    }

    /// The offset in the text of the character at an offset of the value, or of the one before it.
    pub fn offset(&self, value: usize) -> usize {
        let next = self.places.partition_point(|(at, _)| *at <= value);
        match next.checked_sub(1).and_then(|before| self.places.get(before)) {
            Some((at, place)) if *at == value => *place,
            // Behind the last character.
            Some((_, place)) => place + 1,
            None => 0,
        }
    }
}

/// The place of each character, if the text is of a style; one in quotes ends with its quote.
fn lay(value: &str, text: &str, style: Style) -> Option<Vec<(usize, usize)>> {
    let mut rest = text.char_indices().peekable();
    if style != Style::Bare {
        rest.next();
    }
    let mut places = Vec::with_capacity(value.len());
    for (at, wanted) in value.char_indices() {
        match find(wanted, style, &mut rest) {
            Some(place) => places.push((at, place)),
            // A block of lines ends with breaks that its span need not hold.
            None if style == Style::Bare && value.get(at..).is_some_and(is_breaks) => break,
            None => return None,
        }
    }
    let left: Vec<char> = rest.map(|(_, c)| c).filter(|c| !c.is_whitespace()).collect();
    let ends = match style {
        Style::Bare => left.is_empty(),
        Style::Single => left == ['\''],
        Style::Double => left == ['"'],
    };
    ends.then_some(places)
}

fn is_breaks(text: &str) -> bool {
    text.chars().all(|c| c == '\n')
}

/// The place of the next character of a value.
fn find(wanted: char, style: Style, rest: &mut Peekable<CharIndices<'_>>) -> Option<usize> {
    loop {
        let (at, found) = rest.next()?;
        let next = rest.peek().map(|(_, next)| *next);
        match (style, found) {
            (Style::Double, '\\') => match next {
                Some('\n' | '\r') => {
                    rest.next();
                }
                Some(_) => {
                    let meant = escaped(rest)?;
                    return (meant == wanted).then_some(at);
                }
                None => return None,
            },
            (Style::Single, '\'') if next == Some('\'') => {
                rest.next();
                return (wanted == '\'').then_some(at);
            }
            _ if found == wanted => return Some(at),
            // A line break that is folded is a space.
            (_, '\n') if wanted == ' ' => return Some(at),
            _ if found.is_whitespace() => {}
            _ => return None,
        }
    }
}

/// The character of an escape whose backslash has been read. JSON writes those beyond 16 bits as two.
fn escaped(rest: &mut Peekable<CharIndices<'_>>) -> Option<char> {
    let (_, letter) = rest.next()?;
    let simple = match letter {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        'x' => return char::from_u32(digits(2, rest)?),
        'u' => {
            let first = digits(4, rest)?;
            if !(0xd800..0xdc00).contains(&first) {
                return char::from_u32(first);
            }
            rest.next_if(|(_, c)| *c == '\\')?;
            rest.next_if(|(_, c)| *c == 'u')?;
            let second = digits(4, rest)?.checked_sub(0xdc00)?;
            return char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second);
        }
        'U' => return char::from_u32(digits(8, rest)?),
        other => other,
    };
    Some(simple)
}

fn digits(count: usize, rest: &mut Peekable<CharIndices<'_>>) -> Option<u32> {
    let mut value = 0_u32;
    for _ in 0..count {
        value = value.checked_mul(16)?.checked_add(rest.next()?.1.to_digit(16)?)?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::Origin;
    use crate::compilation::{Compiler, Request};
    use crate::source::{MemoryFiles, Uri};
    use proptest::prelude::*;

    /// The value of `x-body` in a catalog, and the text of its span.
    fn body(catalog: &str) -> Option<(String, String)> {
        let files = MemoryFiles::new([("flow.yaml", catalog)]);
        let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
        let compilation = Compiler::default().compile(&request, &files);
        let node = &compilation.trees.first()?.root.get("x-body")?.value;
        Some((node.as_str()?.to_string(), compilation.sources.slice(node.span).to_owned()))
    }

    /// Whether each word of the value is found at its place.
    fn words_are_found(catalog: &str) {
        let (value, text) = body(catalog).unwrap();
        let origin = Origin::new(&value, &text).unwrap_or_else(|| panic!("{value:?} in {text:?}"));
        for word in value.split_whitespace() {
            let at = value.find(word).unwrap();
            let place = origin.offset(at);
            let first: String = word.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
            assert!(text[place..].starts_with(&first), "{word} of {value:?} in {text:?}");
        }
    }

    #[test]
    fn every_style_of_scalar_is_laid_beside_its_value() {
        for catalog in [
            "x-body: return one two;\n",
            "x-body: |\n    return [\n      one,\n    ];\n\n    two\n",
            "x-body: |2\n      indented\n    less\n",
            "x-body: >-\n  return one\n  two;\n\n  three\n",
            "x-body: \"return \\\"one\\\" + \\u00e9 \\\\n two\\nthree \\\n  four\"\n",
            "x-body: \"return one\n\n  two three\"\n",
            "x-body: 'return ''one'' two'\n",
            "x-body: |\n  \"use strict\"; return \"one\"\n",
            "{\"x-body\": \"return one\\n\\ttwo \\ud83d\\ude80 three\"}\n",
        ] {
            words_are_found(catalog);
        }
    }

    #[test]
    fn the_end_is_behind_the_last_character() {
        let origin = Origin::new("ab", "'ab'").unwrap();
        assert_eq!((origin.offset(0), origin.offset(1), origin.offset(2)), (1, 2, 3));
        assert_eq!(Origin::new("ab", "ac"), None);
    }

    proptest! {
        #[test]
        fn blocks_of_lines_are_laid_beside_their_values(
            lines in prop::collection::vec("[a-z\"'\\\\]{1,6}( [a-z]{1,3})?", 1..5),
        ) {
            let block: String = lines.iter().map(|line| format!("    {line}\n")).collect();
            let (value, text) = body(&format!("x-body: |\n{block}")).unwrap();
            let origin = Origin::new(value.trim_end(), &text);
            prop_assert!(origin.is_some(), "{:?} in {:?}", value, text);
            let origin = origin.unwrap();
            for (at, c) in value.trim_end().char_indices() {
                prop_assert!(text[origin.offset(at)..].starts_with(c));
            }
        }

        #[test]
        fn nothing_panics(value in "(?s).{0,24}", text in "(?s).{0,24}|\"[\\\\a-zA-Z0-9u]{0,24}\"") {
            if let Some(origin) = Origin::new(&value, &text) {
                let _ = origin.offset(value.len());
            }
        }
    }
}
