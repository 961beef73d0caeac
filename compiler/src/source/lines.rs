//! Byte offsets to lines and columns, for people (Unicode scalars) and for editors (UTF-16).

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// The lines of a file, which are looked for when somebody asks: of most files nobody does.
#[derive(Debug, Clone)]
pub struct Lines {
    text: Arc<str>,
    index: OnceLock<LineIndex>,
}

impl Lines {
    pub(super) fn of(text: &Arc<str>) -> Lines {
        Lines { text: text.clone(), index: OnceLock::new() }
    }
}

impl Deref for Lines {
    type Target = LineIndex;

    fn deref(&self) -> &LineIndex {
        self.index.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// Start offsets of the lines of a text. A line ends with `\n`; a `\r` before it belongs to the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// What stands before each block of [`BLOCK`] bytes, so that a long line is not counted for each place in it.
    blocks: Vec<Counted>,
}

/// How many bytes are counted for a place at most.
const BLOCK: usize = 4096;

/// Characters of a text, in the ways that readers count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counted {
    scalars: usize,
    /// Those that are two units in UTF-16.
    pairs: usize,
}

impl Counted {
    fn and(self, bytes: &[u8]) -> Counted {
        // A character has one byte that continues none; that of a surrogate pair is one of four bytes.
        let scalars = bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        let pairs = bytes.iter().filter(|byte| **byte >= 0xF0).count();
        Counted { scalars: self.scalars + scalars, pairs: self.pairs + pairs }
    }
}

/// A place as people and editors count it. Lines and columns are 1-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column in Unicode scalar values, from 1.
    pub column: usize,
    /// The column in UTF-16 code units, from 1.
    pub utf16_column: usize,
}

impl LineIndex {
    /// Indexes a text.
    pub fn new(text: &str) -> LineIndex {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let starts = std::iter::once(0).chain(breaks);
        let mut counted = Counted::default();
        let blocks = text.as_bytes().chunks_exact(BLOCK).map(|block| {
            counted = counted.and(block);
            counted
        });
        LineIndex {
            starts: starts.map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect(),
            blocks: blocks.collect(),
        }
    }

    /// The characters before an offset.
    fn before(&self, offset: usize, text: &str) -> Counted {
        let whole = offset / BLOCK;
        let counted =
            whole.checked_sub(1).and_then(|last| self.blocks.get(last)).copied().unwrap_or_default();
        counted.and(text.as_bytes().get(whole * BLOCK..offset).unwrap_or_default())
    }

    /// The 0-based line that holds a byte offset.
    pub fn line_of(&self, offset: usize) -> usize {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The byte range of a 0-based line, its line break included; empty after the last line.
    pub fn range(&self, line: usize, text: &str) -> std::ops::Range<usize> {
        let start_of = |line: usize| self.starts.get(line).map_or(text.len(), |start| *start as usize);
        start_of(line)..start_of(line + 1)
    }

    /// The place of a byte offset of the text that was indexed. An offset inside a character counts as
    /// that character's start, one beyond the text as its end.
    pub fn line_column(&self, offset: usize, text: &str) -> LineColumn {
        let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let line = self.line_of(offset);
        let (start, end) = (self.before(self.range(line, text).start, text), self.before(offset, text));
        let scalars = end.scalars - start.scalars;
        LineColumn {
            line: line + 1,
            column: scalars + 1,
            utf16_column: scalars + (end.pairs - start.pairs) + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, LineColumn, LineIndex};

    #[test]
    fn long_lines_are_counted_block_by_block() {
        let line = "\u{1F6B2}\u{e9}x\u{6f22}".repeat(3 * BLOCK / 10);
        let text = format!("{line}\n{line}\n");
        let index = LineIndex::new(&text);
        for (start, number) in [(0, 1), (line.len() + 1, 2)] {
            let mut utf16_column = 1;
            for (column, (at, c)) in line.char_indices().enumerate() {
                let expected = LineColumn { line: number, column: column + 1, utf16_column };
                assert_eq!(index.line_column(start + at, &text), expected);
                utf16_column += c.len_utf16();
            }
        }
    }

    #[test]
    fn counts_scalars_and_utf16_units() {
        let text = "a\r\n\u{1F6B2}\u{e9}x\n";
        let index = LineIndex::new(text);
        let place = |needle: &str| index.line_column(text.find(needle).unwrap(), text);
        assert_eq!(place("a"), LineColumn { line: 1, column: 1, utf16_column: 1 });
        assert_eq!(place("x"), LineColumn { line: 2, column: 3, utf16_column: 4 });
        assert_eq!(index.line_column(99, text), LineColumn { line: 3, column: 1, utf16_column: 1 });
        // Inside the four bytes of the bicycle.
        assert_eq!(index.line_column(5, text), LineColumn { line: 2, column: 1, utf16_column: 1 });
    }
}
