//! The statements of a block of SQL, and the parameters that they name.
//!
//! SQLite prepares one statement at a time, and later ones may need the tables that earlier ones make. So a block is
//! taken apart by the rules by which SQLite itself finds the ends of statements (sqlite.org/c3ref/complete.html,
//! sqlite.org/lang_keywords.html).

use std::ops::Range;

/// A statement of a block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement {
    /// Where it stands in the block, without what surrounds it.
    pub(super) range: Range<usize>,
    /// Where its parameters stand in the block.
    pub(super) parameters: Vec<Range<usize>>,
}

/// What tells where a statement ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Word(&'t str),
    Parameter,
    Semicolon,
    Other,
}

/// The statements of a block, in order; comments alone are none.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut current = Current::default();
    let mut at = 0;
    while let Some((token, range)) = next(text, at) {
        at = range.end;
        if token == Token::Semicolon && current.ends() {
            found.extend(current.finish());
            current = Current::default();
        } else {
            current.push(token, range);
        }
    }
    found.extend(current.finish());
    found
}

/// The statement that is being read.
#[derive(Default)]
struct Current<'t> {
    range: Option<Range<usize>>,
    parameters: Vec<Range<usize>>,
    /// Its first words, by which one that makes a trigger is known.
    head: Vec<&'t str>,
    /// How much of `; END` has just been read.
    ending: usize,
}

impl<'t> Current<'t> {
    fn push(&mut self, token: Token<'t>, range: Range<usize>) {
        let start = self.range.as_ref().map_or(range.start, |known| known.start);
        self.range = Some(start..range.end);
        self.ending = match token {
            Token::Semicolon => 1,
            Token::Word(word) if self.ending == 1 && word.eq_ignore_ascii_case("end") => 2,
            Token::Word(_) | Token::Parameter | Token::Other => 0,
        };
        match token {
            Token::Word(word) if self.head.len() < HEAD => self.head.push(word),
            Token::Parameter => self.parameters.push(range),
            Token::Word(_) | Token::Semicolon | Token::Other => {}
        }
    }

    /// Whether a semicolon ends it: those within a trigger do not.
    fn ends(&self) -> bool {
        !self.makes_trigger() || self.ending == 2
    }

    fn makes_trigger(&self) -> bool {
        let is = |word: &str, names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name));
        let mut words = self.head.iter().skip_while(|word| is(word, &["explain", "query", "plan"]));
        let creates = words.next().is_some_and(|word| is(word, &["create"]));
        let what = words.find(|word| !is(word, &["temp", "temporary"]));
        creates && what.is_some_and(|word| is(word, &["trigger"]))
    }

    fn finish(self) -> Option<Statement> {
        Some(Statement { range: self.range?, parameters: self.parameters })
    }
}

/// How many words a statement may have before `TRIGGER`, and that: `EXPLAIN QUERY PLAN CREATE TEMP TRIGGER`.
const HEAD: usize = 6;

/// The next token from an offset on.
fn next(text: &str, from: usize) -> Option<(Token<'_>, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let rest = text.get(at..)?;
        let first = *bytes.get(at)?;
        let token = |token, length: usize| Some((token, at..at + length));
        match first {
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => at += 1,
            b'-' if rest.starts_with("--") => at += rest.find('\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with("/*") => {
                at += rest.get(2..)?.find("*/").map_or(rest.len(), |end| end + 4);
            }
            b';' => return token(Token::Semicolon, 1),
            b'\'' | b'"' | b'`' => return token(Token::Other, quoted(rest, first)),
            b'[' => return token(Token::Other, rest.find(']').map_or(rest.len(), |end| end + 1)),
            b'$' | b'@' | b':' | b'#' | b'?' => {
                let length = 1 + word(rest.get(1..)?);
                let kind = if length > 1 || first == b'?' { Token::Parameter } else { Token::Other };
                return token(kind, length);
            }
            _ => {
                return match word(rest) {
                    0 => token(Token::Other, rest.chars().next()?.len_utf8()),
                    length => token(Token::Word(rest.get(..length)?), length),
                };
            }
        }
    }
}

/// The length of a text in quotes, in which a quote is doubled.
fn quoted(rest: &str, quote: u8) -> usize {
    let mut bytes = rest.bytes().enumerate().skip(1).peekable();
    while let Some((at, byte)) = bytes.next() {
        if byte == quote && bytes.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    rest.len()
}

/// The length of the name, keyword or number at the beginning of a text.
fn word(text: &str) -> usize {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii();
    text.bytes().take_while(|byte| is_part(*byte)).count()
}

#[cfg(test)]
mod tests {
    use super::statements;

    fn split(text: &str) -> Vec<&str> {
        statements(text).into_iter().map(|statement| &text[statement.range]).collect()
    }

    #[test]
    fn semicolons_end_statements_but_for_those_in_texts_comments_and_triggers() {
        let trigger = "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END";
        for (text, expected) in [
            ("", vec![]),
            (" ; -- none\n /* ; */ ;", vec![]),
            ("select 1; select 2", vec!["select 1", "select 2"]),
            ("select ';', \";\", `;`, [;], 'it''s;' ; x", vec!["select ';', \";\", `;`, [;], 'it''s;'", "x"]),
            ("select 1 -- a; b\n, 2; /* ; ", vec!["select 1 -- a; b\n, 2"]),
            (&format!("{trigger};\nselect 1;"), vec![trigger, "select 1"]),
            (
                "create trigger t begin select end; select 2",
                vec!["create trigger t begin select end; select 2"],
            ),
            ("create table trigger (a); x", vec!["create table trigger (a)", "x"]),
            ("select 'open; x", vec!["select 'open; x"]),
            ("seléct $é; x", vec!["seléct $é", "x"]),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }

    #[test]
    fn parameters_are_found_outside_of_texts_and_names() {
        let text = "SELECT $a$b, a$c, '$no', \"$no\", [$no], :d, @e, ?, ?7 /* $no */ -- $no";
        let found: Vec<&str> =
            statements(text).iter().flat_map(|one| &one.parameters).map(|at| &text[at.clone()]).collect();
        assert_eq!(found, ["$a$b", ":d", "@e", "?", "?7"]);
    }
}
