//! Phase 6: what is allowed but probably wrong, and what a target cannot hold. One rule a file.
//!
//! A rule reads the catalog and its analysis and pushes findings; it changes nothing. To add one, run
//! `cargo xtask new-rule NAME`: it makes the file here, the page in `fixtures/diagnostics` and the line below.

mod ambiguous_column;
mod ambiguous_lambda;
mod ambiguous_reduction;
mod append_type;
mod changed_name;
mod dead_property;
mod documents;
mod duplicate_resource;
mod duplicate_table;
mod endpoint_url_scheme;
mod field_config_ignored;
mod field_conflict;
mod format_mismatch;
mod group_by_type;
mod identifier_too_long;
mod idle_condition;
mod impossible_location;
mod incompatible_versions;
mod invalid_column_type;
mod invalid_default;
mod invalid_document;
mod invalid_initial;
mod key_may_be_absent;
mod key_reduction;
mod lost_field;
mod merge_type;
mod missing_import;
mod missing_lambda;
mod missing_tool;
mod not_supported_at_run_time;
mod nullable_primary_key;
mod orphan_reduction;
mod partition_cardinality;
mod previous_without_update;
mod reduction_key;
mod redundant_schema;
mod redundant_shuffle;
mod refused_null;
mod refused_table;
mod schemas;
mod set_member;
mod set_type;
mod shadowed_field;
mod storage_mapping;
mod sum_type;
mod surplus_lambda;
mod type_error;
mod undeclared_required;
mod unknown_endpoint_kind;
mod unnamed_module;
mod unreachable_reduction;
mod unreduced_register;
mod untyped_package;
mod unused_endpoint;
mod unused_import;
mod unused_module;
mod unused_register;
mod verify_key;
mod verify_order;
mod wildcard_projection;

pub(crate) use missing_tool::RULE as MISSING_TOOL;
pub(crate) use type_error::RULE as TYPE_ERROR;
pub(crate) use untyped_package::RULE as UNTYPED_PACKAGE;

pub use schemas::explain as explain_violation;

use crate::Request;
use crate::analysis::Analysis;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lambda::Lambdas;
use crate::source::SourceMap;
use crate::syntax::Tree;
use runtime_lite::Formats;
use schemas::Places;

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
    /// Which `format`s values have to match.
    pub formats: Formats,
    /// The files that it was read from.
    pub sources: &'a SourceMap,
    /// Its lambdas.
    pub lambdas: &'a Lambdas,
    /// The locations that its schemas name.
    places: &'a Places<'a>,
}

/// All rules, sorted by name.
pub static RULES: &[&Rule] = &[
    &ambiguous_column::RULE,
    &ambiguous_lambda::RULE,
    &ambiguous_reduction::RULE,
    &append_type::RULE,
    &changed_name::RULE,
    &dead_property::RULE,
    &duplicate_resource::RULE,
    &duplicate_table::RULE,
    &endpoint_url_scheme::RULE,
    &field_config_ignored::RULE,
    &field_conflict::RULE,
    &format_mismatch::RULE,
    &group_by_type::RULE,
    &identifier_too_long::RULE,
    &idle_condition::RULE,
    &impossible_location::RULE,
    &incompatible_versions::RULE,
    &invalid_column_type::RULE,
    &invalid_default::RULE,
    &invalid_document::RULE,
    &invalid_initial::RULE,
    &key_may_be_absent::RULE,
    &key_reduction::RULE,
    &lost_field::RULE,
    &merge_type::RULE,
    &missing_import::RULE,
    &missing_lambda::RULE,
    &missing_tool::RULE,
    &not_supported_at_run_time::RULE,
    &nullable_primary_key::RULE,
    &orphan_reduction::RULE,
    &partition_cardinality::RULE,
    &previous_without_update::RULE,
    &reduction_key::RULE,
    &redundant_schema::RULE,
    &redundant_shuffle::RULE,
    &refused_null::RULE,
    &refused_table::RULE,
    &set_member::RULE,
    &set_type::RULE,
    &shadowed_field::RULE,
    &storage_mapping::RULE,
    &sum_type::RULE,
    &surplus_lambda::RULE,
    &type_error::RULE,
    &undeclared_required::RULE,
    &unknown_endpoint_kind::RULE,
    &unnamed_module::RULE,
    &unreachable_reduction::RULE,
    &unreduced_register::RULE,
    &untyped_package::RULE,
    &unused_endpoint::RULE,
    &unused_import::RULE,
    &unused_module::RULE,
    &unused_register::RULE,
    &verify_key::RULE,
    &verify_order::RULE,
    &wildcard_projection::RULE,
];

/// Whether a finding is about a table that its dialect cannot hold, which is then not among those of the analysis:
/// everything else is whole without it.
pub(crate) fn is_of_refused_table(finding: &Diagnostic) -> bool {
    let rules = [&ambiguous_column::RULE, &identifier_too_long::RULE, &refused_table::RULE];
    rules.iter().any(|rule| rule.code.name == finding.code.name)
}

/// Runs every rule that is not off.
pub(crate) fn check(
    catalog: &Catalog,
    analysis: &Analysis,
    (sources, trees): (&SourceMap, &[Tree]),
    request: &Request,
    diagnostics: &mut Diagnostics,
) {
    let places = Places::new(catalog, analysis);
    let lambdas = Lambdas::of(catalog, sources, trees);
    let formats = request.formats;
    let context = RuleContext { catalog, analysis, formats, sources, lambdas: &lambdas, places: &places };
    let mut found = Diagnostics::default();
    for rule in RULES.iter().filter(|rule| request.levels.is_on(&rule.code)) {
        (rule.check)(&context, &mut found);
    }
    if !request.schemas.is_empty() {
        found.soften();
    }
    diagnostics.extend(found);
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn rules_are_sorted_by_name() {
        assert!(RULES.windows(2).all(|pair| pair[0].code.name < pair[1].code.name));
    }
}
