//! Reads an expression of ECMA-262, as far as databases read it alike.

use super::{Branch, Expression, Part, Set};
use std::iter::Peekable;
use std::str::Chars;

/// How deep groups lie in one another.
const MOST_DEPTH: u32 = 16;
/// How many times a part may be said to come (POSIX).
const MOST_TIMES: u32 = 255;
/// How many parts an expression has with its repetitions written out, which RE2 bounds.
const MOST_PARTS: u64 = 1000;

impl Expression {
    /// Reads an expression; nothing where one database reads it differently, or not at all.
    pub fn read(text: &str) -> Option<Expression> {
        let mut reader = Reader { chars: text.chars().peekable(), depth: 0 };
        let branches = reader.branches()?;
        let whole = reader.chars.next().is_none() && size_of(&branches) <= MOST_PARTS;
        whole.then_some(Expression(branches))
    }
}

fn size_of(branches: &[Branch]) -> u64 {
    branches.iter().flatten().map(size).fold(0, u64::saturating_add)
}

/// The number of parts, with repetitions written out.
fn size(part: &Part) -> u64 {
    match part {
        Part::Set(_) | Part::Start | Part::End => 1,
        Part::Group(branches) => size_of(branches).saturating_add(1),
        Part::Repeat(part, least, most) => {
            size(part).saturating_mul(u64::from(most.unwrap_or(*least).max(1)))
        }
    }
}

struct Reader<'t> {
    chars: Peekable<Chars<'t>>,
    depth: u32,
}

impl Reader<'_> {
    /// Branches up to the end, or to the bracket that ends a group. None is empty.
    fn branches(&mut self) -> Option<Vec<Branch>> {
        let mut branches = vec![Branch::new()];
        loop {
            let branch = branches.last_mut()?;
            match self.chars.peek() {
                None | Some('|' | ')') if branch.is_empty() => return None,
                None | Some(')') => return Some(branches),
                Some('|') => {
                    self.chars.next();
                    branches.push(Branch::new());
                }
                // Nothing follows the end of the string.
                Some(_) if matches!(branch.last(), Some(Part::End)) => return None,
                Some('^') if self.depth == 0 && branch.is_empty() => {
                    self.chars.next();
                    branch.push(Part::Start);
                }
                Some('$') if self.depth == 0 => {
                    self.chars.next();
                    branch.push(Part::End);
                }
                Some(_) => {
                    let part = self.atom()?;
                    branch.push(self.repeated(part)?);
                }
            }
        }
    }

    fn atom(&mut self) -> Option<Part> {
        match self.chars.next()? {
            '(' => self.group(),
            '[' => self.class().map(Part::Set),
            '\\' => self.escape().map(Part::Set),
            // Any character but those that end a line.
            '.' => {
                let ranges = ['\n', '\r', '\u{2028}', '\u{2029}'].map(|char| (char, char)).to_vec();
                Some(Part::Set(Set { ranges, negated: true }))
            }
            '^' | '$' | '*' | '+' | '?' | '{' | '}' | ']' | '|' | ')' => None,
            char => one(char).map(Part::Set),
        }
    }

    fn group(&mut self) -> Option<Part> {
        if self.chars.next_if_eq(&'?').is_some() {
            self.chars.next_if_eq(&':')?;
        }
        self.depth += 1;
        let branches = if self.depth <= MOST_DEPTH { self.branches() } else { None }?;
        self.depth -= 1;
        self.chars.next_if_eq(&')')?;
        Some(Part::Group(branches))
    }

    /// A part with the quantifier that follows it. A second one would make the first lazy, or is none.
    fn repeated(&mut self, part: Part) -> Option<Part> {
        let (least, most) = match self.chars.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.chars.next();
                let times = self.times()?;
                return self.quantified(part, times);
            }
            Some(_) | None => return Some(part),
        };
        self.chars.next();
        self.quantified(part, (least, most))
    }

    fn quantified(&mut self, part: Part, (least, most): (u32, Option<u32>)) -> Option<Part> {
        let is_last = !matches!(self.chars.peek(), Some('*' | '+' | '?' | '{'));
        let fits = most.is_none_or(|most| least <= most && most <= MOST_TIMES) && least <= MOST_TIMES;
        (is_last && fits).then(|| Part::Repeat(Box::new(part), least, most))
    }

    /// What is between the braces of a quantifier, and the one that ends it.
    fn times(&mut self) -> Option<(u32, Option<u32>)> {
        let least = self.number()?;
        let most = match self.chars.next_if_eq(&',') {
            None => Some(least),
            Some(_) if self.chars.peek() == Some(&'}') => None,
            Some(_) => Some(self.number()?),
        };
        self.chars.next_if_eq(&'}')?;
        Some((least, most))
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = self.chars.next()?.to_digit(10)?;
        while let Some(digit) = self.chars.peek().and_then(|char| char.to_digit(10)) {
            self.chars.next();
            number = number.checked_mul(10)?.checked_add(digit)?;
        }
        Some(number)
    }

    /// What follows a backslash, outside of a class or in one.
    fn escape(&mut self) -> Option<Set> {
        let digits = || vec![('0', '9')];
        let words = || vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
        Some(match self.chars.next()? {
            'd' => Set { ranges: digits(), negated: false },
            'D' => Set { ranges: digits(), negated: true },
            'w' => Set { ranges: words(), negated: false },
            'W' => Set { ranges: words(), negated: true },
            'n' => Set { ranges: vec![('\n', '\n')], negated: false },
            'r' => Set { ranges: vec![('\r', '\r')], negated: false },
            mark if mark.is_ascii_punctuation() => one(mark)?,
            _ => return None,
        })
    }

    /// A class, after the bracket that begins it.
    fn class(&mut self) -> Option<Set> {
        let mut set = Set { negated: self.chars.next_if_eq(&'^').is_some(), ..Set::default() };
        loop {
            let item = match self.chars.next()? {
                ']' => return Some(set).filter(|set| !set.ranges.is_empty()),
                '\\' => self.escape()?,
                // Engines differ in what they make of a bracket in a class, and of marks of sets.
                '[' | '&' | '~' | '^' => return None,
                char => one(char)?,
            };
            if item.negated {
                return None;
            }
            let is_range = self.chars.peek() == Some(&'-') && self.chars.clone().nth(1) != Some(']');
            if !is_range {
                set.ranges.extend(item.ranges);
                continue;
            }
            self.chars.next();
            let last = match self.chars.next()? {
                '\\' => self.escape()?,
                '[' | '&' | '~' | '^' | '-' => return None,
                char => one(char)?,
            };
            let ([(first, _)], [(last, end)]) = (&item.ranges[..], &last.ranges[..]) else { return None };
            if item.ranges.iter().any(|(a, b)| a != b) || last != end || first > last {
                return None;
            }
            set.ranges.push((*first, *last));
        }
    }
}

/// A character of ASCII that is seen, or a space.
fn one(char: char) -> Option<Set> {
    let is_plain = char == ' ' || char.is_ascii_graphic();
    is_plain.then(|| Set { ranges: vec![(char, char)], negated: false })
}
