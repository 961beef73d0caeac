//! A property is required, and no schema of the location says what it is.

use super::schemas::{Aspect, Once, each_place};
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};

pub(super) static RULE: Rule =
    Rule { code: Code::warning("undeclared-required", page!("undeclared-required")), check };

/// Among so many properties one is found sooner than they are sorted.
const FEW: usize = 32;

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let mut once = Once::default();
    each_place(cx, Aspect::Required, |place, _| {
        let keywords = || place.nodes.iter().map(|(_, node)| &node.keywords);
        // Most locations require nothing; of others, other properties may be described, too.
        if keywords().all(|k| k.objects.required.is_empty())
            || keywords().any(|k| {
                !k.objects.pattern_properties.is_empty() || k.objects.additional_properties.is_some()
            })
        {
            return;
        }
        let names = || keywords().flat_map(|k| k.objects.properties.iter().map(|(name, _)| &*name.value));
        let required = || keywords().flat_map(|k| &k.objects.required);
        // Few names are found sooner one by one: their lengths tell most apart.
        let are_few = keywords().map(|k| k.objects.properties.len()).sum::<usize>() <= FEW;
        if are_few && required().all(|name| names().any(|known| *known == *name.value)) {
            return;
        }
        let mut declared: Vec<&str> = names().collect();
        declared.sort_unstable();
        for name in required().filter(|name| declared.binary_search(&&*name.value).is_err()) {
            let message = format!("`{}` is required, and no schema says what it is", name.value);
            let diagnostic = Diagnostic::new(&RULE.code, name.span, message)
                .label("not among the `properties`")
                .help(format!("declare it under `properties`, if only as `{}: true`", name.value))
                .maybe_help(did_you_mean(&name.value, declared.iter().copied()));
            once.push(diagnostic, diagnostics);
        }
    });
}
