//! Phase 6: what is allowed but probably wrong, and what a target cannot hold. One rule a file.
//!
//! A rule reads the catalog and its analysis and pushes findings; it changes nothing. To add one, run
//! `cargo xtask new-rule NAME`: it makes the file here, the page in `fixtures/diagnostics` and the line below.

mod ambiguous_column;
mod duplicate_table;
mod endpoint_url_scheme;
mod field_config_ignored;
mod identifier_too_long;
mod key_may_be_absent;
mod refused_table;
mod shadowed_field;
mod storage_mapping;
mod unknown_endpoint_kind;

use crate::analysis::Analysis;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostics};

/// A check with a code, whose level can be configured.
#[derive(Debug)]
pub struct Rule {
    /// Its identity, default level and page.
    pub code: Code,
    /// The check.
    pub check: fn(&RuleContext<'_>, &mut Diagnostics),
}

/// What a rule may read.
#[derive(Debug, Clone, Copy)]
pub struct RuleContext<'a> {
    /// The resolved catalog.
    pub catalog: &'a Catalog,
    /// What follows from it.
    pub analysis: &'a Analysis,
}

/// All rules, sorted by name.
pub static RULES: &[&Rule] = &[
    &ambiguous_column::RULE,
    &duplicate_table::RULE,
    &endpoint_url_scheme::RULE,
    &field_config_ignored::RULE,
    &identifier_too_long::RULE,
    &key_may_be_absent::RULE,
    &refused_table::RULE,
    &shadowed_field::RULE,
    &storage_mapping::RULE,
    &unknown_endpoint_kind::RULE,
];

/// Runs every rule.
pub(crate) fn check(catalog: &Catalog, analysis: &Analysis, diagnostics: &mut Diagnostics) {
    let context = RuleContext { catalog, analysis };
    for rule in RULES {
        (rule.check)(&context, diagnostics);
    }
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn rules_are_sorted_by_name() {
        assert!(RULES.windows(2).all(|pair| pair[0].code.name < pair[1].code.name));
    }
}
