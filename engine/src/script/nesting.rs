//! How deep a text nests, before it is parsed: parsers of TypeScript recurse, and a stack that ends, ends the process.
//! It decides which texts are parsed at all, and which need a stack of their own.
//!
//! The text is not parsed for this: what may begin something within something is counted wherever it stands, in
//! strings and comments, too. No text that a person writes comes near these numbers.

/// How deep brackets may nest.
const BRACKETS: usize = 200;

/// How many operators and words that take an operand may follow one another without a `;` or a brace.
const OPERATORS: usize = 10_000;

/// What is no deeper than that is parsed on the stack at hand: of brackets, operators, and branches.
const SHALLOW: (usize, usize, usize) = (12, 64, 8);

/// The bytes that a module may have.
const LENGTH: usize = 4 << 20;

/// Words that begin something within something.
const WORDS: &[&str] = &[
    "abstract",
    "asserts",
    "async",
    "await",
    "case",
    "delete",
    "do",
    "else",
    "export",
    "extends",
    "for",
    "if",
    "in",
    "infer",
    "instanceof",
    "is",
    "keyof",
    "new",
    "of",
    "readonly",
    "satisfies",
    "typeof",
    "unique",
    "void",
    "while",
    "with",
    "yield",
    "as",
    "label",
];

/// How deep a text nests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nesting {
    /// A small stack will do.
    Shallow,
    /// It needs a stack of its own.
    Deep,
}

/// How deep a text nests.
///
/// # Errors
/// It is too long or nests too deep to be parsed.
pub(super) fn nesting(text: &str) -> Result<Nesting, String> {
    if text.len() > LENGTH {
        return Err(format!("the module has {} bytes, more than {LENGTH}", text.len()));
    }
    let (mut depth, mut operators, mut branches) = (0_usize, 0_usize, 0_usize);
    let mut nesting = Nesting::Shallow;
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_alphanumeric() || matches!(c, '_' | '$') {
            word.push(c);
            continue;
        }
        if WORDS.contains(&word.as_str()) {
            operators += 1;
            // Branches of branches nest beyond braces.
            branches += usize::from(word == "else");
        }
        word.clear();
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match c {
            ';' | '{' | '}' => operators = 0,
            '!' | '~' | '+' | '-' | '*' | '/' | '%' | '=' | '<' | '>' | '&' | '|' | '^' | '?' | ':' | '.'
            | '(' | '[' | '`' | '@' => operators += 1,
            _ => {}
        }
        if depth > BRACKETS {
            return Err(format!("the module nests brackets deeper than {BRACKETS} levels"));
        }
        if operators > OPERATORS || branches > OPERATORS {
            return Err(format!("the module has an expression with more than {OPERATORS} operators"));
        }
        if depth > SHALLOW.0 || operators > SHALLOW.1 || branches > SHALLOW.2 {
            nesting = Nesting::Deep;
        }
    }
    Ok(nesting)
}

#[cfg(test)]
mod tests {
    use super::{Nesting, nesting};

    #[test]
    fn what_nests_too_deep_is_refused() {
        for part in [
            "(", "[", "{", "!", "a=>", "a?b:", "-", "if(a)", "typeof ", "a.", "else ", "x:", "`${", "A<",
            "+a",
        ] {
            assert!(nesting(&part.repeat(100_000)).is_err(), "{part}");
            assert!(nesting(&part.repeat(20)).is_ok(), "{part}");
        }
    }

    #[test]
    fn what_is_long_and_flat_is_not() {
        for part in ["x(1); ", "const a = [1, 2];\n", "{ a: 1 },", "1, ", "word "] {
            assert_eq!(nesting(&part.repeat(50_000)), Ok(Nesting::Shallow), "{part}");
        }
    }
}
