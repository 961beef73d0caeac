//! Which fields become columns of a table, and in which order (`language.md` D4).

use super::locate::locate;
use super::projection::{DOCUMENT_FIELD, Projection};
use super::shape::Shape;
use crate::catalog::Collection;
use crate::diagnostic::{Diagnostic, Diagnostics, codes, did_you_mean};
use crate::schema::Types;
use crate::source::Spanned;
use crate::spec::{FieldsSpec, Recommended};
use runtime_lite::Pointer;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The columns of a table, as indexes of projections: keys, user projections in written order, inferred
/// fields by name, and the document where the columns alone cannot carry its reduction.
pub(super) fn select(
    collection: &Collection,
    projections: &[Projection],
    fields: &FieldsSpec,
    diagnostics: &mut Diagnostics,
) -> Vec<usize> {
    for field in fields.require.iter().map(|entry| &entry.key).chain(&fields.exclude) {
        let _ = named(field, collection, projections, diagnostics);
    }
    let selection = Selection {
        fields,
        user_locations: projections.iter().filter(|p| p.declared.is_some()).map(|p| &p.pointer).collect(),
        reduces: projections.iter().any(|p| p.pointer.is_root() && p.shape.reduces()),
    };
    let mut columns: Vec<usize> =
        projections.iter().enumerate().filter(|(_, p)| selection.selects(p)).map(|(at, _)| at).collect();
    columns.sort_by_key(|at| projections.get(*at).map(rank));
    columns
}

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

/// Order of columns: key parts, user projections, inferred fields (which are sorted by name), the document.
fn rank(projection: &Projection) -> (u8, usize) {
    match (projection.key, projection.declared) {
        _ if projection.pointer.is_root() => (3, 0),
        (Some(part), _) => (0, part),
        (None, Some((_, order))) => (1, order),
        (None, None) => (2, 0),
    }
}

struct Selection<'s> {
    fields: &'s FieldsSpec,
    user_locations: BTreeSet<&'s Pointer>,
    reduces: bool,
}

impl Selection<'_> {
    fn selects(&self, projection: &Projection) -> bool {
        let required = self.fields.require.iter().any(|entry| entry.key.value == projection.field);
        let excluded = self.fields.exclude.iter().any(|field| field.value == projection.field);
        if projection.key.is_some() || required {
            return true;
        }
        if excluded {
            return false;
        }
        if projection.pointer.is_root() {
            return self.reduces
                || (projection.declared.is_some() && self.fields.recommended != Recommended::None);
        }
        if projection.partition.is_some() {
            return true;
        }
        match (self.fields.recommended, projection.declared) {
            (Recommended::None, _) => false,
            (Recommended::Default | Recommended::Depth(_), Some(_)) => true,
            (Recommended::Default, None) => self.infers(projection, u32::MAX, 1),
            (Recommended::Depth(depth), None) => self.infers(projection, depth, depth),
        }
    }

    /// Scalars down to one depth; arrays and values of several types down to another.
    fn infers(&self, projection: &Projection, scalars: u32, others: u32) -> bool {
        let tokens = projection.pointer.tokens();
        let depth = u32::try_from(tokens.len()).unwrap_or(u32::MAX);
        let meta = tokens.first().is_some_and(|token| **token == *"_meta");
        if meta || self.user_locations.contains(&projection.pointer) {
            return false;
        }
        match kind(&projection.shape) {
            Kind::Scalar => depth <= scalars,
            Kind::Several => depth <= others,
            Kind::Object | Kind::Empty => false,
        }
    }
}

enum Kind {
    Scalar,
    /// An array, or values of more than one type.
    Several,
    Object,
    /// Null at most.
    Empty,
}

fn kind(shape: &Shape) -> Kind {
    let types = shape.types.without(Types::NULL);
    let numeric = |format: &Spanned<Arc<str>>| matches!(&*format.value, "integer" | "number");
    let number_as_text = types.is_subset(Types::NUMBER | Types::STRING)
        && types.overlaps(Types::STRING)
        && shape.string.format.as_ref().is_some_and(numeric);
    match types {
        types if types.is_empty() => Kind::Empty,
        Types::OBJECT => Kind::Object,
        Types::STRING | Types::BOOLEAN => Kind::Scalar,
        types if types.is_subset(Types::NUMBER) || number_as_text => Kind::Scalar,
        _ => Kind::Several,
    }
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
