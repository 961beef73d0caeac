//! The words, strings, numbers and marks that a type of SQL is made of.

use super::{TypeFault, TypeGrammar};

/// A part of a type.
pub(super) struct Token<'t> {
    kind: Kind,
    /// It, as written.
    pub(super) text: &'t str,
    /// Where it begins.
    pub(super) start: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Quoted,
    Number,
    String,
    Mark(char),
}

impl Token<'_> {
    pub(super) fn mark(&self) -> Option<char> {
        match self.kind {
            Kind::Mark(mark) => Some(mark),
            Kind::Word | Kind::Quoted | Kind::Number | Kind::String => None,
        }
    }

    pub(super) fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }

    pub(super) fn is_name(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Quoted)
    }

    pub(super) fn is_number(&self) -> bool {
        self.kind == Kind::Number
    }

    /// Whether it is this word, which is in lower case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }
}

/// The parts of a text, as far as it has parts of types, and why it has no more.
pub(super) fn tokens<'t>(text: &'t str, grammar: &TypeGrammar) -> (Vec<Token<'t>>, Option<TypeFault>) {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match token(rest, first, grammar) {
            Ok((kind, length)) => {
                let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
                tokens.extend(kind.map(|kind| Token { kind, text: token, start: text.len() - rest.len() }));
                rest = after;
            }
            Err(fault) => return (tokens, Some(fault)),
        }
    }
    (tokens, None)
}

/// What a text begins with, and its length. Space between parts is plain: a line break ends a comment of a line.
fn token(text: &str, first: char, grammar: &TypeGrammar) -> Result<(Option<Kind>, usize), TypeFault> {
    let is_digit = |char: char| char.is_ascii_digit();
    Ok(match first {
        ' ' => (None, 1),
        '\'' if grammar.strings => (Some(Kind::String), quoted(text, first)?),
        quote if quote == grammar.quote => (Some(Kind::Quoted), quoted(text, first)?),
        '0'..='9' => (Some(Kind::Number), run(text, is_digit)),
        '-' => match text.get(1..).map_or(0, |digits| run(digits, is_digit)) {
            0 => return Err(TypeFault::Character(first)),
            digits => (Some(Kind::Number), 1 + digits),
        },
        'a'..='z' | 'A'..='Z' | '_' => {
            (Some(Kind::Word), run(text, |char| char.is_ascii_alphanumeric() || char == '_'))
        }
        mark if is_mark(mark, grammar) => (Some(Kind::Mark(mark)), 1),
        other => return Err(TypeFault::Character(other)),
    })
}

fn is_mark(char: char, grammar: &TypeGrammar) -> bool {
    match char {
        '(' | ')' | ',' | '.' => true,
        '<' | '>' => grammar.angles,
        '[' | ']' => grammar.arrays,
        other => grammar.marks.contains(&other),
    }
}

/// The length of the characters that go on as the text begins.
fn run(text: &str, goes_on: impl Fn(char) -> bool) -> usize {
    text.find(|char| !goes_on(char)).unwrap_or(text.len())
}

/// The length of a string or a quoted name. Two quotes inside stand for one. Backslashes mean one thing in one
/// dialect and another in the next, and so do characters that are not seen: there are none.
fn quoted(text: &str, quote: char) -> Result<usize, TypeFault> {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, char)) = chars.next() {
        if char == quote {
            if chars.next_if(|(_, next)| *next == quote).is_none() {
                return Ok(at + quote.len_utf8());
            }
        } else if char == '\\' || !(char == ' ' || char.is_ascii_graphic() || char.is_alphanumeric()) {
            return Err(TypeFault::Character(char));
        }
    }
    Err(TypeFault::Open(quote))
}
