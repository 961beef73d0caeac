//! From a tree to bytes.

use super::super::{Node, Tree, Value};
use super::{ARRAY, BLANKS, DOUBLED, ESCAPED, FALSE, KNOWN, NULL, NUMBER, OBJECT, PIECES, QUOTED};
use super::{STRING, TRUE, WHOLE, inner, undoubled, unescaped};
use crate::source::Span;
use std::collections::HashMap;

/// The bytes of a tree of a text; nothing where it has a part that is not written in the text, or one that
/// could not be read.
pub(crate) fn pack(tree: &Tree, text: &str) -> Option<Vec<u8>> {
    // More nodes than bytes come of aliases, which are packed as if they were written out.
    if !tree.skipped.is_empty() || tree.nodes > text.len() {
        return None;
    }
    let mut packer = Packer { text, bytes: Vec::new(), at: 0, known: HashMap::new() };
    packer.number(tree.nodes as u64);
    packer.node(&tree.root)?;
    Some(packer.bytes)
}

struct Packer<'t> {
    text: &'t str,
    bytes: Vec<u8>,
    /// The start of the last span.
    at: i64,
    /// The texts so far, by their numbers.
    known: HashMap<&'t str, u64>,
}

impl<'t> Packer<'t> {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }

    fn span(&mut self, span: Span) {
        let start = i64::from(span.start);
        let difference = start - self.at;
        self.number((difference.unsigned_abs() << 1) | u64::from(difference < 0));
        self.number(u64::from(span.end - span.start));
        self.at = start;
    }

    fn head(&mut self, kind: u8, span: Span) {
        self.bytes.push(kind);
        self.span(span);
    }

    fn node(&mut self, node: &'t Node) -> Option<()> {
        let span = node.span;
        match &node.value {
            Value::Null => self.head(NULL, span),
            Value::Bool(value) => self.head(if *value { TRUE } else { FALSE }, span),
            Value::Number(text) => {
                self.head(NUMBER, span);
                self.string(text, span)?;
            }
            Value::String(text) => {
                self.head(STRING, span);
                self.string(text, span)?;
            }
            Value::Array(items) => {
                self.head(ARRAY, span);
                self.number(items.len() as u64);
                items.iter().try_for_each(|item| self.node(item))?;
            }
            Value::Object(entries) => {
                self.head(OBJECT, span);
                self.number(entries.len() as u64);
                for entry in entries.iter() {
                    self.span(entry.key.span);
                    self.string(&entry.key.value, entry.key.span)?;
                    self.node(&entry.value)?;
                }
            }
            Value::Hole(_) => return None,
        }
        Some(())
    }

    fn string(&mut self, value: &'t str, span: Span) -> Option<()> {
        if let Some(number) = self.known.get(value) {
            self.number(KNOWN + number);
            return Some(());
        }
        let source = self.text.get(span.range())?;
        if source == value {
            self.number(WHOLE);
        } else if inner(source) == Some(value) {
            self.number(QUOTED);
        } else if source.starts_with('"') && unescaped(source).as_deref() == Some(value) {
            self.number(ESCAPED);
        } else if undoubled(source).as_deref() == Some(value) {
            self.number(DOUBLED);
        } else {
            let pieces = pieces(value, source)?;
            self.number(PIECES);
            self.number(pieces.len() as u64);
            for piece in pieces {
                match piece {
                    Piece::Blank(number) => self.number(number as u64),
                    Piece::Copy { skipped, length } => {
                        self.number((BLANKS.len() + skipped) as u64);
                        self.number(length as u64);
                    }
                }
            }
        }
        let number = self.known.len() as u64;
        self.known.insert(value, number);
        Some(())
    }
}

enum Piece {
    /// White space of this number in [`BLANKS`].
    Blank(usize),
    /// So many bytes of the source, so many after the piece before.
    Copy { skipped: usize, length: usize },
}

/// The pieces of a source that make up a value, if only white space and quotes around it are to be left out.
fn pieces(value: &str, source: &str) -> Option<Vec<Piece>> {
    let mut rest = value;
    let mut ahead = source.strip_prefix(['"', '\'']).unwrap_or(source);
    let mut skipped = source.len() - ahead.len();
    let mut pieces = Vec::new();
    while let Some(next) = rest.chars().next() {
        let same = rest.chars().zip(ahead.chars()).take_while(|(a, b)| a == b);
        let length: usize = same.map(|(char, _)| char.len_utf8()).sum();
        if length > 0 {
            pieces.push(Piece::Copy { skipped, length });
            (rest, ahead, skipped) = (rest.get(length..)?, ahead.get(length..)?, 0);
        } else if ahead.starts_with(BLANKS) || ahead.starts_with('\r') {
            skipped += 1;
            ahead = ahead.get(1..)?;
        } else {
            pieces.push(Piece::Blank(BLANKS.iter().position(|blank| *blank == next)?));
            rest = rest.get(next.len_utf8()..)?;
        }
    }
    Some(pieces)
}
