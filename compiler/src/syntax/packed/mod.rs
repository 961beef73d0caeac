//! Trees as bytes, for a cache: their structure and where things stand, and none of the file's text.
//!
//! Whoever reads a packed tree has the text already, by whose hash it was found. So every string is written
//! as the places of the text that it is made of, and a cache cannot leak what a catalog holds (`language.md`
//! D8). A string that is not made of the text's own characters, as with most escapes, keeps its file from
//! being packed; it is parsed each time.
//!
//! Numbers are written as LEB128, seven bits a byte. The bytes are:
//!
//! | part | form |
//! |---|---|
//! | tree | number of nodes with aliases expanded, node |
//! | node | one of the kinds below, span, and what follows the kind |
//! | span | start as a signed difference from the start of the span before, length |
//! | number, string | text |
//! | array | number of items, nodes |
//! | object | number of members, of each the key's span, the key's text, the value's node |
//! | text | one of the forms below, or [`KNOWN`] and the number of the same text before it |

mod read;
mod write;

pub(crate) use read::unpack;
pub(crate) use write::pack;

const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const NUMBER: u8 = 3;
const STRING: u8 = 4;
const ARRAY: u8 = 5;
const OBJECT: u8 = 6;

/// The text is what the span holds.
const WHOLE: u64 = 0;
/// The text is what the span holds without its first and last byte, which are quotes.
const QUOTED: u64 = 1;
/// The text is the JSON string that the span holds (RFC 8259 section 7).
const ESCAPED: u64 = 2;
/// The text stands between single quotes, and each that it holds is doubled (YAML 1.2.2 section 7.3.2).
const DOUBLED: u64 = 3;
/// The text is put together of [`BLANKS`] and pieces of what the span holds. It is their number, and of each
/// the number of the blank, or how far the piece is from the end of the one before, and its length.
const PIECES: u64 = 4;
/// The text was there before: its number follows, added to this.
const KNOWN: u64 = 5;

/// The white space that pieces are joined by, where lines are folded or lose their indentation.
const BLANKS: [char; 3] = [' ', '\n', '\t'];

/// How the JSON string of a text reads.
fn unescaped(text: &str) -> Option<String> {
    serde_json::from_str(text).ok()
}

/// How a text between single quotes reads.
fn undoubled(text: &str) -> Option<String> {
    Some(text.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"))
}

/// A text without its first and last byte.
fn inner(text: &str) -> Option<&str> {
    text.get(1..text.len().checked_sub(1)?)
}

#[cfg(test)]
mod tests;
