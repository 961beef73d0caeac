//! The generations of the language, told by their spellings (`language.md` section 1). All are read as one
//! model; a file that mixes them is worth a word, for its author may have meant one.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::Spanned;
use crate::syntax::{Entry, Node, Value};
use std::fmt;
use std::sync::Arc;

/// A set of generations. The first is also how catalogs are written today (`language.md` D1): it has every
/// key that is no other spelling of one of its own.
type Generations = u8;

const A: Generations = 1;
const B1: Generations = 2;
const B2: Generations = 4;
const B3: Generations = 8;
const C: Generations = 16;
const REGISTERS: Generations = A | B1 | B2 | B3;

/// Keys by the mapping that they stand in, and the generations that have them. Other keys tell nothing.
const CATALOG: &[(&str, Generations)] = &[
    ("capture", A),
    ("captures", B2 | B3 | C),
    ("endpoints", A | B2),
    ("materializationTargets", B1),
    ("materializations", B2 | B3 | C),
    ("materialize", A),
    ("nodeDependencies", A | B1 | B2),
    ("storageMappings", A | B3 | C),
];
const COLLECTION: &[(&str, Generations)] = &[
    ("delete", A | C),
    ("derivation", REGISTERS),
    ("derive", C),
    ("expectPubId", A | C),
    ("journals", A | C),
    ("readSchema", A | C),
    ("reset", A | C),
    ("store", A | B2),
    ("writeSchema", A | C),
];
const DERIVATION: &[(&str, Generations)] = &[
    ("register", REGISTERS),
    ("shuffleKeyTypes", A | C),
    ("transform", REGISTERS),
    ("transforms", C),
    ("typescript", A | B3),
    ("using", A | C),
];
const TRANSFORM: &[(&str, Generations)] = &[
    ("backfill", A | C),
    ("disable", A | C),
    ("lambda", A | C),
    ("publish", REGISTERS),
    ("update", REGISTERS),
];
const LAMBDA: &[(&str, Generations)] = &[("lambda", A | B2 | B3), ("nodeJS", B1)];
const PROJECTION: &[(&str, Generations)] = &[("location_ptr", B1)];

/// Reports the first spelling of a file that no generation has beside those before it.
pub(super) fn check(root: &Node, diagnostics: &mut Diagnostics) {
    let mut found = Found::default();
    found.catalog(root);
    found.0.sort_by_key(|(spelling, _)| spelling.span);
    let mut common = Generations::MAX;
    for (at, (spelling, generations)) in found.0.iter().enumerate() {
        if common & generations != 0 {
            common &= generations;
            continue;
        }
        let earlier = found.0.get(..at).unwrap_or_default();
        let apart = earlier.iter().find(|(_, other)| other & generations == 0);
        let Some((other, _)) = apart.or(earlier.last()) else { return };
        let (one, other, span) = (&spelling.value, &other.value, other.span);
        let message = format!("{one} and {other} are of different generations of the language");
        let diagnostic = Diagnostic::new(&codes::MIXED_GENERATIONS, spelling.span, message)
            .secondary(span, "the other one")
            .help("all generations are read as one; to spell a file in one way, follow its other parts");
        diagnostics.push(diagnostic);
        return;
    }
}

/// What tells a generation.
enum Spelling {
    /// A key.
    Key(&'static str),
    /// A form that a value has, in words.
    Form(&'static str),
}

impl fmt::Display for Spelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Spelling::Key(name) => write!(f, "`{name}`"),
            Spelling::Form(what) => f.write_str(what),
        }
    }
}

/// Spellings, each with the generations that have it.
#[derive(Default)]
struct Found(Vec<(Spanned<Spelling>, Generations)>);

impl Found {
    /// The keys of a mapping that tell its generation.
    fn keys(&mut self, node: &Node, table: &[(&'static str, Generations)]) {
        for Entry { key, .. } in node.entries() {
            if let Some((name, generations)) = table.iter().find(|(name, _)| *name == &*key.value) {
                self.0.push((Spanned::new(Spelling::Key(name), key.span), *generations));
            }
        }
    }

    fn catalog(&mut self, root: &Node) {
        self.keys(root, CATALOG);
        for Entry { key, value } in root.entries() {
            match (&*key.value, &value.value) {
                ("collections", Value::Array(_)) => self.form("a list of collections", key, A | B1),
                ("collections", Value::Object(_)) => self.form("a mapping of collections", key, B2 | B3 | C),
                ("captures" | "materializations", Value::Array(_)) => self.form("a list of tasks", key, B2),
                _ => {}
            }
            if &*key.value == "collections" {
                members(value).for_each(|collection| self.collection(collection));
            }
        }
    }

    fn form(&mut self, what: &'static str, key: &Spanned<Arc<str>>, generations: Generations) {
        self.0.push((Spanned::new(Spelling::Form(what), key.span), generations));
    }

    fn collection(&mut self, node: &Node) {
        self.keys(node, COLLECTION);
        for Entry { key, value } in node.entries() {
            match &*key.value {
                "projections" => members(value).for_each(|projection| self.keys(projection, PROJECTION)),
                "derivation" | "derive" => self.derivation(value),
                _ => {}
            }
        }
    }

    fn derivation(&mut self, node: &Node) {
        self.keys(node, DERIVATION);
        let transforms = node.entries().iter().filter(|entry| entry.key.value.starts_with("transform"));
        for transform in transforms.flat_map(|entry| members(&entry.value)) {
            self.keys(transform, TRANSFORM);
            for Entry { key, value } in transform.entries() {
                match (&*key.value, &value.value) {
                    ("update" | "publish", _) => self.keys(value, LAMBDA),
                    ("shuffle", Value::Array(_)) => self.form("a shuffle as a list", key, A | B1),
                    ("shuffle", Value::String(_)) => self.form("a shuffle as a word", key, A | C),
                    _ => {}
                }
            }
        }
    }
}

/// The members of a list, or of a mapping by name.
fn members(node: &Node) -> impl Iterator<Item = &Node> {
    node.items().iter().chain(node.entries().iter().map(|entry| &entry.value))
}
