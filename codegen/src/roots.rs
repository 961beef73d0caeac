//! What the types of a collection are about: its documents, its registers and what its transforms read.

use crate::model::Root;
use compiler::Compilation;
use compiler::analysis::Shape;
use compiler::catalog::CollectionId;
use compiler::schema::SchemaId;
use std::sync::Arc;

/// The roots of a collection, as far as their schemas could be read.
pub(crate) fn of(compilation: &Compilation, id: CollectionId) -> Vec<Root> {
    let collection = compilation.catalog.collection(id);
    let analysis = compilation.analysis.collection(id);
    let mut roots = Vec::new();
    let mut add = |name: &str, id: Option<SchemaId>, shape: &Arc<Shape>| {
        roots.push(Root { name: name.to_owned(), id, shape: shape.clone() });
    };
    // Documents are checked against the schema for writers when they are published.
    if let Ok(shape) = &analysis.write_shape {
        let schema = collection.write_schema.unwrap_or(collection.schema);
        add("Document", schema.ok(), shape);
    }
    let derivation = collection.derivation.as_ref();
    if let (Some(derivation), Some(Ok(shape))) = (derivation, &analysis.register) {
        add("Register", derivation.register.and_then(Result::ok), shape);
    }
    let transforms = derivation.into_iter().flat_map(|derivation| &derivation.transforms);
    for (transform, shape) in transforms.zip(&analysis.sources) {
        let source = transform.source.ok().map(|source| compilation.catalog.collection(source));
        let schema = transform.source_schema.or(source.map(|source| source.schema));
        if let Ok(shape) = shape {
            add(&format!("{} source", transform.name.value), schema.and_then(Result::ok), shape);
        }
    }
    roots
}
