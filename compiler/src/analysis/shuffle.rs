//! How transforms group the documents that they read (`language.md` D6 to D8 of section 5.5).
//!
//! Of collections that are defined elsewhere nothing is known, and transforms that are switched off do not count.

use super::key::{Key, is_keyable};
use super::locate::locate;
use super::{CollectionAnalysis, Shape};
use crate::catalog::{Catalog, Collection, CollectionId, Derivation, Transform};
use crate::diagnostic::{Diagnostic, Diagnostics, Resolved, codes};
use crate::schema::Types;
use crate::source::{Span, Spanned};
use crate::spec::ShuffleSpec;
use std::sync::Arc;

/// A part of the key that a transform groups by.
struct Part {
    /// Its types, but for null.
    types: Types,
    /// Where they are decided, if they are.
    types_at: Option<Span>,
    /// Where the part is named, or the source whose key it is of.
    span: Span,
}

/// A transform that groups by a key whose parts are sound.
struct Keyed<'c> {
    name: &'c str,
    span: Span,
    parts: Vec<Part>,
}

/// Checks the shuffles of all derivations.
pub(super) fn check(catalog: &Catalog, collections: &[CollectionAnalysis], diagnostics: &mut Diagnostics) {
    for (collection, analysis) in catalog.collections.iter().zip(collections) {
        let Some(derivation) = &collection.derivation else { continue };
        let mut keyed = Vec::new();
        for (transform, shape) in derivation.transforms.iter().zip(&analysis.sources) {
            let Some(source) = source(catalog, transform) else { continue };
            let parts = match &transform.shuffle {
                Some(ShuffleSpec::Key(..)) => written(catalog, transform, source.1, shape, diagnostics),
                None if !derivation.must_shuffle => implicit(transform, source, collections),
                Some(ShuffleSpec::Other(_)) | None => None,
            };
            keyed.extend(parts.map(|(span, parts)| Keyed { name: &transform.name.value, span, parts }));
        }
        align(derivation, &keyed, diagnostics);
    }
}

/// The source of a transform that is to be checked.
fn source<'c>(catalog: &'c Catalog, transform: &Transform) -> Option<(CollectionId, &'c Collection)> {
    let id = transform.source.ok().filter(|_| !transform.disabled)?;
    let source = catalog.collection(id);
    (!source.external).then_some((id, source))
}

/// The parts of a shuffle as written, if all of them are sound; what is wrong with one is reported.
fn written(
    catalog: &Catalog,
    transform: &Transform,
    source: &Collection,
    shape: &Resolved<Arc<Shape>>,
    diagnostics: &mut Diagnostics,
) -> Option<(Span, Vec<Part>)> {
    let (Some(ShuffleSpec::Key(span, Ok(parts))), Ok(shape)) = (&transform.shuffle, shape) else {
        return None;
    };
    let schema_span = match transform.source_schema {
        Some(schema) => catalog.schemas.node(schema.ok()?).span(),
        None => source.schema_span,
    };
    // Where documents of the source are no objects, that is its own finding.
    if transform.source_schema.is_none() && shape.types != Types::OBJECT {
        return None;
    }
    let key = Key { what: "shuffle", parts, span: *span, schema: "the source's schema", shape, schema_span };
    let sound = key.sound_parts(diagnostics);
    (sound.len() == parts.len())
        .then(|| (*span, sound.iter().map(|part| typed(shape, part, part.span)).collect()))
}

/// The parts of the source's key, by which documents are grouped where nothing is said.
fn implicit(
    transform: &Transform,
    (id, source): (CollectionId, &Collection),
    collections: &[CollectionAnalysis],
) -> Option<(Span, Vec<Part>)> {
    let analysis = collections.get(id.index())?;
    let (Ok(shape), Ok(key)) = (&analysis.shape, &source.key) else { return None };
    let whole = !key.is_empty() && key.len() == analysis.key.len();
    let parts = analysis.key.iter().map(|part| typed(shape, part, transform.source_span));
    whole.then(|| (transform.source_span, parts.collect()))
}

fn typed(shape: &Arc<Shape>, part: &Spanned<runtime_lite::Pointer>, span: Span) -> Part {
    let at = locate(shape, &part.value);
    Part { types: at.shape.types.without(Types::NULL), types_at: at.shape.types_at, span }
}

/// Registers are found by the key, so all transforms have keys of the same types.
fn align(derivation: &Derivation, keyed: &[Keyed<'_>], diagnostics: &mut Diagnostics) {
    if let Some((span, declared)) = declared(derivation) {
        for transform in keyed {
            let types: Vec<Types> = transform.parts.iter().map(|part| part.types).collect();
            if types != declared {
                diagnostics.push(undeclared(transform, &types, (span, &declared)));
            }
        }
        return;
    }
    let enabled = || derivation.transforms.iter().filter(|transform| !transform.disabled);
    let matters =
        derivation.must_shuffle || enabled().any(|one| one.update.is_some() || one.shuffle.is_some());
    let Some((first, others)) = keyed.split_first().filter(|_| matters) else { return };
    for other in others {
        if let Some(diagnostic) = difference(first, other) {
            diagnostics.push(diagnostic);
        }
    }
}

/// The types that `shuffleKeyTypes` lists, and where, if it lists some and all are types of keys.
fn declared(derivation: &Derivation) -> Option<(Span, Vec<Types>)> {
    let entry = derivation.settings.iter().find(|entry| &*entry.key.value == "shuffleKeyTypes")?;
    let types = entry.value.items().iter().map(|item| {
        let types = Types::from_name(item.as_str()?);
        types.filter(|types| is_keyable(*types))
    });
    let types = types.collect::<Option<Vec<Types>>>()?;
    (!types.is_empty()).then_some((entry.key.span, types))
}

/// "`string`, `integer`".
fn list(types: &[Types]) -> String {
    types.iter().map(Types::to_string).collect::<Vec<_>>().join(", ")
}

fn undeclared(transform: &Keyed<'_>, types: &[Types], (span, declared): (Span, &[Types])) -> Diagnostic {
    let message = format!("`{}` shuffles by other types than `shuffleKeyTypes` lists", transform.name);
    Diagnostic::new(&codes::SHUFFLE_TYPES_DIFFER, transform.span, message)
        .label(format!("by {}", list(types)))
        .secondary(span, format!("{} are listed here", list(declared)))
        .help("list the types of the shuffle, or shuffle by other locations")
}

/// What is wrong with the second of two transforms, if it is.
fn difference(first: &Keyed<'_>, other: &Keyed<'_>) -> Option<Diagnostic> {
    let (ours, theirs) = (other.parts.len(), first.parts.len());
    let finding = |span, message| {
        Diagnostic::new(&codes::SHUFFLE_TYPES_DIFFER, span, message)
            .note("the transforms of a derivation find its registers by the same key")
    };
    if ours != theirs {
        let message = format!(
            "`{}` shuffles by a key of {}, and `{}` of {theirs}",
            other.name,
            parts(ours),
            first.name
        );
        let diagnostic = finding(other.span, message)
            .label(parts(ours))
            .secondary(first.span, parts(theirs))
            .help("shuffle by as many locations in both");
        return Some(diagnostic);
    }
    let mut pairs = other.parts.iter().zip(&first.parts);
    let (our, their) = pairs.find(|(our, their)| our.types != their.types)?;
    let message = format!("`{}` shuffles by another type than `{}`", other.name, first.name);
    let mut diagnostic = finding(our.span, message)
        .label(format!("of type {}", our.types))
        .secondary(their.span, format!("of type {}", their.types))
        .help("shuffle by locations of the same types, in the same order");
    for (part, transform) in [(our, other), (their, first)] {
        if let Some(span) = part.types_at {
            diagnostic = diagnostic.secondary(span, format!("the type that `{}` sees", transform.name));
        }
    }
    Some(diagnostic)
}

fn parts(count: usize) -> String {
    if count == 1 { "1 part".to_owned() } else { format!("{count} parts") }
}
