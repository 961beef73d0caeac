//! Where mappings say in which store collections lie, each collection is below one (`language.md` D2, G2, N5).

use super::{Rule, RuleContext};
use crate::catalog::fold;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::source::Spanned;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) static RULE: Rule = Rule { code: Code::error("storage-mapping", page!("storage-mapping")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let sections = cx.catalog.settings.iter().filter(|entry| &*entry.key.value == "storageMappings");
    let mappings = sections.flat_map(|section| section.value.entries());
    let mut prefixes: BTreeMap<Arc<str>, &Spanned<Arc<str>>> = BTreeMap::new();
    let mut folded: BTreeMap<String, &Spanned<Arc<str>>> = BTreeMap::new();
    for prefix in mappings.map(|entry| &entry.key) {
        if !is_prefix(&prefix.value) {
            let message = format!("`{}` is not a prefix of names", prefix.value);
            let diagnostic = Diagnostic::new(&RULE.code, prefix.span, message)
                .help("end it with `/`, as in `acme/`; the empty prefix is of all names");
            diagnostics.push(diagnostic);
            continue;
        }
        if let Some(first) = folded.get(&*fold(&prefix.value)) {
            let message = match first.value == prefix.value {
                true => format!("the prefix `{}` is mapped twice", prefix.value),
                false => format!("the prefixes `{}` and `{}` are one", first.value, prefix.value),
            };
            let diagnostic = Diagnostic::new(&RULE.code, prefix.span, message)
                .label("again here")
                .secondary(first.span, "first here")
                .help("keep one of the two");
            diagnostics.push(diagnostic);
            continue;
        }
        folded.insert(fold(&prefix.value).into_owned(), prefix);
        prefixes.insert(prefix.value.clone(), prefix);
    }
    if prefixes.is_empty() {
        return;
    }
    for collection in cx.catalog.collections.iter().filter(|collection| !collection.external) {
        let name = &collection.name;
        if prefixes.keys().any(|prefix| name.value.starts_with(&**prefix)) {
            continue;
        }
        let folder = name.value.rsplit_once('/').map_or("", |(folder, _)| folder);
        let known: Vec<String> = prefixes.keys().map(|prefix| format!("`{prefix}`")).collect();
        let message = format!("no storage mapping is of the collection `{}`", name.value);
        let mut diagnostic = Diagnostic::new(&RULE.code, name.span, message)
            .label("below no mapped prefix")
            .help(format!("the prefixes are {}; map another, or rename the collection", known.join(", ")))
            .maybe_help(did_you_mean(&format!("{folder}/"), prefixes.keys().map(|prefix| &**prefix)));
        if let Some(first) = prefixes.values().next() {
            diagnostic = diagnostic.secondary(first.span, "mappings are given here");
        }
        diagnostics.push(diagnostic);
    }
}

/// `prefix = (TOKEN/)*` (`language.md` section 1.7).
fn is_prefix(text: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    text.is_empty() || text.strip_suffix('/').is_some_and(|rest| rest.split('/').all(token))
}

#[cfg(test)]
mod tests {
    use super::is_prefix;

    #[test]
    fn prefixes_end_with_a_slash() {
        assert!(["", "acme/", "a/b-1.x/"].into_iter().all(is_prefix));
        assert!(!["acme", "/", "a//", "a b/", "/a/"].into_iter().any(is_prefix));
    }
}
