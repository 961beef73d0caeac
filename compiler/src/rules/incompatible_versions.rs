//! An npm package is asked for in versions of which no one is all (`language.md` D14).
//!
//! Only ranges of a plain form are compared: a version, or what `^` and `~` allow of one.

use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::syntax::{Entry, Node};
use std::collections::{BTreeMap, btree_map};

pub(super) static RULE: Rule =
    Rule { code: Code::error("incompatible-versions", page!("incompatible-versions")), check };

type Version = [u64; 3];

/// The versions that a place asks for.
#[derive(Clone, Copy)]
struct Asked<'c> {
    text: &'c str,
    /// The first version.
    from: Version,
    /// The first version after them.
    to: Version,
    span: Span,
}

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let shared = cx.catalog.settings.iter().filter(|entry| &*entry.key.value == "nodeDependencies");
    let derivations = cx.catalog.collections.iter().filter_map(|collection| collection.derivation.as_ref());
    let modules = derivations.flat_map(|derivation| &derivation.settings);
    let own = modules.filter_map(|module| module.value.get("npmDependencies"));
    let packages = shared.chain(own).flat_map(|section| section.value.entries());
    // The places that ask for the latest first version of a package, and for the earliest end: what is left is between.
    let mut left: BTreeMap<&str, (Asked<'_>, Asked<'_>)> = BTreeMap::new();
    for Entry { key, value } in packages {
        let Some(asked) = asked(value) else { continue };
        let (lower, upper) = match left.entry(&*key.value) {
            btree_map::Entry::Vacant(place) => {
                place.insert((asked, asked));
                continue;
            }
            btree_map::Entry::Occupied(bounds) => bounds.into_mut(),
        };
        let other = if asked.from >= upper.to { *upper } else { *lower };
        if asked.from < other.to && other.from < asked.to {
            *lower = if asked.from > lower.from { asked } else { *lower };
            *upper = if asked.to < upper.to { asked } else { *upper };
            continue;
        }
        let message = format!("no version of `{}` is both `{}` and `{}`", key.value, other.text, asked.text);
        let diagnostic = Diagnostic::new(&RULE.code, asked.span, message)
            .secondary(other.span, format!("`{}` is asked for here", other.text))
            .note("all lambdas of a catalog have one version of a package")
            .help("ask for one version in both places");
        diagnostics.push(diagnostic);
    }
}

fn asked(node: &Node) -> Option<Asked<'_>> {
    let text = node.as_str()?;
    let (from, to) = range(text)?;
    Some(Asked { text, from, to, span: node.span })
}

/// The first version of a range, and the first after it.
fn range(text: &str) -> Option<(Version, Version)> {
    let text = text.trim();
    let (sign, version) = match text.strip_prefix(['^', '~', '=']) {
        Some(version) => (text.chars().next(), version),
        None => (None, text),
    };
    let parts: Option<Vec<u64>> = version.split('.').map(|part| part.parse().ok()).collect();
    let parts = parts.filter(|_| version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))?;
    let [major, minor, patch] = match parts.as_slice() {
        [major] => [Some(*major), None, None],
        [major, minor] => [Some(*major), Some(*minor), None],
        [major, minor, patch] => [Some(*major), Some(*minor), Some(*patch)],
        _ => return None,
    };
    let major = major?;
    let from = [major, minor.unwrap_or(0), patch.unwrap_or(0)];
    let next_major = || Some([major.checked_add(1)?, 0, 0]);
    let next_minor = |minor: u64| Some([major, minor.checked_add(1)?, 0]);
    let next_patch = |minor: u64, patch: u64| Some([major, minor, patch.checked_add(1)?]);
    let to = match (sign, minor, patch) {
        (_, None, _) => next_major(),
        (Some('^'), ..) if major > 0 => next_major(),
        (Some('^'), Some(0), Some(patch)) => next_patch(0, patch),
        (Some('~' | '^'), Some(minor), _) | (_, Some(minor), None) => next_minor(minor),
        (_, Some(minor), Some(patch)) => next_patch(minor, patch),
    };
    Some((from, to?))
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn ranges_are_what_npm_takes_them_for() {
        for (text, from, to) in [
            ("1.2.3", [1, 2, 3], [1, 2, 4]),
            ("=1.2.3", [1, 2, 3], [1, 2, 4]),
            ("1.2", [1, 2, 0], [1, 3, 0]),
            ("1", [1, 0, 0], [2, 0, 0]),
            ("^1.2.3", [1, 2, 3], [2, 0, 0]),
            ("^0.2.3", [0, 2, 3], [0, 3, 0]),
            ("^0.0.3", [0, 0, 3], [0, 0, 4]),
            ("^0.0", [0, 0, 0], [0, 1, 0]),
            ("^0", [0, 0, 0], [1, 0, 0]),
            ("~1.2.3", [1, 2, 3], [1, 3, 0]),
            ("~1", [1, 0, 0], [2, 0, 0]),
        ] {
            assert_eq!(range(text), Some((from, to)), "{text}");
        }
        for text in ["", "*", "latest", "1.x", ">=1", "1.0.0-rc.1", "^1 || ^2", "1.2.3.4", "+1", "file:../x"]
        {
            assert_eq!(range(text), None, "{text}");
        }
    }
}
