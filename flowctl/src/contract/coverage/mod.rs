//! What no test reached: collections, transforms, fields, branches of schemas and reductions.
//!
//! What is said of a part is not said again of what is inside it: of a collection without documents, or of an
//! alternative that nothing matches, that alone is listed.

mod schema;
mod text;

use super::Suite;
use compiler::analysis::Projection;
use compiler::catalog::{Collection, CollectionId};
use compiler::source::Span;
use runtime_lite::TestReport;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The kinds of parts that tests reach or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// A collection, to which some test appends.
    Collection,
    /// A transform, which reads some document.
    Transform,
    /// A declared field, in which some document has a value.
    Field,
    /// A branch of a schema, which some document comes to.
    Branch,
    /// A `reduce`, at which two sides meet.
    Reduction,
}

/// Something that no test reached.
#[derive(Debug, Clone)]
pub(crate) struct Unreached {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
    pub(crate) what: String,
}

/// How much of a kind of things was reached.
#[derive(Debug, Clone, Copy, Default, Serialize, JsonSchema)]
pub(crate) struct Share {
    /// How many tests reached.
    pub(crate) reached: usize,
    /// How many there are.
    pub(crate) all: usize,
}

/// What tests reached of a catalog.
#[derive(Debug, Clone, Default)]
pub(crate) struct Coverage {
    pub(crate) collections: Share,
    pub(crate) transforms: Share,
    pub(crate) fields: Share,
    pub(crate) branches: Share,
    pub(crate) reductions: Share,
    /// By kind, and in the order of places.
    pub(crate) unreached: Vec<Unreached>,
}

/// Collections and transforms that documents came to.
#[derive(Debug, Default)]
struct Live {
    collections: BTreeSet<CollectionId>,
    transforms: BTreeSet<(CollectionId, usize)>,
}

impl Share {
    fn add(&mut self, reached: bool) {
        self.all += 1;
        self.reached += usize::from(reached);
    }
}

/// What the tests of a suite reached, which was recording.
pub(crate) fn coverage(suite: &Suite<'_>, reports: &[Option<TestReport>]) -> Coverage {
    let compilation = suite.checked.compilation();
    let (mut coverage, mut live) = (Coverage::default(), Live::default());
    for id in compilation.catalog.collection_ids() {
        let collection = compilation.catalog.collection(id);
        if collection.external {
            continue;
        }
        let documents: Vec<&[Arc<Value>]> = reports
            .iter()
            .flatten()
            .filter_map(|report| report.appended.get(&id.index()).map(Vec::as_slice))
            .collect();
        let is_reached = documents.iter().any(|documents| !documents.is_empty());
        coverage.collections.add(is_reached);
        coverage.of_transforms(suite, reports, id, &mut live);
        if is_reached {
            live.collections.insert(id);
        } else {
            let what = format!("no test appends to the collection `{}`", collection.name.value);
            coverage.miss(Kind::Collection, collection.name.span, what);
        }
        for field in &compilation.analysis.collection(id).projections {
            coverage.of_field(collection, field, is_reached, &documents);
        }
    }
    schema::measure(suite, &live, &mut coverage);
    coverage.unreached.sort_by_key(|one| (one.kind, one.span));
    coverage
}

impl Coverage {
    fn miss(&mut self, kind: Kind, span: Span, what: String) {
        self.unreached.push(Unreached { kind, span, what });
    }

    fn of_transforms(
        &mut self,
        suite: &Suite<'_>,
        reports: &[Option<TestReport>],
        id: CollectionId,
        live: &mut Live,
    ) {
        let catalog = &suite.checked.compilation().catalog;
        let places = suite.runnable.transforms.get(id.index());
        for (place, transform) in catalog.transforms(id).enumerate().filter(|(_, one)| !one.disabled) {
            let at = places.and_then(|places| places.iter().position(|known| *known == place));
            let mut reports = reports.iter().flatten();
            let reached =
                at.is_some_and(|at| reports.any(|report| report.transforms.contains(&(id.index(), at))));
            self.transforms.add(reached);
            if reached {
                live.transforms.insert((id, place));
            } else {
                let (name, derived) = (&transform.name.value, &catalog.collection(id).name.value);
                let what = format!("the transform `{name}` of `{derived}` reads no document in any test");
                self.miss(Kind::Transform, transform.name.span, what);
            }
        }
    }

    /// Fields that are declared: those that are inferred are many, and nobody wrote them.
    fn of_field(
        &mut self,
        collection: &Collection,
        field: &Projection,
        is_reached: bool,
        documents: &[&[Arc<Value>]],
    ) {
        let Some((span, _)) = field.declared else { return };
        let has = documents
            .iter()
            .flat_map(|documents| documents.iter())
            .any(|one| field.pointer.get(one).is_some_and(|value| !value.is_null()));
        self.fields.add(has);
        if !has && is_reached {
            let (name, collection) = (&field.field, &collection.name.value);
            let what = format!("no document of `{collection}` has a value in the field `{name}`");
            self.miss(Kind::Field, span, what);
        }
    }
}
