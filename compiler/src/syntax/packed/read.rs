//! From bytes to a tree. They may be damaged: nothing is taken on trust.

use super::super::{Entry, MAX_DEPTH, MAX_NODES, Node, Tree, Value};
use super::{ARRAY, BLANKS, DOUBLED, ESCAPED, FALSE, KNOWN, NULL, NUMBER, OBJECT, PIECES, QUOTED};
use super::{STRING, TRUE, WHOLE, inner, undoubled, unescaped};
use crate::source::{FileId, SourceFile, Span, Spanned};
use std::sync::Arc;

/// Room for so many parts is made at once.
const FEW: usize = 64;

/// The tree of a file; nothing where the bytes are none of its text.
pub(crate) fn unpack(bytes: &[u8], file: &SourceFile) -> Option<Tree> {
    let mut unpacker = Unpacker {
        bytes,
        file: file.id,
        text: &file.text,
        at: 0,
        // A text that is new takes about so many bytes.
        known: Vec::with_capacity(bytes.len() / 16),
        items: Vec::with_capacity(FEW),
        entries: Vec::with_capacity(FEW),
    };
    let nodes = usize::try_from(unpacker.number()?).ok()?;
    let root = unpacker.node(1)?;
    let whole = unpacker.bytes.is_empty() && nodes <= MAX_NODES;
    whole.then_some(Tree { root, nodes, skipped: Arc::default() })
}

struct Unpacker<'b> {
    /// What is still to be read.
    bytes: &'b [u8],
    file: FileId,
    text: &'b str,
    /// The start of the last span.
    at: i64,
    /// The texts so far.
    known: Vec<Arc<str>>,
    /// The items and members so far of the arrays and objects that are being read, innermost last.
    items: Vec<Node>,
    entries: Vec<Entry>,
}

impl<'b> Unpacker<'b> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        // Nearly all are of one byte or two.
        match *self.bytes {
            [first, ref rest @ ..] if first < 0x80 => {
                self.bytes = rest;
                Some(u64::from(first))
            }
            [first, second, ref rest @ ..] if second < 0x80 => {
                self.bytes = rest;
                Some(u64::from(first & 0x7f) | u64::from(second) << 7)
            }
            _ => self.long_number(),
        }
    }

    fn long_number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// How many parts follow: never more than there are bytes, so that room for them may be made.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.bytes.len()).then_some(count)
    }

    /// A span, and what it holds.
    fn span(&mut self) -> Option<(Span, &'b str)> {
        let number = self.number()?;
        let difference = i64::try_from(number >> 1).ok()?;
        self.at = self.at.checked_add(if number & 1 == 0 { difference } else { -difference })?;
        let start = usize::try_from(self.at).ok()?;
        let end = start.checked_add(usize::try_from(self.number()?).ok()?)?;
        Some((Span::new(self.file, start, end), self.text.get(start..end)?))
    }

    fn node(&mut self, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            return None;
        }
        let kind = self.byte()?;
        let (span, source) = self.span()?;
        let value = match kind {
            NULL => Value::Null,
            FALSE => Value::Bool(false),
            TRUE => Value::Bool(true),
            NUMBER => Value::Number(self.string(source)?),
            STRING => Value::String(self.string(source)?),
            ARRAY => {
                let count = self.count()?;
                let begin = self.items.len();
                for _ in 0..count {
                    let item = self.node(depth + 1)?;
                    self.items.push(item);
                }
                Value::Array(self.items.drain(begin..).collect())
            }
            OBJECT => {
                let count = self.count()?;
                let begin = self.entries.len();
                for _ in 0..count {
                    let (span, source) = self.span()?;
                    let key = Spanned::new(self.string(source)?, span);
                    let value = self.node(depth + 1)?;
                    self.entries.push(Entry { key, value });
                }
                Value::Object(self.entries.drain(begin..).collect())
            }
            _ => return None,
        };
        Some(Node { span, value })
    }

    fn string(&mut self, source: &str) -> Option<Arc<str>> {
        let text: Arc<str> = match self.number()? {
            WHOLE => source.into(),
            QUOTED => inner(source)?.into(),
            ESCAPED => unescaped(source)?.into(),
            DOUBLED => undoubled(source)?.into(),
            PIECES => self.pieces(source)?.into(),
            known => return self.known.get(usize::try_from(known - KNOWN).ok()?).cloned(),
        };
        self.known.push(text.clone());
        Some(text)
    }

    fn pieces(&mut self, mut source: &str) -> Option<String> {
        let mut text = String::new();
        for _ in 0..self.count()? {
            let number = usize::try_from(self.number()?).ok()?;
            if let Some(blank) = BLANKS.get(number) {
                text.push(*blank);
                continue;
            }
            let length = usize::try_from(self.number()?).ok()?;
            source = source.get(number - BLANKS.len()..)?;
            text.push_str(source.get(..length)?);
            source = source.get(length..)?;
        }
        Some(text)
    }
}
