//! The fields that users name: in field selections and in partition selectors.

use super::locate::locate;
use super::projection::{DOCUMENT_FIELD, Projection};
use crate::catalog::Collection;
use crate::diagnostic::{Diagnostic, Diagnostics, codes, did_you_mean};
use crate::source::Spanned;
use runtime_lite::Pointer;
use std::sync::Arc;

/// The projection of a field that the user names. One that there is none of is reported, but for what was
/// reported before: a part of the schema that could not be read, a projection without a location.
pub(super) fn named<'p>(
    field: &Spanned<Arc<str>>,
    collection: &Collection,
    projections: &'p [Projection],
    diagnostics: &mut Diagnostics,
) -> Option<&'p Projection> {
    let at = projections.binary_search_by(|projection| projection.field.cmp(&field.value));
    if let Ok(at) = at {
        return projections.get(at);
    }
    let is_declared = || collection.projections.iter().any(|spec| spec.field.value == field.value);
    if !is_lost(field, projections) && !is_declared() {
        diagnostics.push(unknown_field(field, projections));
    }
    None
}

/// Whether a field may be of a part of the schema that could not be read, which was reported.
fn is_lost(field: &Spanned<Arc<str>>, projections: &[Projection]) -> bool {
    let Some(root) = projections.iter().find(|projection| projection.pointer.is_root()) else { return true };
    let pointer = Pointer::parse(&format!("/{}", field.value));
    pointer.is_ok_and(|pointer| locate(&root.shape, &pointer).broken)
}

fn unknown_field(field: &Spanned<Arc<str>>, projections: &[Projection]) -> Diagnostic {
    let known = projections.iter().map(|projection| &*projection.field);
    let message = format!("no field of the collection is named `{}`", field.value);
    let help = format!("name a projection, a location without its first `/`, or `{DOCUMENT_FIELD}`");
    Diagnostic::new(&codes::UNKNOWN_FIELD, field.span, message)
        .label("unknown field")
        .help(help)
        .maybe_help(did_you_mean(&field.value, known))
}
