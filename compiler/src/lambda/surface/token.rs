//! Tokens of TypeScript, as far as braces, names and strings go (ECMA-262, chapter 12).

use std::ops::Range;

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) at: Range<usize>,
    /// Whether a line ends between it and the token before it.
    pub(super) begins_line: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword.
    Word,
    /// A name that is private to its class.
    Private,
    /// A string, a number, a part of a template or a regular expression.
    Literal,
    /// One character of punctuation; those of `=>` are two tokens.
    Sign(char),
}

/// The tokens of a text. What is no token is passed over.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut scanner =
        Scanner { text, at: 0, tokens: Vec::new(), templates: Vec::new(), depth: 0, begins_line: true };
    while scanner.next() {}
    scanner.tokens
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
    /// The depth of braces at which each open template goes on.
    templates: Vec<usize>,
    depth: usize,
    begins_line: bool,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Reads a token or what is between tokens; false at the end.
    fn next(&mut self) -> bool {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return false };
        let length = first.len_utf8();
        if first.is_whitespace() {
            self.begins_line |= matches!(first, '\n' | '\r' | '\u{2028}' | '\u{2029}');
            self.at += length;
        } else if rest.starts_with("//") || (self.at == 0 && rest.starts_with("#!")) {
            self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
        } else if let Some(comment) = rest.strip_prefix("/*") {
            let end = comment.find("*/").map_or(rest.len(), |end| end + 4);
            self.begins_line |= rest.get(..end).is_some_and(|comment| comment.contains('\n'));
            self.at += end;
        } else if is_name(first) {
            self.push(Kind::Word, rest.find(|c| !is_name(c)).unwrap_or(rest.len()));
        } else if first == '#' {
            let name = rest.get(1..).unwrap_or_default();
            self.push(Kind::Private, 1 + name.find(|c| !is_name(c)).unwrap_or(name.len()));
        } else if matches!(first, '"' | '\'') {
            self.push(Kind::Literal, string(rest, first));
        } else if first == '`' {
            self.template(1);
        } else if first == '/' && self.begins_expression() {
            self.push(Kind::Literal, regular_expression(rest));
        } else {
            self.sign(first);
        }
        true
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let at = self.at..self.at + length;
        self.at = at.end;
        self.tokens.push(Token { kind, at, begins_line: std::mem::take(&mut self.begins_line) });
    }

    fn sign(&mut self, sign: char) {
        match sign {
            '{' => self.depth += 1,
            '}' if self.templates.last() == Some(&self.depth) => {
                self.templates.pop();
                self.depth = self.depth.saturating_sub(1);
                self.template(1);
                return;
            }
            '}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.push(Kind::Sign(sign), sign.len_utf8());
    }

    /// Reads the text of a template up to its end, or up to an expression within.
    fn template(&mut self, opening: usize) {
        let rest = self.rest();
        let mut chars = rest.char_indices().skip(opening).peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => {
                    chars.next();
                }
                '`' => return self.push(Kind::Literal, at + 1),
                '$' if chars.peek().is_some_and(|(_, next)| *next == '{') => {
                    self.depth += 1;
                    self.templates.push(self.depth);
                    return self.push(Kind::Literal, at + 2);
                }
                _ => {}
            }
        }
        self.push(Kind::Literal, rest.len());
    }

    /// Whether a `/` begins a regular expression, by what stands before it.
    fn begins_expression(&self) -> bool {
        match self.tokens.last() {
            None => true,
            Some(Token { kind: Kind::Sign(sign), .. }) => !matches!(sign, ')' | ']' | '}'),
            Some(Token { kind: Kind::Word, at, .. }) => matches!(
                self.text.get(at.clone()).unwrap_or_default(),
                "return"
                    | "typeof"
                    | "case"
                    | "in"
                    | "of"
                    | "delete"
                    | "void"
                    | "throw"
                    | "new"
                    | "do"
                    | "else"
                    | "yield"
                    | "await"
                    | "instanceof"
            ),
            Some(Token { kind: Kind::Literal | Kind::Private, .. }) => false,
        }
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '\u{200c}' | '\u{200d}')
}

/// The length of a string, which ends at the end of its line at the latest.
fn string(rest: &str, quote: char) -> usize {
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '\n' => return at,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a regular expression, which ends at the end of its line at the latest.
fn regular_expression(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    let mut in_class = false;
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '\n' => return at,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return at + 1,
            _ => {}
        }
    }
    rest.len()
}
