//! Mistakes that people make anywhere: each operator changes one place of a sound catalog.

use crate::lot::Lot;
use crate::unit::{Seeded, Unit};
use compiler::source::{Role, Span};
use compiler::{Entry, Node};
use regex::Regex;

/// What of an entry is changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Key,
    Value,
    /// The entry with its line, where it has one of its own: it is removed, and the mapping around is at fault.
    Line,
    /// The entry with its line, which is written twice.
    Twice,
}

/// A way to make a mistake.
pub(crate) struct Operator {
    /// What it does.
    pub(crate) what: &'static str,
    /// The code, and the level, of what is found then.
    code: &'static str,
    level: &'static str,
    /// In which files.
    role: Role,
    /// Where: an expression for the JSON Pointer of an entry.
    pointer: &'static str,
    part: Part,
    /// The new text of the part.
    edit: fn(&str, &mut Lot) -> Option<String>,
}

/// A place that an operator may change.
pub(crate) struct Place {
    part: Span,
    /// Where the finding is to be.
    at: Span,
}

pub(crate) static OPERATORS: &[Operator] = &[
    Operator {
        what: "misspells a key",
        code: "unknown-key",
        level: "error",
        role: Role::Catalog,
        pointer: concat!(
            r"^/(collections|endpoints|materialize|capture|tests|import)$",
            r"|^/collections/\d+/(key|schema|projections|derivation|derivation/(register|transform))$",
            r"|/(source|shuffle|publish|update|ingest|verify|documents|location|partition|initial)$",
            r"|/(collection|endpoint)$",
        ),
        part: Part::Key,
        edit: misspell,
    },
    Operator {
        what: "misspells the name of a collection",
        code: "unknown-collection",
        level: "error",
        role: Role::Catalog,
        pointer: r"^/(materialize|capture|tests)/.*/collection$|/transform/[^/]*/source/name$",
        part: Part::Value,
        edit: misspell,
    },
    Operator {
        what: "misspells the name of an endpoint",
        code: "unknown-endpoint",
        level: "error",
        role: Role::Catalog,
        pointer: r"^/(materialize|capture)/.*/endpoint$",
        part: Part::Value,
        edit: misspell,
    },
    Operator {
        what: "misspells a location of a key",
        code: "key-location-missing",
        level: "error",
        role: Role::Catalog,
        pointer: r"^/collections/\d+/key/\d+$",
        part: Part::Value,
        edit: misspell,
    },
    Operator {
        what: "leaves out the slash of a pointer",
        code: "invalid-pointer",
        level: "error",
        role: Role::Catalog,
        pointer: r"^/collections/\d+/key/\d+$|/projections/[^/]*/location$|/shuffle/\d+$",
        part: Part::Value,
        edit: |text, _| text.strip_prefix('/').map(str::to_owned),
    },
    Operator {
        what: "misspells the location of a projection",
        code: "projection-location-unknown",
        level: "error",
        role: Role::Catalog,
        pointer: r"/projections/[^/]*/location$",
        part: Part::Value,
        edit: misspell,
    },
    Operator {
        what: "misspells a path",
        code: "unreadable-file",
        level: "error",
        role: Role::Catalog,
        pointer: r"^/collections/\d+/schema$|^/import/\d+$",
        part: Part::Value,
        edit: |text, lot| text.contains(".yaml").then(|| misspell(text, lot)).flatten(),
    },
    Operator {
        what: "misspells a reference between schemas",
        code: "unresolved-ref",
        level: "error",
        role: Role::Schema,
        pointer: r"/\$ref$",
        part: Part::Value,
        edit: |text, lot| {
            let (file, fragment) = text.trim_matches('"').split_once('#')?;
            Some(format!("\"{file}#{}\"", misspell(fragment, lot)?))
        },
    },
    Operator {
        what: "misspells a type",
        code: "malformed-keyword",
        level: "error",
        role: Role::Schema,
        pointer: r"/properties/[^/]*/type$",
        part: Part::Value,
        edit: |text, lot| text.chars().all(char::is_alphabetic).then(|| misspell(text, lot)).flatten(),
    },
    Operator {
        what: "misspells a keyword that refuses nothing",
        code: "unknown-keyword",
        level: "warning",
        role: Role::Schema,
        pointer: r"/properties/[^/]*/(title|description|maxLength|minLength|maximum|minimum|format|examples)$",
        part: Part::Key,
        edit: misspell,
    },
    Operator {
        what: "gives a keyword a value of another type",
        code: "malformed-keyword",
        level: "error",
        role: Role::Schema,
        pointer: r"/(title|description|format|required|minLength|maxLength|minItems)$",
        part: Part::Value,
        edit: |_, _| Some("{ a: 1 }".to_owned()),
    },
    Operator {
        what: "gives a key a value of another type",
        code: "wrong-type",
        level: "error",
        role: Role::Catalog,
        pointer: concat!(
            r"^/collections/\d+/(key|projections)$|/(documents|table)$",
            r"|/transform/[^/]*/(source/name|shuffle|update|publish)$",
        ),
        part: Part::Value,
        edit: |_, _| Some("true".to_owned()),
    },
    Operator {
        what: "leaves out a key",
        code: "missing-key",
        level: "error",
        role: Role::Catalog,
        pointer: r"^/collections/\d+/(key|schema)$|/derivation/transform/[^/]*/source$",
        part: Part::Line,
        edit: |_, _| Some(String::new()),
    },
    Operator {
        what: "writes an entry twice",
        code: "duplicate-key",
        level: "error",
        role: Role::Catalog,
        pointer: r"^/collections/\d+/(key|schema)$|/derivation/transform/[^/]*/(source|shuffle|publish)$",
        part: Part::Twice,
        edit: |line, _| Some(line.to_owned()),
    },
    Operator {
        what: "opens a quote and does not close it",
        code: "yaml-syntax",
        level: "error",
        role: Role::Schema,
        pointer: r"/(description|title)$",
        part: Part::Value,
        edit: |text, _| Some(format!("\"{}", text.trim_matches('"'))),
    },
];

/// A unit with the mistake of some operator, at some place.
pub(crate) fn seed(unit: &Unit, lot: &mut Lot) -> Option<Seeded> {
    // Not every operator has a place in every unit.
    for _ in 0..20 {
        let operator = lot.pick(OPERATORS);
        let places = places(operator, unit);
        if places.is_empty() {
            continue;
        }
        let place = lot.pick(&places);
        let file = unit.compilation.sources.file(place.part.file);
        let old = &file.text[place.part.range()];
        let Some(new) = (operator.edit)(old, lot).filter(|new| new != old || operator.part == Part::Twice)
        else {
            continue;
        };
        let mut text = file.text.to_string();
        let (range, at) = match operator.part {
            Part::Key | Part::Value | Part::Line => (place.part.range(), place.at.range().start),
            Part::Twice => {
                (place.part.range().end..place.part.range().end, place.at.range().start + old.len())
            }
        };
        text.replace_range(range, &new);
        let line = text[..at].matches('\n').count() + 1;
        let path = file.uri.to_string();
        let mut texts = unit.texts.clone();
        texts.insert(path.clone(), text);
        let finding = (path.clone(), line, operator.level.to_owned(), operator.code.to_owned());
        return Some(Seeded {
            texts,
            code: operator.code.to_owned(),
            findings: vec![finding],
            what: format!("{}: `{}` at {path}:{line} becomes `{}`", operator.what, old.trim(), new.trim()),
            alone: false,
        });
    }
    None
}

/// The places of a unit that an operator may change.
pub(crate) fn places(operator: &Operator, unit: &Unit) -> Vec<Place> {
    let expression = Regex::new(operator.pointer).unwrap();
    let compilation = &unit.compilation;
    let files = compilation.sources.files().iter().zip(&compilation.trees);
    let mut places = Vec::new();
    for (file, tree) in files.filter(|(file, _)| file.role == operator.role) {
        walk(&tree.root, String::new(), None, &mut |pointer, node, entry, around| {
            if expression.is_match(pointer) && node.span.file == file.id {
                places.extend(place(operator.part, &file.text, node, entry, around));
            }
        });
    }
    places
}

fn place(part: Part, text: &str, node: &Node, entry: Option<&Entry>, around: Option<&Node>) -> Option<Place> {
    let key = entry.map(|entry| entry.key.span);
    match part {
        Part::Key => Some(Place { part: key?, at: key? }),
        Part::Value => Some(Place { part: node.span, at: node.span }),
        Part::Line | Part::Twice => {
            let key = key?;
            let start = text[..key.range().start].rfind('\n').map_or(0, |at| at + 1);
            let end = text[key.range().start..].find('\n').map(|at| key.range().start + at + 1)?;
            // An entry that begins an item of a list, or goes on below, has no line of its own.
            let alone = text[start..key.range().start].trim().is_empty() && node.span.range().end <= end;
            let line = Span::new(key.file, start, end);
            let at = if part == Part::Twice { key } else { around?.span.start_point() };
            alone.then_some(Place { part: line, at })
        }
    }
}

/// What is called with each value, its pointer, its entry and the mapping around it.
type Visit<'v, 'n> = &'v mut dyn FnMut(&str, &'n Node, Option<&'n Entry>, Option<&'n Node>);

/// Calls with each value of a tree.
fn walk<'n>(node: &'n Node, pointer: String, around: Option<&'n Node>, visit: Visit<'_, 'n>) {
    for entry in node.entries() {
        let below = format!("{pointer}/{}", entry.key.value.replace('~', "~0").replace('/', "~1"));
        visit(&below, &entry.value, Some(entry), Some(node));
        walk(&entry.value, below, Some(node), visit);
    }
    for (index, item) in node.items().iter().enumerate() {
        let below = format!("{pointer}/{index}");
        visit(&below, item, None, around);
        walk(item, below, Some(node), visit);
    }
}

/// A text with two letters changed for each other, in a way that makes another word.
fn misspell(text: &str, lot: &mut Lot) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let pairs: Vec<usize> = (1..letters.len())
        .filter(|at| {
            letters[at - 1].is_alphabetic() && letters[*at].is_alphabetic() && letters[at - 1] != letters[*at]
        })
        .collect();
    if pairs.is_empty() {
        return None;
    }
    let at = *lot.pick(&pairs);
    let mut swapped = letters;
    swapped.swap(at - 1, at);
    Some(swapped.into_iter().collect())
}
