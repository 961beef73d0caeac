//! What a module of Python offers: what it defines at its top (Python Language Reference, chapters 2 and 8).

use super::{Class, Member, Surface};
use std::ops::Range;

/// A line of tokens, which may go over several lines of text.
struct Line<'t> {
    indent: usize,
    tokens: Vec<(&'t str, usize)>,
    end: usize,
}

/// The surface of a module.
pub(super) fn surface(text: &str) -> Surface {
    let mut surface = Surface::default();
    // Whether lines that are indented are those of the last class, and by how much its members are.
    let (mut in_class, mut inner) = (false, None);
    for line in lines(text) {
        let member = defined(&line, text);
        if line.indent > 0 {
            let Some(class) = surface.classes.last_mut().filter(|_| in_class) else { continue };
            class.end = line.end;
            let is_member = *inner.get_or_insert(line.indent) == line.indent;
            class.methods.extend(member.filter(|member| is_member && !member.name.starts_with('_')));
            continue;
        }
        let words: Vec<&str> = line.tokens.iter().map(|(token, _)| *token).collect();
        (in_class, inner) = (words.first() == Some(&"class"), None);
        match words.as_slice() {
            ["class", name, ..] if is_name(name) => {
                let place = line.tokens.get(1).map_or(0, |(_, at)| *at);
                surface.classes.push(Class {
                    name: (*name).to_owned(),
                    at: place..place + name.len(),
                    heritage: between(&line, text),
                    end: line.end,
                    methods: Vec::new(),
                });
            }
            ["class", ..] => in_class = false,
            ["from", .., "import", "*"] => surface.open = true,
            ["from", ..] => surface.functions.extend(imported(&line)),
            _ => surface.functions.extend(member),
        }
    }
    surface
}

/// Whether a body yields by itself: not in a function, a lambda or a class within.
pub(super) fn yields(body: &str) -> bool {
    let mut inner: Option<usize> = None;
    for line in lines(body) {
        if inner.is_some_and(|indent| line.indent > indent) {
            continue;
        }
        inner = None;
        let words: Vec<&str> = line.tokens.iter().map(|(token, _)| *token).collect();
        if matches!(words.as_slice(), ["def" | "class", ..] | ["async", "def", ..]) {
            inner = Some(line.indent);
            continue;
        }
        let is_yield = |at: usize| {
            words.get(at) == Some(&"yield")
                && at.checked_sub(1).and_then(|before| words.get(before)) != Some(&".")
        };
        if (0..words.len()).any(is_yield) {
            return true;
        }
    }
    false
}

/// The function that a line defines, or the value that it names.
fn defined(line: &Line<'_>, text: &str) -> Option<Member> {
    let words: Vec<&str> = line.tokens.iter().map(|(token, _)| *token).collect();
    let (at, is_function) = match words.as_slice() {
        ["def", name, ..] if is_name(name) => (1, true),
        ["async", "def", name, ..] if is_name(name) => (2, true),
        [name, "=", ..] | [name, ":", ..] if is_name(name) && !is_keyword(name) => (0, false),
        _ => return None,
    };
    let (name, place) = line.tokens.get(at)?;
    let parameters = if is_function { between(line, text) } else { String::new() };
    Some(Member { name: (*name).to_owned(), at: *place..place + name.len(), parameters })
}

/// The names that a line imports.
fn imported(line: &Line<'_>) -> Vec<Member> {
    let from =
        line.tokens.iter().position(|(word, _)| *word == "import").map_or(line.tokens.len(), |at| at + 1);
    let names: Vec<&(&str, usize)> =
        line.tokens.iter().skip(from).filter(|(word, _)| !matches!(*word, "(" | ")")).collect();
    let parts = names.split(|(word, _)| *word == ",");
    let last = parts.filter_map(|part| part.last().filter(|(word, _)| is_name(word)));
    last.map(|(name, at)| Member {
        name: (*name).to_owned(),
        at: *at..at + name.len(),
        parameters: String::new(),
    })
    .collect()
}

/// The text between the first parentheses of a line.
fn between(line: &Line<'_>, text: &str) -> String {
    let open = line.tokens.iter().position(|(token, _)| matches!(*token, "(" | ":" | "["));
    let Some(open) = open.filter(|at| line.tokens.get(*at).is_some_and(|(token, _)| *token == "(")) else {
        return String::new();
    };
    let mut depth = 0_usize;
    for (token, at) in line.tokens.iter().skip(open) {
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            let start = line.tokens.get(open).map_or(0, |(_, at)| at + 1);
            return text.get(start..*at).unwrap_or_default().to_owned();
        }
    }
    String::new()
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn is_keyword(word: &str) -> bool {
    matches!(word, "else" | "try" | "finally" | "lambda" | "return" | "yield" | "except")
}

/// The lines of a text, comments left out.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut line: Option<Line<'_>> = None;
    let (mut at, mut depth, mut indent, mut at_start) = (0_usize, 0_usize, 0_usize, true);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or_default();
        match first {
            '\n' | '\r' => {
                at += 1;
                if depth == 0 {
                    lines.extend(line.take());
                    (indent, at_start) = (0, true);
                }
                continue;
            }
            ' ' | '\t' | '\u{c}' => {
                indent += usize::from(at_start && first != '\u{c}');
                at += 1;
                continue;
            }
            '#' => {
                at += rest.find(['\n', '\r']).unwrap_or(rest.len());
                continue;
            }
            '\\' if rest.starts_with("\\\n") || rest.starts_with("\\\r\n") => {
                at += rest.find('\n').map_or(1, |end| end + 1);
                continue;
            }
            ';' if depth == 0 => {
                // Another statement of the same level.
                at += 1;
                lines.extend(line.take());
                continue;
            }
            _ => {}
        }
        at_start = false;
        let token = token(rest);
        match first {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let current = line.get_or_insert_with(|| Line { indent, tokens: Vec::new(), end: at });
        current.tokens.push((rest.get(..token.end).unwrap_or_default(), at));
        at += token.end.max(1);
        current.end = at;
    }
    lines.extend(line);
    lines
}

/// The first token of a text.
fn token(rest: &str) -> Range<usize> {
    let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    let behind = rest.get(word..).unwrap_or_default();
    let is_prefix =
        word <= 2 && rest.get(..word).is_some_and(|word| word.chars().all(|c| "rRbBuUfFtT".contains(c)));
    if is_prefix && behind.starts_with(['"', '\'']) {
        return 0..word + string(behind);
    }
    if word > 0 {
        return 0..word;
    }
    0..rest.chars().next().map_or(0, char::len_utf8)
}

/// The length of a string with its quotes. One in single quotes ends with its line.
fn string(rest: &str) -> usize {
    let quote = rest.get(..1).unwrap_or_default();
    let triple = quote.repeat(3);
    let closing = if rest.starts_with(&triple) { triple.as_str() } else { quote };
    let mut at = closing.len();
    while let Some(left) = rest.get(at..).filter(|left| !left.is_empty()) {
        let first = left.chars().next().unwrap_or_default();
        if first == '\\' {
            // In a raw string, too, a backslash keeps a quote from ending it.
            let next = left.chars().nth(1).map_or(0, char::len_utf8);
            at += 1 + next;
        } else if left.starts_with(closing) {
            return at + closing.len();
        } else if first == '\n' && closing.len() == 1 {
            return at;
        } else {
            at += first.len_utf8();
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::{surface, yields};

    #[test]
    fn what_is_defined_at_the_top_is_found() {
        let text = r#"
"""A module.

def not_this(): ...
"""
from acme.totals import Document, IDerivation as Base, (
)
import json


def from_orders_update(source: Source = {"a": [1, (2)]}) -> list[int]:
    def inner():
        return "def x(): '"
    return [1]  # def nor_this():

async def from_orders_publish(
    source,
    register,
):
    return f"""{source}
def or_that(): ...
"""

value = lambda x: x
if True:
    def guarded(): ...
"#;
        let surface = surface(text);
        let names: Vec<&str> = surface.functions.iter().map(|function| function.name.as_str()).collect();
        assert_eq!(names, ["Document", "Base", "from_orders_update", "from_orders_publish", "value"]);
        assert_eq!(surface.functions[2].parameters, "source: Source = {\"a\": [1, (2)]}");
        assert!(!surface.open && super::surface("from a import *\n").open);
    }

    #[test]
    fn methods_of_classes_are_found() {
        let text = "class Derivation(IDerivation):\n    \"\"\"Says.\n\n    def no(self): ...\n    \"\"\"\n\
                    \n    state = 1\n\
                    \n    async def from_events(self, read: Request.ReadFromEvents) -> AsyncIterator[Document]:\n\
                    \u{20}       yield 1\n\n    def _hidden(self):\n        pass\n\n\nclass Other(Base): pass\nx = 1\n";
        let surface = surface(text);
        let class = surface.class("Derivation").unwrap();
        let names: Vec<&str> = class.methods.iter().map(|method| method.name.as_str()).collect();
        assert_eq!(names, ["state", "from_events"]);
        assert_eq!(class.methods[1].parameters, "self, read: Request.ReadFromEvents");
        assert!(text[..class.end].ends_with("        pass"));
        assert!(!class.is_open() && surface.class("Other").unwrap().is_open());
    }

    #[test]
    fn a_body_yields_by_itself_or_not() {
        for body in ["yield source", "if a:\n    yield 1\n", "def f():\n    pass\nx = yield 1"] {
            assert!(yields(body), "{body}");
        }
        for body in
            ["def f():\n    yield 1\nreturn list(f())", "return ['yield']  # yield", "return [a.yield_]"]
        {
            assert!(!yields(body), "{body}");
        }
    }
}
