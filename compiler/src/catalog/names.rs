//! The grammar of names, and which names exist (`language.md` section 1.7, D1, N1 to N3, N6, N7).

use super::collation::{fold, likeness};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Reported, Resolved, codes, nearest, suggestion};
use crate::loader::Import;
use crate::source::{FileId, Span, Spanned};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map};
use std::sync::Arc;

/// Reports what makes a name unfit: to be referred to, or to be a path of outputs.
pub(super) fn check(what: &str, name: &Spanned<Arc<str>>, diagnostics: &mut Diagnostics) {
    if let Some(why) = fault(&name.value) {
        let message = format!("`{}` cannot name {what}: {why}", name.value);
        let diagnostic = Diagnostic::new(&codes::INVALID_NAME, name.span, message)
            .help("use letters, digits, `-`, `_` and `.`, in parts separated by `/`: `acme/orders`");
        diagnostics.push(diagnostic);
    }
}

fn fault(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("it is empty".to_owned());
    }
    name.split('/').find_map(|part| {
        let stem = part.split('.').next().unwrap_or_default();
        let odd = part.chars().find(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.'));
        if part.is_empty() {
            Some("it has an empty part".to_owned())
        } else if let Some(odd) = odd {
            Some(match odd {
                odd if odd.is_whitespace() => "it has white space".to_owned(),
                odd => format!("it has the character `{odd}`"),
            })
        } else if part == "." || part == ".." || part.ends_with('.') {
            Some(format!("its part `{part}` ends in a dot"))
        } else if is_device(stem) {
            Some(format!("its part `{part}` is the name of a device on Windows"))
        } else {
            None
        }
    })
}

/// Names that Windows keeps for devices, whatever their extension.
fn is_device(stem: &str) -> bool {
    // Most parts have another length, and are not copied.
    if !matches!(stem.len(), 3 | 4) {
        return false;
    }
    let upper = stem.to_ascii_uppercase();
    let numbered = |prefix: &str| {
        upper.strip_prefix(prefix).is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']))
    };
    matches!(&*upper, "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

/// The entities of [`unique`], sorted by name.
pub(super) fn sorted<T>(
    what: &str,
    entities: Vec<T>,
    name: impl Fn(&T) -> &Spanned<Arc<str>>,
    diagnostics: &mut Diagnostics,
) -> Vec<T> {
    let mut kept = unique(what, entities, &name, diagnostics);
    kept.sort_by(|a, b| name(a).value.cmp(&name(b).value));
    kept
}

/// Keeps the first entity of each name, in written order, and reports the others.
///
/// Names that are the same to [`fold`] are one name: their outputs would be one file on some systems.
pub(super) fn unique<T>(
    what: &str,
    entities: Vec<T>,
    name: impl Fn(&T) -> &Spanned<Arc<str>>,
    diagnostics: &mut Diagnostics,
) -> Vec<T> {
    let mut first: HashMap<String, Spanned<Arc<str>>> = HashMap::with_capacity(entities.len());
    let mut kept = Vec::with_capacity(entities.len());
    for entity in entities {
        let this = name(&entity).clone();
        match first.entry(fold(&this.value).into_owned()) {
            hash_map::Entry::Occupied(other) => {
                let other = other.get();
                let message = match other.value == this.value {
                    true => format!("{what} `{}` is defined twice", this.value),
                    false => {
                        format!("{what} `{}` {}", this.value, likeness(&this.value, &other.value, ""))
                    }
                };
                let diagnostic = Diagnostic::new(&codes::DUPLICATE_NAME, this.span, message)
                    .label("again here")
                    .secondary(other.span, "first here")
                    .help("rename one of the two");
                diagnostics.push(diagnostic);
            }
            hash_map::Entry::Vacant(place) => {
                place.insert(this);
                kept.push(entity);
            }
        }
    }
    kept
}

/// Names that can be referred to, with the places of their definitions.
pub(super) struct Names<Id> {
    what: &'static str,
    code: &'static Code,
    ids: BTreeMap<Arc<str>, (Id, Span)>,
    /// How many names may still be compared with unknown ones.
    comparisons: Cell<usize>,
}

/// How many names of a kind are compared with unknown ones in a build: less than a second's work.
const MAX_COMPARISONS: usize = 2_000_000;

impl<Id: Copy> Names<Id> {
    pub(super) fn new(
        what: &'static str,
        code: &'static Code,
        entities: impl IntoIterator<Item = (Arc<str>, Id, Span)>,
    ) -> Names<Id> {
        let ids = entities.into_iter().map(|(name, id, span)| (name, (id, span))).collect();
        Names { what, code, ids, comparisons: Cell::new(MAX_COMPARISONS) }
    }

    /// The id of a name, or a finding that offers the nearest names.
    ///
    /// `lost` is what could not be read: a name that may be defined there is not reported again.
    pub(super) fn resolve(
        &self,
        name: &Spanned<Arc<str>>,
        lost: &Lost,
        diagnostics: &mut Diagnostics,
    ) -> Resolved<Id> {
        if let Some((id, _)) = self.ids.get(&name.value) {
            return Ok(*id);
        }
        if let Some(reported) = lost.holds(name, diagnostics) {
            return Err(reported);
        }
        let message = format!("no {} is named `{}`", self.what, name.value);
        let mut diagnostic = Diagnostic::new(self.code, name.span, message).label("not defined");
        let known = || self.ids.keys().map(|name| &**name);
        let near = self.near(&name.value);
        if let Some(suggestion) = suggestion(&near) {
            diagnostic = diagnostic.help(suggestion);
            if let [only] = near.as_slice() {
                diagnostic = diagnostic.rename(name.span, &name.value, only);
            }
            let places = near.iter().filter_map(|name| self.ids.get_key_value(*name));
            for (name, (_, span)) in places {
                diagnostic = diagnostic.secondary(*span, format!("`{name}` is defined here"));
            }
        } else {
            let names: Vec<String> = known().take(8).map(|name| format!("`{name}`")).collect();
            diagnostic = diagnostic.help(match (names.len(), self.ids.len()) {
                (0, _) => format!("the catalog defines no {}", self.what),
                (shown, all) if shown < all => {
                    format!("the catalog defines {all}, among them {}", names.join(", "))
                }
                (1, _) => format!("the only {} is {}", self.what, names.join(", ")),
                _ => format!("there are {}", names.join(", ")),
            });
        }
        Err(diagnostics.push(diagnostic))
    }

    /// The names near to one that is not there. In a large catalog whose names have all changed, the first
    /// of many such findings have them.
    fn near(&self, unknown: &str) -> Vec<&str> {
        let left = self.comparisons.get().checked_sub(self.ids.len());
        let Some(left) = left else { return Vec::new() };
        self.comparisons.set(left);
        nearest(unknown, self.ids.keys().map(|name| &**name))
    }
}

/// What of the catalog files could not be read.
#[derive(Default)]
pub(super) struct Lost {
    /// Text that a syntax error has made unreadable.
    pub(super) texts: Vec<String>,
    /// Files to which the names of an import belong that could not be followed: the one that imports, those that
    /// lead to it, and those that it leads to.
    pub(super) files: BTreeMap<FileId, Reported>,
}

impl Lost {
    /// The files that are joined by imports, in either direction, to one with an import that has failed.
    pub(super) fn files(failed: &[(FileId, Reported)], imports: &[Import]) -> BTreeMap<FileId, Reported> {
        let mut files: BTreeMap<FileId, Reported> = failed.iter().copied().collect();
        if failed.is_empty() {
            return files;
        }
        let (mut above, mut below) = (BTreeMap::new(), BTreeMap::new());
        for import in imports {
            below.entry(import.from).or_insert_with(Vec::new).push(import.to);
            above.entry(import.to).or_insert_with(Vec::new).push(import.from);
        }
        for next in [above, below] {
            let mut walk = failed.to_vec();
            let mut seen = BTreeSet::new();
            while let Some((file, reported)) = walk.pop() {
                if seen.insert(file) {
                    files.insert(file, reported);
                    walk.extend(next.get(&file).into_iter().flatten().map(|file| (*file, reported)));
                }
            }
        }
        files
    }

    fn holds(&self, name: &Spanned<Arc<str>>, diagnostics: &Diagnostics) -> Option<Reported> {
        let of_import = self.files.get(&name.span.file).copied();
        let in_text = || self.texts.iter().any(|text| text.contains(&*name.value));
        of_import.or_else(|| in_text().then(|| diagnostics.already_reported()).flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn judges_names_by_the_grammar() {
        for good in
            ["a", "acme/orders", "x-1.2_3", "\u{446}\u{435}\u{43d}\u{44b}/\u{663}", "console", "com10", "a.b"]
        {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in [
            "",
            "/a",
            "a/",
            "a//b",
            "a b",
            "..",
            "a/../b",
            "a.",
            "CON",
            "con.txt",
            "lpt1/x",
            "a:b",
            "a\u{202e}",
        ] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }
}
