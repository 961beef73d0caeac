//! A set declares a property that is no part of a set (`language.md` S6).

use super::schemas::{Aspect, Once, each_place_and_branch};
use super::{Rule, RuleContext};
use crate::analysis::Reduce;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use runtime_lite::Strategy;

pub(super) static RULE: Rule = Rule { code: Code::error("set-member", page!("set-member")), check };

/// The parts of a set (`language.md` section 6.4).
const TERMS: [&str; 3] = ["add", "intersect", "remove"];

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let mut once = Once::default();
    each_place_and_branch(cx, Aspect::Member, |place, parent| {
        let Some(parent) = parent else { return };
        let Reduce::Strategy(Strategy::Set, span) = parent.shape.reduce else { return };
        let Some(name) = place.token().filter(|name| !TERMS.contains(&&***name)) else {
            return;
        };
        let object = &parent.shape.object;
        let declared = object.properties.iter().any(|property| *property.name == **name)
            || object.patterns.iter().any(|pattern| *pattern.text == **name);
        if !declared {
            return;
        }
        let written = parent.nodes.iter().find_map(|(_, node)| {
            let keywords = &node.keywords;
            let mut names = keywords.objects.properties.iter().chain(&keywords.objects.pattern_properties);
            names.find(|(known, _)| *known.value == **name).map(|(known, _)| known.span)
        });
        let message = format!("the set at {} has the property `{name}`", parent.name());
        let diagnostic = Diagnostic::new(&RULE.code, written.unwrap_or(span), message)
            .secondary(span, "this makes it a set")
            .help("a set has the properties `add`, `intersect` and `remove` alone")
            .maybe_help(did_you_mean(name, TERMS));
        once.push(diagnostic, diagnostics);
    });
}
