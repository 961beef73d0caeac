//! Projections: the fields of a collection, declared and inferred (`language.md` sections 4.1, 4.2 and D4).

use super::locate::{Exists, Located, locate, named_locations};
use super::shape::{Shape, StringShape};
use crate::catalog::Collection;
use crate::diagnostic::{Diagnostic, Diagnostics, codes, did_you_mean, nearest};
use crate::schema::Types;
use crate::source::{Span, Spanned};
use crate::spec::ProjectionSpec;
use runtime_lite::Pointer;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The field that holds the whole document.
pub const DOCUMENT_FIELD: &str = "flow_document";
/// The field of the transaction's time, which is in no document.
pub const PUBLISHED_FIELD: &str = "flow_published_at";

/// How many locations of one schema become fields.
pub const MAX_LOCATIONS: usize = 20_000;

/// A field of a collection: a name for a location.
#[derive(Debug, Clone)]
pub struct Projection {
    /// The field's name.
    pub field: Arc<str>,
    /// The location.
    pub pointer: Pointer,
    /// Where the user declares it, and its place in the written order.
    pub declared: Option<(Span, usize)>,
    /// Where the collection is said to be partitioned by it.
    pub partition: Option<Span>,
    /// The part of the key that it is the column of.
    pub key: Option<usize>,
    /// Whether documents have it.
    pub exists: Exists,
    /// What values there are.
    pub shape: Arc<Shape>,
}

impl Projection {
    fn new(field: impl Into<Arc<str>>, pointer: Pointer, at: Located) -> Projection {
        Projection {
            field: field.into(),
            pointer,
            declared: None,
            partition: None,
            key: None,
            exists: at.exists,
            shape: at.shape,
        }
    }

    /// Whether every document has a value here that is not null.
    pub fn is_required(&self) -> bool {
        self.exists == Exists::Must && !self.shape.types.overlaps(Types::NULL)
    }
}

/// All fields of a collection, sorted by name. `key` holds the parts of the key that are sound.
pub(super) fn project(
    collection: &Collection,
    shape: &Arc<Shape>,
    key: &[Spanned<Pointer>],
    diagnostics: &mut Diagnostics,
) -> Vec<Projection> {
    let locations = named_locations(shape, MAX_LOCATIONS);
    if locations.len() >= MAX_LOCATIONS {
        let message = format!("the schema names more than {MAX_LOCATIONS} locations");
        let diagnostic = Diagnostic::new(&codes::LIMIT_EXCEEDED, collection.schema_span, message)
            .help("describe deeper parts as `type: object` alone; they stay whole in their column");
        diagnostics.push(diagnostic);
    }
    let mut fields: Vec<Projection> = Vec::with_capacity(collection.projections.len() + key.len() + 2);
    let mut projected: BTreeSet<&Pointer> = BTreeSet::new();
    for (order, spec) in collection.projections.iter().enumerate() {
        let Ok(location) = &spec.location else { continue };
        projected.insert(&location.value);
        let at = locate(shape, &location.value);
        if !location.value.is_root() && !at.broken {
            declared_location(collection, spec, location, &at, &locations, diagnostics);
        }
        // A location that is not known may be a misspelt one, and that of the key.
        if at.broken || location.value.is_root() || matches!(at.exists, Exists::Must | Exists::May) {
            canonical_of_key(spec, location, key, diagnostics);
        }
        let broken = at.broken;
        let mut projection = Projection::new(spec.field.value.clone(), location.value.clone(), at);
        projection.declared = Some((spec.field.span, order));
        projection.partition = spec.partition.unwrap_or_default();
        if !broken {
            partition_type(&projection, location, diagnostics);
        }
        fields.push(projection);
    }
    // Of fields of one name the first stays, and of those that are declared the last.
    fields.reverse();
    if !projected.contains(&Pointer::root()) {
        let document = Located::new(shape.clone(), Exists::Must);
        fields.push(Projection::new(DOCUMENT_FIELD, Pointer::root(), document));
    }
    fields.push(published_at(collection.name.span));
    for part in key {
        let at = locate(shape, &part.value);
        fields.push(Projection::new(canonical_field(&part.value), part.value.clone(), at));
    }
    let inferred = locations.into_iter().filter_map(|(pointer, at)| {
        let named = !pointer.is_root() && !pointer.tokens().iter().any(|token| token.is_empty());
        let exists = named && at.exists != Exists::Cannot;
        exists.then(|| Projection::new(canonical_field(&pointer), pointer, at))
    });
    let mut fields = merged(fields, inferred.collect());
    fields.dedup_by(|next, first| next.field == first.field);
    name_key_columns(&mut fields, key);
    fields
}

/// Fields sorted by name, of equal names the first ones first. The others mostly are in order already.
fn merged(mut first: Vec<Projection>, mut others: Vec<Projection>) -> Vec<Projection> {
    first.sort_by(|a, b| a.field.cmp(&b.field));
    if !others.is_sorted_by(|a, b| a.field <= b.field) {
        others.sort_by(|a, b| a.field.cmp(&b.field));
    }
    let mut fields = Vec::with_capacity(first.len() + others.len());
    let mut first = first.into_iter().peekable();
    for other in others {
        fields.extend(std::iter::from_fn(|| first.next_if(|field| field.field <= other.field)));
        fields.push(other);
    }
    fields.extend(first);
    fields
}

/// The canonical field of a location, whose text most share with the name of a property.
fn canonical_field(pointer: &Pointer) -> Arc<str> {
    match pointer.tokens() {
        [name] if !name.contains(['~', '/']) => name.clone(),
        _ => pointer.field().into(),
    }
}

/// A key's column is its first user projection, else its canonical field.
fn name_key_columns(projections: &mut [Projection], key: &[Spanned<Pointer>]) {
    for (part, pointer) in key.iter().enumerate() {
        let columns = projections.iter_mut().filter(|projection| projection.pointer == pointer.value);
        let first =
            columns.min_by_key(|projection| projection.declared.map_or(usize::MAX, |(_, order)| order));
        if let Some(projection) = first {
            projection.key = projection.key.or(Some(part));
        }
    }
}

fn published_at(at: Span) -> Projection {
    let format = Some(Spanned::new(Arc::from("date-time"), at));
    let string = StringShape { format, ..StringShape::default() };
    let shape = Shape { types: Types::STRING, string: string.into(), ..Shape::anything() };
    let pointer = Pointer::root().child("_meta").child("uuid");
    Projection::new(PUBLISHED_FIELD, pointer, Located::new(Arc::new(shape), Exists::Must))
}

/// The location of a user projection may be absent from a document, but the schema must know it (R10, R11).
fn declared_location(
    collection: &Collection,
    spec: &ProjectionSpec,
    location: &Spanned<Pointer>,
    at: &Located,
    locations: &[(Pointer, Located)],
    diagnostics: &mut Diagnostics,
) {
    let field = &spec.field.value;
    let message = match at.exists {
        Exists::Must | Exists::May => return,
        Exists::Implicit => {
            format!("the projection `{field}` is of `{}`, which the schema does not name", location.value)
        }
        Exists::Cannot => format!("the projection `{field}` is of `{}`, which cannot exist", location.value),
    };
    let diagnostic = Diagnostic::new(&codes::PROJECTION_LOCATION_UNKNOWN, location.span, message)
        .label(if at.exists == Exists::Implicit { "not in the schema" } else { "the schema excludes it" });
    let diagnostic = with_schema(diagnostic, collection.schema_span, location, locations);
    diagnostics.push(suggest_location(diagnostic, location, locations));
}

/// Points at the schema in which a location was looked for.
pub(super) fn with_schema(
    diagnostic: Diagnostic,
    schema_span: Span,
    location: &Spanned<Pointer>,
    locations: &[(Pointer, Located)],
) -> Diagnostic {
    let parent_types = locations
        .iter()
        .filter(|(pointer, _)| location.value.tokens().starts_with(pointer.tokens()))
        .max_by_key(|(pointer, _)| pointer.tokens().len())
        .and_then(|(pointer, at)| at.shape.types_at.map(|span| (pointer, span)));
    match parent_types {
        Some((pointer, span)) if pointer.is_root() => {
            diagnostic.secondary(span, "the document is described here")
        }
        Some((pointer, span)) => diagnostic.secondary(span, format!("`{pointer}` is described here")),
        None if schema_span.contains(location.span) => diagnostic,
        None => diagnostic.secondary(schema_span.start_point(), "the schema is given here"),
    }
}

/// Offers the location that is meant, and writes it where there is only one such.
pub(super) fn suggest_location(
    diagnostic: Diagnostic,
    location: &Spanned<Pointer>,
    locations: &[(Pointer, Located)],
) -> Diagnostic {
    let text = location.value.to_string();
    let known: Vec<String> = locations.iter().map(|(pointer, _)| pointer.to_string()).collect();
    let diagnostic = diagnostic.maybe_help(help_for_location(&location.value, locations));
    match nearest(&text, known.iter().map(String::as_str)).as_slice() {
        [only] => diagnostic.rename(location.span, &text, only),
        _ => diagnostic,
    }
}

/// Which locations there are, near the one that is meant.
fn help_for_location(pointer: &Pointer, locations: &[(Pointer, Located)]) -> Option<String> {
    let known: Vec<String> = locations.iter().map(|(pointer, _)| pointer.to_string()).collect();
    let text = pointer.to_string();
    if let Some(suggestion) = did_you_mean(&text, known.iter().map(String::as_str)) {
        return Some(suggestion);
    }
    // The right name at another level is the next most common mistake.
    let name = pointer.tokens().last()?;
    let elsewhere: Vec<String> = (locations.iter())
        .filter(|(other, _)| other.tokens().last() == Some(name))
        .take(3)
        .map(|(other, _)| format!("`{other}`"))
        .collect();
    if !elsewhere.is_empty() {
        return Some(format!("there is {}", elsewhere.join(", ")));
    }
    let top = locations.iter().filter(|(other, _)| other.tokens().len() == 1);
    let top: Vec<String> = top.take(8).map(|(other, _)| format!("`{other}`")).collect();
    match top.is_empty() {
        true => Some("describe the location in the schema, under `properties`".to_owned()),
        false => Some(format!("the schema has {}; or describe the location in it", top.join(", "))),
    }
}

/// A projection may take the name of another location's field, but not that of a key's (D4).
fn canonical_of_key(
    spec: &ProjectionSpec,
    location: &Spanned<Pointer>,
    key: &[Spanned<Pointer>],
    diagnostics: &mut Diagnostics,
) {
    let clash =
        key.iter().find(|part| part.value.field() == *spec.field.value && part.value != location.value);
    if let Some(part) = clash {
        let message = format!("the field `{}` is the name of the key's `{}`", spec.field.value, part.value);
        let diagnostic = Diagnostic::new(&codes::PROJECTION_CLASH, spec.field.span, message)
            .label(format!("this projection is of `{}`", location.value))
            .secondary(part.span, "the key names its location here")
            .help("rename the projection");
        diagnostics.push(diagnostic);
    }
}

/// Partitions are by integer, string or boolean, exactly one, perhaps null (D4).
fn partition_type(projection: &Projection, location: &Spanned<Pointer>, diagnostics: &mut Diagnostics) {
    let Some(partition) = projection.partition else { return };
    let known = matches!(projection.exists, Exists::Must | Exists::May);
    let types = projection.shape.types.without(Types::NULL);
    if !known || [Types::INTEGER, Types::STRING, Types::BOOLEAN].contains(&types) {
        return;
    }
    let message = format!("the partition `{}` is of type {types}", projection.field);
    let mut diagnostic = Diagnostic::new(&codes::PARTITION_TYPE, location.span, message)
        .label("expected one of `integer`, `string` or `boolean`")
        .secondary(partition, "the collection is partitioned by it")
        .help("partition by another location, or give this one a single type that can be a folder's name");
    if let Some(span) = projection.shape.types_at {
        diagnostic = diagnostic.secondary(span, "its type is decided here");
    }
    diagnostics.push(diagnostic);
}
