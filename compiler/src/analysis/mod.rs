//! Phase 5: what follows from the catalog: shapes, keys, projections, tables and the graph of dependencies.

mod chosen;
mod explain;
mod fields;
mod graph;
mod infer;
mod key;
#[cfg(test)]
mod laws;
mod locate;
mod projection;
mod selection;
mod selector;
mod shape;
mod shuffle;
mod table;

pub use chosen::ChosenType;
pub use explain::{Explanation, Fact};
pub use graph::{Detail, Edge, Graph, GraphNode};
pub(crate) use key::is_keyable;
pub use locate::{Exists, Located, locate, named_locations};
pub use projection::{DOCUMENT_FIELD, MAX_LOCATIONS, PUBLISHED_FIELD, Projection};
pub use selection::{Outcome, Reject, Select, Selection, Unnamed};
pub use shape::{
    Annotations, ArrayShape, Contains, Exclusion, NumericShape, ObjectShape, Pattern, Property, StringShape,
};
pub use shape::{Choice, Condition, NamedShape, Nested, Normal, Plain, Provenance, Reduce, Shape, Unsaid};
pub use table::{BindingRef, RefusedTable, Table, TableFault};

use crate::Request;
use crate::catalog::{Catalog, Collection, CollectionId};
use crate::diagnostic::{Diagnostic, Diagnostics, Resolved, codes};
use crate::schema::{SchemaId, Types};
use crate::source::Spanned;
use infer::Inference;
use key::Key;
use runtime_lite::Pointer;
use std::collections::BTreeMap;
use std::sync::Arc;
use table::Tables;

/// What was found out about a catalog.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// Of each collection, by id.
    pub collections: Vec<CollectionAnalysis>,
    /// The shapes of the schemas that are compiled by themselves, in their order.
    pub schemas: Vec<Resolved<Arc<Shape>>>,
    /// The tables that the catalog fills, by dialect and name.
    pub tables: Vec<Table>,
    /// Tables that their dialect cannot hold, which are in no output.
    pub refused: Vec<RefusedTable>,
    /// What became of the fields of each binding of a materialization.
    pub selections: BTreeMap<BindingRef, Arc<Selection>>,
    /// The shapes of the schemas that have anchors which name types, referred to or not. Empty where there is no
    /// collection.
    pub anchors: BTreeMap<SchemaId, Arc<Shape>>,
    /// The shapes that recursive shapes name, by their schema.
    pub named: BTreeMap<SchemaId, Arc<Shape>>,
}

/// What was found out about a collection.
#[derive(Debug, Clone)]
pub struct CollectionAnalysis {
    /// What readers may rely on.
    pub shape: Resolved<Arc<Shape>>,
    /// What writers must satisfy; the same unless the collection says otherwise.
    pub write_shape: Resolved<Arc<Shape>>,
    /// The shape of its registers, if it has a derivation with a register's schema.
    pub register: Option<Resolved<Arc<Shape>>>,
    /// The shapes of the sources of its transforms, in their order.
    pub sources: Vec<Resolved<Arc<Shape>>>,
    /// The parts of its key, in order; shorter than written where a part is at fault.
    pub key: Vec<Spanned<Pointer>>,
    /// Its fields, sorted by name.
    pub projections: Vec<Projection>,
}

impl Analysis {
    /// What was found out about a collection of the catalog.
    pub fn collection(&self, id: CollectionId) -> &CollectionAnalysis {
        self.collections.get(id.index()).expect("an id comes from the catalog that was analyzed")
    }
}

impl CollectionAnalysis {
    /// The partition fields, in lexicographic order of their names.
    pub fn partitions(&self) -> impl Iterator<Item = &Projection> {
        self.projections.iter().filter(|projection| projection.partition.is_some())
    }
}

/// Analyzes a catalog.
pub(crate) fn analyze(catalog: &Catalog, request: &Request, diagnostics: &mut Diagnostics) -> Analysis {
    let mut inference = Inference::new(&catalog.schemas);
    let mut collections: Vec<CollectionAnalysis> = Vec::with_capacity(catalog.collections.len());
    for collection in &catalog.collections {
        collections.push(analyze_collection(collection, &mut inference, diagnostics));
    }
    for (at, collection) in catalog.collections.iter().enumerate() {
        let sources = source_shapes(collection, &collections, &mut inference);
        if let Some(analysis) = collections.get_mut(at) {
            analysis.sources = sources;
        }
    }
    shuffle::check(catalog, &collections, diagnostics);
    let Tables { tables, refused, selections } = table::tables(catalog, &collections, request, diagnostics);
    selector::check(catalog, &collections, diagnostics);
    graph::check(catalog, diagnostics);
    let schemas = catalog.schema_roots.iter().map(|root| root.map(|id| inference.shape(id))).collect();
    let anchors = anchors(catalog, &mut inference);
    Analysis { collections, schemas, tables, refused, selections, anchors, named: inference.named() }
}

/// The shapes of anchors that name types: of each, since none needs to be part of the schema of a collection.
fn anchors(catalog: &Catalog, inference: &mut Inference<'_>) -> BTreeMap<SchemaId, Arc<Shape>> {
    if catalog.collections.is_empty() {
        return BTreeMap::new();
    }
    let schemas = &catalog.schemas;
    let documents = 0..u32::try_from(schemas.documents().len()).unwrap_or(u32::MAX);
    let roots = documents.map(|document| SchemaId { document, node: 0 });
    let roots = roots.filter(|root| !schemas.document(*root).is_meta_schema());
    let anchors = roots.flat_map(|root| schemas.type_anchors_of(root));
    anchors.map(|anchor| (anchor.schema, inference.shape(anchor.schema))).collect()
}

fn analyze_collection(
    collection: &Collection,
    inference: &mut Inference<'_>,
    diagnostics: &mut Diagnostics,
) -> CollectionAnalysis {
    let mut infer = |schema: Resolved<SchemaId>| schema.map(|id| inference.shape(id));
    let shape = infer(collection.schema);
    let write_shape = collection.write_schema.map_or_else(|| shape.clone(), &mut infer);
    let derivation = collection.derivation.as_ref();
    let register = derivation.and_then(|derivation| derivation.register).map(infer);
    let sound = match &shape {
        Ok(shape) if !collection.external => is_documents(collection, shape, diagnostics).then_some(shape),
        Ok(_) | Err(_) => None,
    };
    let key = sound.and_then(|shape| Key::of(collection, shape));
    let key = key.map(|key| key.sound_parts(diagnostics)).unwrap_or_default();
    if let (Some(read), Some(_), Ok(write)) = (sound, collection.write_schema, &write_shape) {
        key::check_written(collection, (read, write), &key, diagnostics);
    }
    let projections = sound.map(|shape| projection::project(collection, shape, &key, diagnostics));
    let projections = projections.unwrap_or_default();
    CollectionAnalysis { shape, write_shape, register, sources: Vec::new(), key, projections }
}

/// Documents are objects (`language.md` R2); where they are not, nothing else is said about locations.
fn is_documents(collection: &Collection, shape: &Shape, diagnostics: &mut Diagnostics) -> bool {
    if shape.types == Types::OBJECT || shape.broken {
        return shape.types == Types::OBJECT;
    }
    let message = match shape.types.overlaps(Types::OBJECT) {
        true => format!("documents of `{}` may be other than objects", collection.name.value),
        false => format!("documents of `{}` are never objects", collection.name.value),
    };
    let mut diagnostic = Diagnostic::new(&codes::ROOT_TYPE, collection.schema_span.start_point(), message)
        .label(format!("the schema allows {}", shape.types))
        .help("add `type: object` at the root of the schema");
    if let Some(span) = shape.types_at {
        diagnostic = diagnostic.secondary(span, "the type is decided here");
    }
    diagnostics.push(diagnostic);
    false
}

/// The shapes that transforms see: of the source's schema in the transform, else of the collection read.
fn source_shapes(
    collection: &Collection,
    collections: &[CollectionAnalysis],
    inference: &mut Inference<'_>,
) -> Vec<Resolved<Arc<Shape>>> {
    let transforms = collection.derivation.iter().flat_map(|derivation| &derivation.transforms);
    let shape = |transform: &crate::catalog::Transform| match transform.source_schema {
        Some(schema) => schema.map(|id| inference.shape(id)),
        None => {
            let source = transform.source?;
            let analysis = collections.get(source.index()).expect("ids are of this catalog");
            analysis.shape.clone()
        }
    };
    transforms.map(shape).collect()
}
