//! Names that are told apart by their letters alone, over all kinds of entities (`language.md` N3, N4).

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::Spanned;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{HashMap, hash_map};
use std::sync::Arc;
use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

/// A name as names are compared: without its case, and with its letters composed in one way (Unicode NFC).
pub(crate) fn fold(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(name),
        };
    }
    Cow::Owned(compose(&compose(name).to_lowercase()))
}

fn compose(text: &str) -> String {
    match is_nfc_quick(text.chars()) {
        unicode_normalization::IsNormalized::Yes => text.to_owned(),
        unicode_normalization::IsNormalized::No | unicode_normalization::IsNormalized::Maybe => {
            text.nfc().collect()
        }
    }
}

/// How a name is related to another one that [`fold`] takes for the same: "differs from `X` in case only".
pub(super) fn likeness(name: &str, other: &str, what: &str) -> String {
    if compose(name) == compose(other) {
        return format!("has the letters of {what}`{other}`, composed in another way");
    }
    format!("differs from {what}`{other}` in case only")
}

/// A name of the one space that all entities but endpoints share.
pub(super) struct Named {
    /// The kind of its entity, such as "collection".
    pub(super) kind: &'static str,
    /// The name.
    pub(super) name: Spanned<Arc<str>>,
    /// Whether other names may not lie below it: those of tests are text.
    pub(super) is_path: bool,
}

/// Reports entities of different kinds that have one name, and names that are folders of others. Those of one
/// kind are told apart where that kind is resolved.
pub(super) fn check(names: &[Named], diagnostics: &mut Diagnostics) {
    let mut first: HashMap<Cow<'_, str>, &Named> = HashMap::with_capacity(names.len());
    for named in names {
        match first.entry(fold(&named.name.value)) {
            hash_map::Entry::Vacant(place) => drop(place.insert(named)),
            hash_map::Entry::Occupied(other) if other.get().kind != named.kind => {
                diagnostics.push(shared(named, other.get()));
            }
            hash_map::Entry::Occupied(_) => {}
        }
    }
    folders(names, diagnostics);
}

fn shared(this: &Named, other: &Named) -> Diagnostic {
    let (name, known) = (&this.name.value, &other.name.value);
    let message = match name == known {
        true => format!("the {} `{name}` has the name of a {}", this.kind, other.kind),
        false => {
            let what = format!("the {} ", other.kind);
            format!("the {} `{name}` {}", this.kind, likeness(name, known, &what))
        }
    };
    Diagnostic::new(&codes::DUPLICATE_NAME, this.name.span, message)
        .label("again here")
        .secondary(other.name.span, format!("a {} is named here", other.kind))
        .help("rename one of the two")
}

/// What is stored of an entity lies in the folder of its name, so that no other name may lie in there.
fn folders(names: &[Named], diagnostics: &mut Diagnostics) {
    let paths = names.iter().filter(|named| named.is_path && !named.name.value.is_empty());
    let paths: Vec<(Cow<'_, str>, &Named)> = paths.map(|named| (fold(&named.name.value), named)).collect();
    for (outer, inner) in below(&paths) {
        let Some(first) = inner.first() else { continue };
        let (kind, name) = (outer.kind, &outer.name.value);
        let message = match inner.len() {
            1 => format!("the {kind} `{name}` is a folder of the name `{}`", first.name.value),
            more => format!("the {kind} `{name}` is a folder of {more} other names"),
        };
        let mut diagnostic = Diagnostic::new(&codes::NESTED_NAME, outer.name.span, message)
            .label("named as a folder of others")
            .note("what is stored of each lies in the folder of its name: one would be read as part of the other")
            .help("rename it, or what lies below it: no name may begin with another and a `/`");
        for named in inner.iter().take(3) {
            diagnostic = diagnostic.secondary(named.name.span, format!("a {} below it", named.kind));
        }
        diagnostics.push(diagnostic);
    }
}

/// The names that others lie below, each with those, in written order.
fn below<'n>(paths: &[(Cow<'_, str>, &'n Named)]) -> Vec<(&'n Named, Vec<&'n Named>)> {
    let mut sorted: Vec<(usize, &str, &Named)> =
        paths.iter().enumerate().map(|(at, (folded, named))| (at, &**folded, *named)).collect();
    sorted.sort_unstable_by(|(at, one, _), (other_at, other, _)| by_part(one, other).then(at.cmp(other_at)));
    let mut found = Vec::new();
    let mut sorted = sorted.into_iter().peekable();
    while let Some((_, parent, outer)) = sorted.next() {
        let is_below = |path: &str| path.strip_prefix(parent).is_some_and(|rest| rest.starts_with('/'));
        let mut inner = Vec::new();
        while let Some((at, path, named)) = sorted.next_if(|(_, path, _)| *path == parent || is_below(path)) {
            if path != parent {
                inner.push((at, named));
            }
        }
        inner.sort_unstable_by_key(|(at, _)| *at);
        found.push((outer, inner.into_iter().map(|(_, named)| named).collect()));
    }
    found
}

/// The order of paths in which each is followed by all that lie below it.
fn by_part(one: &str, other: &str) -> Ordering {
    let rank = |byte: u8| (byte != b'/', byte);
    one.bytes().map(rank).cmp(other.bytes().map(rank))
}

#[cfg(test)]
mod tests {
    use super::{Cow, Named, below, fold};
    use crate::source::{FileId, Span, Spanned};

    #[test]
    fn names_lie_below_the_outermost_in_written_order() {
        let names = ["b/x", "a/b/d", "a-b", "a/b", "A/c", "b", "a/b/c", "ab", "a", "b", "c/d", "a//"];
        let named = names.map(|name| Named {
            kind: "collection",
            name: Spanned::new(name.into(), Span::new(FileId::from_index(0), 0, 0)),
            is_path: true,
        });
        let paths: Vec<(Cow<'_, str>, &Named)> =
            named.iter().map(|named| (fold(&named.name.value), named)).collect();
        let shown = |named: &Named| named.name.value.to_string();
        let found = below(&paths).into_iter().filter(|(_, inner)| !inner.is_empty());
        let found: Vec<(String, Vec<String>)> =
            found.map(|(outer, inner)| (shown(outer), inner.into_iter().map(shown).collect())).collect();
        let wanted = [("a", vec!["a/b/d", "a/b", "A/c", "a/b/c", "a//"]), ("b", vec!["b/x"])];
        let wanted =
            wanted.map(|(outer, inner)| (outer.to_owned(), inner.into_iter().map(str::to_owned).collect()));
        assert_eq!(found, wanted);
    }

    #[test]
    fn names_are_compared_without_case_and_composition() {
        assert_eq!(fold("Acme/Orders"), "acme/orders");
        assert_eq!(fold("CAFE\u{301}"), fold("caf\u{e9}"));
        assert_eq!(fold("\u{212b}"), fold("a\u{30a}"));
        assert_ne!(fold("cafe"), fold("caf\u{e9}"));
    }
}
