//! One data type of SQL, as a user writes it for a column: what is one, in the grammar of a dialect (`language.md` D7).
//!
//! Whether the database knows the type is left to it: databases have types that users define.

mod token;

use std::sync::Arc;
use token::{Token, tokens};

/// How a dialect writes types.
#[derive(Debug)]
pub struct TypeGrammar {
    /// A type, for messages.
    pub example: &'static str,
    /// What stands around names that are quoted.
    pub quote: char,
    /// Whether parts of a type stand between angle brackets.
    pub angles: bool,
    /// Whether an array is a type with brackets after it.
    pub arrays: bool,
    /// Whether a type has strings in it.
    pub strings: bool,
    /// What stands between parts of a type, besides commas.
    pub marks: &'static [char],
    /// The type around those that may be null, where no words after a type say so, and those that may be around it.
    pub nullable: &'static [&'static str],
    /// Names that make more than a column of a type, in lower case.
    pub refused: &'static [&'static str],
}

/// The grammar of standard SQL.
pub(super) const STANDARD: TypeGrammar = TypeGrammar {
    example: "VARCHAR(40)",
    quote: '"',
    angles: false,
    arrays: false,
    strings: false,
    marks: &[],
    nullable: &[],
    refused: &[],
};

/// A type as a user writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrittenType {
    /// The type, without its nullability.
    pub text: Arc<str>,
    /// Whether a column may be null, where that is written.
    pub nullable: Option<bool>,
}

/// Why a text is no type, as a clause about a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TypeFault {
    /// There is no type.
    Empty,
    /// No type has this character, or not there.
    Character(char),
    /// A string or a quoted name does not end.
    Open(char),
    /// A bracket has no other.
    Unbalanced(char),
    /// This is no part of a type, or not there.
    Part(String),
    /// What stands for a type makes more than that.
    Refused(String),
}

impl TypeFault {
    /// The fault as a clause.
    pub(crate) fn reason(&self) -> String {
        match self {
            TypeFault::Empty => "there is no type".to_owned(),
            TypeFault::Character(char) => format!("`{char}` is no part of a type here"),
            TypeFault::Open(quote) => format!("what begins with `{quote}` does not end"),
            TypeFault::Unbalanced(bracket) => format!("`{bracket}` has no other bracket"),
            TypeFault::Part(part) => format!("`{part}` is no part of a type here"),
            TypeFault::Refused(name) => format!("`{name}` makes more than a column of a type"),
        }
    }
}

/// Words that begin something else than a type, in a column that has none.
#[rustfmt::skip]
const NO_TYPES: &[&str] = &[
    "alias", "always", "as", "auto_increment", "autoincr", "autoincrement", "by", "check", "clustered", "codec",
    "collate", "comment", "compression", "constraint", "default", "deferrable", "distkey", "encode", "encrypt",
    "ephemeral", "exclude", "foreign", "generated", "hidden", "identity", "in", "index", "initially",
    "invisible", "key", "like", "mask", "masked", "masking", "materialized", "not", "null", "on", "options",
    "persisted", "primary", "projection", "references", "rowguidcol", "select", "sortkey", "sparse",
    "statistics", "storage", "stored", "tag", "ttl", "unique", "using", "virtual", "visible", "with",
];

/// Words that follow another in the name of a type.
#[rustfmt::skip]
const FOLLOWING: &[&str] = &[
    "array", "big", "binary", "byte", "char", "character", "day", "hour", "int", "integer", "large", "minute",
    "month", "object", "precision", "raw", "second", "signed", "to", "unsigned", "varchar", "varying", "year",
    "zerofill",
];

/// Words of which each is one, in order, after which a type goes on.
const PHRASES: &[&[&str]] =
    &[&["with", "time", "zone"], &["without", "time", "zone"], &["with", "local", "time", "zone"]];

/// Words that a name follows, as a part of a type.
const NAMING: &[&[&str]] = &[&["character", "set"], &["charset"], &["collate"]];

impl TypeGrammar {
    /// Reads one type: its name, its parts in brackets, and perhaps whether the column may be null.
    pub(crate) fn read(&self, text: &str) -> Result<WrittenType, TypeFault> {
        let text = text.trim();
        let (tokens, stop) = tokens(text, self);
        let mut reader = Reader { grammar: self, tokens, at: 0 };
        let read = reader.all();
        // What comes first is reported, and what is only missing may come after a character that is none of a type.
        let (end, nullable) = match (read, stop) {
            (Err(TypeFault::Empty | TypeFault::Unbalanced(_)) | Ok(_), Some(stop)) => return Err(stop),
            (read, _) => read?,
        };
        let text = text.get(..end).unwrap_or_default();
        let Some((around, others)) = self.nullable.split_first() else {
            return Ok(WrittenType { text: text.into(), nullable });
        };
        if let Some(inner) = inside(text, around) {
            return Ok(WrittenType { text: inner.into(), nullable: Some(true) });
        }
        let is_inside = |other: &&str| inside(text, other).is_some_and(|text| inside(text, around).is_some());
        Ok(WrittenType { text: text.into(), nullable: Some(others.iter().any(is_inside)) })
    }
}

/// What is inside of a type that is around another.
fn inside<'t>(text: &'t str, around: &str) -> Option<&'t str> {
    let inner = text.strip_prefix(around)?.trim_start().strip_prefix('(')?.strip_suffix(')')?;
    Some(inner.trim())
}

/// What came before, inside of brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Open,
    Separator,
    Part,
}

fn closing(bracket: char) -> char {
    match bracket {
        '(' => ')',
        '<' => '>',
        _ => ']',
    }
}

struct Reader<'t, 'g> {
    grammar: &'g TypeGrammar,
    tokens: Vec<Token<'t>>,
    at: usize,
}

impl<'t> Reader<'t, '_> {
    /// Reads everything: where the type ends, and whether the column may be null.
    fn all(&mut self) -> Result<(usize, Option<bool>), TypeFault> {
        self.column_type()?;
        let end = self.end();
        let nullable = self.nullability();
        match self.peek() {
            Some(_) => self.fault(),
            None => Ok((end, nullable)),
        }
    }

    fn peek(&self) -> Option<&Token<'t>> {
        self.tokens.get(self.at)
    }

    /// Where what was read ends.
    fn end(&self) -> usize {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(0, |token| token.start + token.text.len())
    }

    fn is_mark(&self, mark: char) -> bool {
        self.peek().is_some_and(|token| token.is_mark(mark))
    }

    /// Reads words, if they come next.
    fn words(&mut self, words: &[&str]) -> bool {
        let next = self.tokens.get(self.at..).unwrap_or_default();
        let found =
            next.len() >= words.len() && next.iter().zip(words).all(|(token, word)| token.is_word(word));
        self.at += if found { words.len() } else { 0 };
        found
    }

    /// What comes next is at fault.
    fn fault<T>(&self) -> Result<T, TypeFault> {
        Err(self.peek().map_or(TypeFault::Empty, |token| TypeFault::Part(token.text.to_owned())))
    }

    /// A name, perhaps with what it belongs to before it. The last part is returned.
    fn name(&mut self) -> Result<&'t str, TypeFault> {
        loop {
            let Some(token) = self.peek().filter(|token| token.is_name()) else { return self.fault() };
            let name = token.text;
            self.at += 1;
            if !self.is_mark('.') {
                return Ok(name);
            }
            self.at += 1;
        }
    }

    fn column_type(&mut self) -> Result<(), TypeFault> {
        if self.peek().is_some_and(|token| NO_TYPES.iter().any(|word| token.is_word(word))) {
            return self.fault();
        }
        let name = self.name()?;
        let bare = name.trim_matches(self.grammar.quote).to_ascii_lowercase();
        if self.grammar.refused.contains(&bare.as_str()) {
            return Err(TypeFault::Refused(name.to_owned()));
        }
        if self.is_mark('<') {
            self.group()?;
        }
        loop {
            if self.is_mark('(') {
                self.group()?;
            }
            while self.is_mark('[') {
                self.group()?;
            }
            if !self.more()? {
                return Ok(());
            }
        }
    }

    /// Reads words that belong to the type before them, if there are any.
    fn more(&mut self) -> Result<bool, TypeFault> {
        if NAMING.iter().any(|words| self.words(words)) {
            return self.name().map(|_| true);
        }
        let longer = PHRASES.iter().any(|words| self.words(words));
        Ok(longer || FOLLOWING.iter().any(|word| self.words(&[word])))
    }

    /// Reads what is between brackets, and those in it, without recursion.
    fn group(&mut self) -> Result<(), TypeFault> {
        let mut open: Vec<char> = Vec::new();
        let mut before = Before::Part;
        while let Some(token) = self.peek() {
            let mark = token.mark();
            let in_array = open.last() == Some(&']');
            let allowed = match mark {
                Some(']') => before != Before::Separator,
                Some('*') => before != Before::Part,
                Some(_) => before == Before::Part && !in_array,
                None if in_array => before == Before::Open && token.is_number(),
                None => true,
            };
            if !allowed {
                return self.fault();
            }
            self.at += 1;
            before = match mark {
                Some(bracket @ ('(' | '<' | '[')) => {
                    open.push(closing(bracket));
                    Before::Open
                }
                Some(bracket @ (')' | '>' | ']')) => {
                    if open.pop() != Some(bracket) {
                        return Err(TypeFault::Unbalanced(bracket));
                    }
                    Before::Part
                }
                Some('*') | None => Before::Part,
                Some(_) => Before::Separator,
            };
            if open.is_empty() {
                return Ok(());
            }
        }
        Err(open.pop().map_or(TypeFault::Empty, TypeFault::Unbalanced))
    }

    /// Whether the column may be null, where words say so.
    fn nullability(&mut self) -> Option<bool> {
        if !self.grammar.nullable.is_empty() {
            return None;
        }
        match () {
            () if self.words(&["null"]) => Some(true),
            () if self.words(&["not", "null"]) => Some(false),
            () => None,
        }
    }
}

#[cfg(test)]
mod tests;
