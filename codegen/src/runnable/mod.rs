//! A checked catalog as `runtime-lite` runs it: collections with validators, keys and partitions that were resolved,
//! and tests.
//!
//! Validators cost time, so only collections that a run needs have their own.

mod collection;
mod reach;

use crate::catalog::Bundler;
use collection::Builder;
use compiler::catalog::{CollectionId, TestId};
use compiler::source::Span;
use compiler::spec::StepKind;
use compiler::{Checked, Compilation, Formats};
use runtime_lite::{BuildError, Collection, Reducer, Step, Test};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use collection::selector;
pub use reach::{Described, ReachedBranch, SchemaReach};

/// What is run of a catalog.
#[derive(Debug, Clone)]
pub struct Runnable {
    /// The collections of the catalog, in their order; those that are not needed accept anything.
    pub collections: Vec<Collection>,
    /// Of each collection, which of its transforms are run: those that are not switched off, by their places in the
    /// catalog.
    pub transforms: Vec<Vec<usize>>,
}

/// A schema that documents cannot be judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaFault {
    /// Where the schema is given.
    pub span: Span,
    /// What is wrong.
    pub error: BuildError,
}

impl Runnable {
    /// The collections of a catalog, of which some are needed.
    ///
    /// # Errors
    /// A schema of a needed collection makes no validator.
    pub fn new(
        checked: Checked<'_>,
        formats: Formats,
        needed: &BTreeSet<CollectionId>,
    ) -> Result<Runnable, SchemaFault> {
        Runnable::building(checked, formats, needed, Reducer::new)
    }

    /// Like [`Runnable::new`], and keeps what documents reach of schemas, which costs many times more.
    ///
    /// # Errors
    /// As of [`Runnable::new`].
    pub fn recording(
        checked: Checked<'_>,
        formats: Formats,
        needed: &BTreeSet<CollectionId>,
    ) -> Result<Runnable, SchemaFault> {
        Runnable::building(checked, formats, needed, Reducer::recording)
    }

    fn building(
        checked: Checked<'_>,
        formats: Formats,
        needed: &BTreeSet<CollectionId>,
        build: collection::Build,
    ) -> Result<Runnable, SchemaFault> {
        let compilation = checked.compilation();
        let folder = compilation.sources.common_folder();
        let mut builder = Builder::new(Bundler { compilation, folder: &folder }, formats, build);
        let mut runnable = Runnable { collections: Vec::new(), transforms: Vec::new() };
        for id in compilation.catalog.collection_ids() {
            let (collection, transforms) = match needed.contains(&id) {
                true => builder.collection(id)?,
                false => (builder.opaque(id), Vec::new()),
            };
            runnable.collections.push(collection);
            runnable.transforms.push(transforms);
        }
        Ok(runnable)
    }
}

/// The collections that tests need: those that they name, what is derived from those, and what that reads.
pub fn needed_by(compilation: &Compilation, tests: &[TestId]) -> BTreeSet<CollectionId> {
    let catalog = &compilation.catalog;
    let steps = tests.iter().flat_map(|id| &catalog.test(*id).steps);
    needed_from(compilation, steps.filter_map(|step| step.collection.ok()))
}

/// The collections that documents of some lead to, and what those read.
pub fn needed_from(
    compilation: &Compilation,
    begin: impl IntoIterator<Item = CollectionId>,
) -> BTreeSet<CollectionId> {
    let catalog = &compilation.catalog;
    let reads = |id: CollectionId| catalog.transforms(id).filter_map(|transform| transform.source.ok());
    let mut readers: BTreeMap<CollectionId, Vec<CollectionId>> = BTreeMap::new();
    for task in catalog.collection_ids() {
        reads(task).for_each(|source| readers.entry(source).or_default().push(task));
    }
    let mut needed: BTreeSet<CollectionId> = begin.into_iter().collect();
    let mut pending: Vec<CollectionId> = needed.iter().copied().collect();
    while let Some(id) = pending.pop() {
        for task in readers.get(&id).into_iter().flatten() {
            if needed.insert(*task) {
                pending.push(*task);
            }
        }
    }
    let sources: Vec<CollectionId> = needed.iter().flat_map(|id| reads(*id)).collect();
    needed.extend(sources);
    needed
}

/// A test of a catalog without errors.
pub fn test(checked: Checked<'_>, id: TestId) -> Test {
    let steps = checked.compilation().catalog.test(id).steps.iter().filter_map(|step| {
        let collection = step.collection.ok()?.index();
        let documents = step.documents.as_ref().ok()?.items().iter().map(compiler::Node::to_json).collect();
        Some(match step.kind {
            StepKind::Ingest => Step::Ingest { collection, documents },
            StepKind::Verify => {
                let selector = step.partitions.as_ref().and_then(|spec| spec.as_ref().ok()).map(selector);
                Step::Verify { collection, selector: selector.unwrap_or_default(), documents }
            }
        })
    });
    Test { steps: steps.collect() }
}
