//! What no test reached: collections, transforms, fields and reductions. Branches of schemas are not measured.

use super::Suite;
use super::program::place;
use crate::render::{Names, escape};
use compiler::analysis::{Projection, Reduce, Shape};
use compiler::catalog::{Collection, CollectionId};
use compiler::source::{SourceMap, Span};
use runtime_lite::{Appended, Key, Pointer, Strategy, TestReport};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Something that no test reached.
#[derive(Debug, Clone)]
pub(crate) struct Unreached {
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
    pub(crate) reductions: Share,
    pub(crate) unreached: Vec<Unreached>,
}

impl Share {
    fn add(&mut self, reached: bool) {
        self.all += 1;
        self.reached += usize::from(reached);
    }
}

/// What the tests of a suite reached.
pub(crate) fn coverage(suite: &Suite<'_>, reports: &[Option<TestReport>]) -> Coverage {
    let compilation = suite.checked.compilation();
    let mut coverage = Coverage::default();
    for id in compilation.catalog.collection_ids() {
        let collection = compilation.catalog.collection(id);
        if collection.external {
            continue;
        }
        let documents: Vec<&[Appended]> = reports
            .iter()
            .flatten()
            .filter_map(|report| report.appended.get(id.index()).map(Vec::as_slice))
            .collect();
        let is_reached = documents.iter().any(|documents| !documents.is_empty());
        coverage.collections.add(is_reached);
        coverage.of_transforms(suite, reports, id);
        if !is_reached {
            let what = format!("no test appends to the collection `{}`", collection.name.value);
            coverage.unreached.push(Unreached { span: collection.name.span, what });
        }
        let analysis = compilation.analysis.collection(id);
        for field in &analysis.projections {
            coverage.of_field(collection, field, (is_reached, &documents));
        }
        if let (Ok(shape), Some(known)) = (&analysis.shape, suite.runnable.collections.get(id.index())) {
            coverage.of_reductions(collection, shape, &known.key, (is_reached, &documents));
        }
    }
    coverage
}

impl Coverage {
    fn of_transforms(&mut self, suite: &Suite<'_>, reports: &[Option<TestReport>], id: CollectionId) {
        let catalog = &suite.checked.compilation().catalog;
        let places = suite.runnable.transforms.get(id.index());
        for (place, transform) in catalog.transforms(id).enumerate().filter(|(_, one)| !one.disabled) {
            let at = places.and_then(|places| places.iter().position(|known| *known == place));
            let mut reports = reports.iter().flatten();
            let reached =
                at.is_some_and(|at| reports.any(|report| report.transforms.contains(&(id.index(), at))));
            self.transforms.add(reached);
            if !reached {
                let (name, derived) = (&transform.name.value, &catalog.collection(id).name.value);
                let what = format!("the transform `{name}` of `{derived}` reads no document in any test");
                self.unreached.push(Unreached { span: transform.name.span, what });
            }
        }
    }

    /// Fields that are declared: those that are inferred are many, and nobody wrote them.
    fn of_field(&mut self, collection: &Collection, field: &Projection, reached: (bool, &[&[Appended]])) {
        let Some((span, _)) = field.declared else { return };
        let (is_reached, documents) = reached;
        let has = documents
            .iter()
            .flat_map(|documents| documents.iter())
            .any(|one| field.pointer.get(&one.document).is_some_and(|value| !value.is_null()));
        self.fields.add(has);
        // Of a collection without documents that is said once.
        if !has && is_reached {
            let (name, collection) = (&field.field, &collection.name.value);
            let what = format!("no document of `{collection}` has a value in the field `{name}`");
            self.unreached.push(Unreached { span, what });
        }
    }

    /// Locations at which values are reduced: two documents of one key have to have some there.
    fn of_reductions(
        &mut self,
        collection: &Collection,
        shape: &Shape,
        key: &Key,
        (is_reached, documents): (bool, &[&[Appended]]),
    ) {
        let mut places = Vec::new();
        reductions(shape, Pointer::root(), &mut places);
        if places.is_empty() {
            return;
        }
        let mut pairs: BTreeSet<&Pointer> = BTreeSet::new();
        for documents in documents {
            let mut seen: BTreeMap<_, Vec<&Appended>> = BTreeMap::new();
            for one in *documents {
                seen.entry(key.encode(&one.document)).or_default().push(one);
            }
            for group in seen.values() {
                for (pointer, ..) in &places {
                    let with = group.iter().filter(|one| pointer.get(&one.document).is_some());
                    if with.map(|one| one.documents).sum::<usize>() > 1 {
                        pairs.insert(pointer);
                    }
                }
            }
        }
        for (pointer, strategy, span) in &places {
            let has = pairs.contains(pointer);
            self.reductions.add(has);
            if !has && is_reached {
                let location = if pointer.is_root() { "the root".to_owned() } else { format!("`{pointer}`") };
                let (name, strategy) = (&collection.name.value, strategy.name());
                let what = format!(
                    "no two documents of one key of `{name}` are reduced by `{strategy}` at {location}"
                );
                self.unreached.push(Unreached { span: *span, what });
            }
        }
    }

    /// As text for people.
    pub(crate) fn text(&self, sources: &SourceMap, names: &Names) -> String {
        let mut text = String::from("\n");
        for one in &self.unreached {
            text += &format!("{}: {}\n", place(one.span, sources, names), escape::prose(&one.what));
        }
        let kinds = [
            ("collections", self.collections),
            ("transforms", self.transforms),
            ("declared fields", self.fields),
            ("reductions", self.reductions),
        ];
        let kinds: Vec<String> = kinds
            .into_iter()
            .map(|(name, Share { reached, all })| format!("{reached} of {all} {name}"))
            .collect();
        text + &format!(
            "tests reach {}; branches of schemas and the registers' reductions are not measured\n",
            kinds.join(", ")
        )
    }
}

/// The locations of properties with a strategy other than the default, with what says so.
fn reductions(shape: &Shape, at: Pointer, found: &mut Vec<(Pointer, Strategy, Span)>) {
    if !shape.reduces() {
        return;
    }
    if let Reduce::Strategy(strategy, span) = &shape.reduce
        && *strategy != Strategy::LastWriteWins
    {
        found.push((at.clone(), *strategy, *span));
    }
    for property in &shape.object.properties {
        reductions(&property.shape, at.child(&*property.name), found);
    }
}
