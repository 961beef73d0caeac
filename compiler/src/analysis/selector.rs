//! Partition selectors: whether they select by partitions, and by values that occur (`language.md` section 4.5).

use super::CollectionAnalysis;
use super::fields::named;
use super::locate::Exists;
use super::projection::Projection;
use crate::catalog::{Catalog, Collection, CollectionId};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::schema::Types;
use crate::source::Span;
use crate::spec::{SelectedField, SelectorSpec};
use crate::syntax::Node;

/// Reports what is wrong with the selectors of transforms, bindings and steps of tests (R4 to R7, T4).
pub(super) fn check(catalog: &Catalog, collections: &[CollectionAnalysis], diagnostics: &mut Diagnostics) {
    let derivations = catalog.collections.iter().filter_map(|collection| collection.derivation.as_ref());
    let transforms = derivations.flat_map(|derivation| &derivation.transforms);
    let bindings = catalog.tasks.iter().flat_map(|task| &task.bindings).filter(|binding| !binding.disabled);
    let steps = catalog.tests.iter().flat_map(|test| &test.steps);
    let all = transforms
        .filter(|transform| !transform.disabled)
        .map(|transform| (transform.source, &transform.partitions))
        .chain(bindings.map(|binding| (binding.collection, &binding.partitions)))
        .chain(steps.map(|step| (step.collection, &step.partitions)));
    for (collection, selector) in all {
        if let (Ok(id), Some(Ok(selector))) = (collection, selector) {
            selector_of(catalog, id, selector, collections, diagnostics);
        }
    }
}

fn selector_of(
    catalog: &Catalog,
    id: CollectionId,
    selector: &SelectorSpec,
    collections: &[CollectionAnalysis],
    diagnostics: &mut Diagnostics,
) {
    let collection = catalog.collection(id);
    let Some(analysis) = collections.get(id.index()).filter(|_| !collection.external) else { return };
    for selected in selector.fields() {
        let Some(projection) = named(&selected.field, collection, &analysis.projections, diagnostics) else {
            continue;
        };
        let spec = projection.declared.and_then(|(_, order)| collection.projections.get(order));
        if spec.is_some_and(|spec| spec.partition.is_err()) {
            continue;
        }
        if projection.partition.is_none() {
            diagnostics.push(not_a_partition(selected, projection, collection, analysis));
        } else if !projection.shape.broken {
            for value in &selected.values {
                if let Some(diagnostic) = fault(value, projection, collection) {
                    diagnostics.push(diagnostic);
                }
            }
        }
    }
}

fn not_a_partition(
    selected: &SelectedField,
    projection: &Projection,
    collection: &Collection,
    analysis: &CollectionAnalysis,
) -> Diagnostic {
    let field = &selected.field;
    let message = format!("the field `{}` is no partition of `{}`", field.value, collection.name.value);
    let diagnostic = Diagnostic::new(&codes::NOT_A_PARTITION, field.span, message).label("not a partition");
    let diagnostic = match projection.declared {
        Some((span, _)) => diagnostic.secondary(span, "the projection does not say `partition: true`"),
        None => diagnostic,
    };
    let partitions: Vec<String> = analysis.partitions().take(5).map(|p| format!("`{}`", p.field)).collect();
    diagnostic.help(match partitions.as_slice() {
        [] => "partition the collection by it with `partition: true` in its projection".to_owned(),
        [_, ..] => format!("select by {}, or make it a partition, too", partitions.join(", ")),
    })
}

/// What is wrong with a value. It is not shown: it may be secret.
fn fault(value: &Node, projection: &Projection, collection: &Collection) -> Option<Diagnostic> {
    // A document without the location is in the partition of null.
    let absent = if projection.exists == Exists::Must { Types::NONE } else { Types::NULL };
    let types = projection.shape.types | absent;
    let found = Types::of(&value.to_json());
    if !found.overlaps(types) {
        let message =
            format!("the partition `{}` of `{}` has no such value", projection.field, collection.name.value);
        let diagnostic = Diagnostic::new(&codes::PARTITION_VALUE, value.span, message)
            .label(format!("expected {types}, found {}", value.kind()));
        return Some(with_type(diagnostic, projection.shape.types_at).help(help(value, found, types)));
    }
    let is_empty = value.as_str().is_some_and(|text| text.is_empty());
    is_empty.then(|| {
        let message = format!("the partition `{}` is selected by an empty string", projection.field);
        Diagnostic::new(&codes::PARTITION_VALUE, value.span, message)
            .note("no partition has it: readers of folders take an empty value for null")
            .help(match types.overlaps(Types::NULL) || projection.exists != Exists::Must {
                true => "write `null` for documents without a value, or leave it out",
                false => "leave it out",
            })
    })
}

fn with_type(diagnostic: Diagnostic, types_at: Option<Span>) -> Diagnostic {
    match types_at {
        Some(span) => diagnostic.secondary(span, "its type is decided here"),
        None => diagnostic,
    }
}

fn help(value: &Node, found: Types, types: Types) -> String {
    match (found, value.as_str()) {
        (_, Some(_)) if types.overlaps(Types::NUMBER | Types::BOOLEAN) => {
            "write it without quotes".to_owned()
        }
        (found, None) if types.overlaps(Types::STRING) && found.overlaps(Types::NUMBER | Types::BOOLEAN) => {
            "write it in quotes".to_owned()
        }
        (_, Some(_) | None) => format!("give a value of type {}", types.without(Types::NULL)),
    }
}
