//! Expressions of `pattern` that databases read alike: the part of ECMA-262 that means the same in RE2, PCRE, ICU and
//! the advanced expressions of PostgreSQL.
//!
//! Left out are look-around, backreferences, lazy quantifiers, `\b` and `\s`, and characters beyond ASCII. Nothing
//! that a user wrote is copied: each expression is printed from what was read.

mod read;

use std::fmt::Write as _;

/// An expression that a string matches where a part of it does.
#[derive(Debug)]
pub struct Expression(Vec<Branch>);

/// Parts that follow one another.
type Branch = Vec<Part>;

#[derive(Debug)]
enum Part {
    /// A character of a set.
    Set(Set),
    /// One of several branches.
    Group(Vec<Branch>),
    /// A part, so many times, or more often.
    Repeat(Box<Part>, u32, Option<u32>),
    /// The beginning of the string.
    Start,
    /// Its end.
    End,
}

/// Characters, or all others. Ranges are of characters as they are written in a class.
#[derive(Debug, Default)]
struct Set {
    ranges: Vec<(char, char)>,
    negated: bool,
}

/// How an engine writes what engines write differently.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelling {
    /// The end of the string, and no other place.
    pub(super) end: &'static str,
    /// What stands before and after the hexadecimal number of a character beyond ASCII.
    pub(super) code: (&'static str, &'static str),
}

/// RE2, PCRE and ICU.
pub(super) const PERL: Spelling = Spelling { end: "\\z", code: ("\\x{", "}") };

impl Expression {
    /// The expression as an engine spells it.
    pub(super) fn print(&self, spelling: Spelling) -> String {
        let mut text = String::new();
        print_branches(&self.0, spelling, &mut text);
        text
    }
}

fn print_branches(branches: &[Branch], spelling: Spelling, text: &mut String) {
    for (at, branch) in branches.iter().enumerate() {
        if at > 0 {
            text.push('|');
        }
        branch.iter().for_each(|part| print_part(part, spelling, text));
    }
}

fn print_part(part: &Part, spelling: Spelling, text: &mut String) {
    match part {
        Part::Set(set) => print_set(set, spelling, text),
        Part::Group(branches) => {
            text.push_str("(?:");
            print_branches(branches, spelling, text);
            text.push(')');
        }
        Part::Repeat(part, least, most) => {
            print_part(part, spelling, text);
            text.push_str(&match (least, most) {
                (0, None) => "*".to_owned(),
                (1, None) => "+".to_owned(),
                (0, Some(1)) => "?".to_owned(),
                (least, None) => format!("{{{least},}}"),
                (least, Some(most)) if least == most => format!("{{{least}}}"),
                (least, Some(most)) => format!("{{{least},{most}}}"),
            });
        }
        Part::Start => text.push_str("\\A"),
        Part::End => text.push_str(spelling.end),
    }
}

fn print_set(set: &Set, spelling: Spelling, text: &mut String) {
    if let ([(one, other)], false) = (&set.ranges[..], set.negated)
        && one == other
    {
        return print_char(*one, OUTSIDE, spelling, text);
    }
    text.push_str(if set.negated { "[^" } else { "[" });
    for (first, last) in &set.ranges {
        print_char(*first, INSIDE, spelling, text);
        if first != last {
            text.push('-');
            print_char(*last, INSIDE, spelling, text);
        }
    }
    text.push(']');
}

/// Marks that mean something outside of classes.
const OUTSIDE: &str = "\\^$.|()[]{}*+?";
/// Marks that mean something in a class, some beside another: `[:alpha:]`, `[.a.]`, `[=a=]`, `&&`, `--`, `~~`.
const INSIDE: &str = "\\^[]-:.=&~";

/// A character. A backslash before a mark means nothing but the mark.
fn print_char(char: char, marks: &str, spelling: Spelling, text: &mut String) {
    match char {
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        char if marks.contains(char) => text.extend(['\\', char]),
        char if char.is_ascii() => text.push(char),
        char => {
            let (before, after) = spelling.code;
            let _ = write!(text, "{before}{:04X}{after}", u32::from(char));
        }
    }
}
