//! Contract tests of a catalog, in virtual time (`language.md` D6 and section 7.5).
//!
//! Documents are ingested, derivations run, and what a collection holds is compared with what is expected. Nothing
//! waits: when nothing else is left to do, time goes on to the next read.
//!
//! Where the language leaves the order open, this is it. Reads that are ready at one moment are a wave: each task
//! processes, in one transaction, what was ready when the wave began; tasks follow one another by the names of their
//! collections. Each transaction that appends documents takes one tick.

mod alignment;
mod comparison;
mod plan;
mod world;

pub use alignment::{Aligned, align};
pub use comparison::Difference;

use crate::combine::{Combine, CombineError};
use crate::derive::{Collection, DeriveError, LambdaError, Lambdas};
use crate::partition::{Partitions, Selector};
use crate::reduce::Mode;
use comparison::differences;
use plan::Plan;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use world::World;

/// A contract test.
#[derive(Debug, Clone, Default)]
pub struct Test {
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

/// A step of a test.
#[derive(Debug, Clone)]
pub enum Step {
    /// Documents are appended to a collection, as one transaction.
    Ingest {
        /// The index of the collection.
        collection: usize,
        /// The documents.
        documents: Vec<Value>,
    },
    /// A collection is compared with documents.
    Verify {
        /// The index of the collection.
        collection: usize,
        /// Which of its partitions are.
        selector: Selector,
        /// The documents, in key order.
        documents: Vec<Value>,
    },
}

/// Documents by the index of their collection, in order.
type Appended = BTreeMap<usize, Vec<Arc<Value>>>;

/// What happened in a test.
#[derive(Debug, Clone, PartialEq)]
pub struct TestReport {
    /// What happened in each step.
    pub steps: Vec<StepReport>,
    /// A failure of what was left to do after the last step.
    pub end: Option<TestError>,
    /// The transforms that read documents: the index of the collection that they derive, and their own.
    pub transforms: BTreeSet<(usize, usize)>,
    /// The documents that were appended, by the index of their collection, in order.
    pub appended: Appended,
}

/// What happened in a step.
#[derive(Debug, Clone, PartialEq)]
pub enum StepReport {
    /// The documents are appended.
    Ingested,
    /// The collection holds what is expected.
    Verified,
    /// It does not.
    Mismatched(Mismatches),
    /// It could not be tried; the test ends.
    Failed(TestError),
    /// The test ended before.
    NotRun,
}

/// How a collection is not as expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatches {
    /// What the collection holds, in key order.
    pub actual: Vec<Value>,
    /// What is wrong, in order.
    pub found: Vec<Mismatch>,
}

/// How a document is not as expected; documents are paired by position.
#[derive(Debug, Clone, PartialEq)]
pub enum Mismatch {
    /// Both documents of a position, with their differences.
    Differs {
        /// The position.
        position: usize,
        /// Where they differ.
        differences: Vec<Difference>,
    },
    /// An expected document that is not there.
    Missing {
        /// The position of the expected document.
        position: usize,
    },
    /// A document that is not expected.
    Unexpected {
        /// The position of the actual document.
        position: usize,
    },
}

/// Why a test ended.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TestError {
    /// A document to be ingested is not valid, has no partition, or does not combine with others of its key.
    #[error("{error}")]
    Ingest {
        /// The position of the document in the step; nothing where it is what documents combine to.
        position: Option<usize>,
        /// What is wrong.
        error: CombineError,
    },
    /// A derivation failed.
    #[error(transparent)]
    Derive(Box<DeriveError>),
    /// What a collection holds does not reduce fully.
    #[error(transparent)]
    Verify(CombineError),
    /// Lambdas could not be reset before the test.
    #[error(transparent)]
    Reset(LambdaError),
    /// Derivations read what they publish, without an end.
    #[error("derivations still read what they publish after {0} transactions")]
    Endless(usize),
    /// A step names a collection that the catalog does not have.
    #[error("the catalog has no such collection")]
    NoCollection,
}

impl TestReport {
    /// Whether all steps did what they say.
    pub fn passed(&self) -> bool {
        let passed = |step: &StepReport| matches!(step, StepReport::Ingested | StepReport::Verified);
        self.end.is_none() && self.steps.iter().all(passed)
    }
}

/// What runs tests of a catalog.
#[derive(Debug)]
pub struct TestDriver<'c> {
    plan: Plan<'c>,
}

impl<'c> TestDriver<'c> {
    /// A driver of the collections of a catalog, which refer to one another by their indices.
    pub fn new(collections: &'c [Collection]) -> TestDriver<'c> {
        TestDriver { plan: Plan::new(collections) }
    }

    /// Runs a test in a world of its own: collections are empty, and registers are as at the beginning.
    ///
    /// A collection that is not as expected fails its step, and the test goes on; an error ends it.
    pub fn run(&self, test: &Test, lambdas: &mut dyn Lambdas) -> TestReport {
        let mut steps = Vec::with_capacity(test.steps.len());
        let mut world = World::new(&self.plan);
        let mut reset = Some(lambdas.reset().map_err(TestError::Reset));
        let mut ended = false;
        for step in &test.steps {
            if ended {
                steps.push(StepReport::NotRun);
                continue;
            }
            let ready = reset.take().unwrap_or(Ok(()));
            let done =
                ready.and_then(|()| run_step(&mut world, step, lambdas)).unwrap_or_else(StepReport::Failed);
            ended = matches!(done, StepReport::Failed(_));
            steps.push(done);
        }
        let end = if ended { None } else { world.drain(lambdas).err() };
        let (transforms, appended) = world.into_reached();
        TestReport { steps, end, transforms, appended }
    }
}

fn run_step(world: &mut World<'_>, step: &Step, lambdas: &mut dyn Lambdas) -> Result<StepReport, TestError> {
    match step {
        Step::Ingest { collection, documents } => {
            world.ingest(*collection, documents)?;
            // What is ready runs before the next step, so that a failure belongs to this one.
            world.settle(lambdas)?;
            Ok(StepReport::Ingested)
        }
        Step::Verify { collection, selector, documents } => {
            world.wait_for(*collection, lambdas)?;
            verify(world, *collection, selector, documents)
        }
    }
}

/// Compares what a collection holds, reduced fully and without what is deleted.
fn verify(
    world: &World<'_>,
    collection: usize,
    selector: &Selector,
    expected: &[Value],
) -> Result<StepReport, TestError> {
    let spec = world.collection(collection)?;
    let by_key_alone = Partitions::default();
    let mut combine = Combine::new(&spec.read, &spec.key, &by_key_alone, Mode::Full);
    for document in world.appended(collection) {
        if selector.selects(&spec.partitions, document) {
            combine.push(Value::clone(document)).map_err(TestError::Verify)?;
        }
    }
    let combined = combine.finish().map_err(TestError::Verify)?.into_iter();
    let actual: Vec<Value> = combined.filter(|one| !one.deleted).map(|one| one.document).collect();
    let mut found = Vec::new();
    for position in 0..actual.len().max(expected.len()) {
        let mismatch = match (actual.get(position), expected.get(position)) {
            (Some(actual), Some(expected)) => {
                let differences = differences(actual, expected);
                (!differences.is_empty()).then_some(Mismatch::Differs { position, differences })
            }
            (None, Some(_)) => Some(Mismatch::Missing { position }),
            (Some(_), None) => Some(Mismatch::Unexpected { position }),
            (None, None) => None,
        };
        found.extend(mismatch);
    }
    Ok(match found.is_empty() {
        true => StepReport::Verified,
        false => StepReport::Mismatched(Mismatches { actual, found }),
    })
}
