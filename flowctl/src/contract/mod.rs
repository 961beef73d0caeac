//! Contract tests of a catalog: which are run, and on how many threads.
//!
//! | module | owns |
//! |---|---|
//! | `program` | lambdas and their texts for the engine |
//! | `outcome` | what a test came to, at places of the catalog and in words |
//! | `coverage` | what no test reached |
//! | `text`, `json`, `junit` | outcomes for people and programs |

pub(crate) mod coverage;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod outcome;
pub(crate) mod program;
pub(crate) mod text;

use crate::Failure;
use crate::session::Compiled;
use codegen::{Expectation, Runnable};
use compiler::catalog::{CollectionId, TestId};
use compiler::{Checked, Node};
use engine::{Engine, Limits};
use program::Prepared;
use regex::Regex;
use runtime_lite::{StepReport, TestDriver, TestReport, align};
use std::collections::BTreeSet;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// The stack of a thread that runs lambdas.
const STACK: usize = 8 << 20;

/// Tests that are ready to run.
pub(crate) struct Suite<'c> {
    checked: Checked<'c>,
    pub(crate) tests: Vec<TestId>,
    pub(crate) runnable: Runnable,
    pub(crate) prepared: Prepared,
}

/// When a suite ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// All tests have been run.
    End,
    /// A test has failed.
    Failure,
}

/// What is kept of a run beside its outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recording {
    /// Nothing.
    Nothing,
    /// What documents reach of schemas, for which each is evaluated in full.
    Reach,
}

/// The tests of a catalog whose names match.
pub(crate) fn select(checked: Checked<'_>, filter: Option<&Regex>) -> Vec<TestId> {
    let catalog = &checked.compilation().catalog;
    let matches = |id: &TestId| filter.is_none_or(|filter| filter.is_match(&catalog.test(*id).name.value));
    catalog.test_ids().filter(matches).collect()
}

impl<'c> Suite<'c> {
    /// Prepares tests.
    pub(crate) fn new(
        checked: Checked<'c>,
        compiled: &Compiled,
        tests: Vec<TestId>,
        prepared: Prepared,
        recording: Recording,
    ) -> Result<Suite<'c>, Failure> {
        let needed = codegen::needed_by(checked.compilation(), &tests);
        Suite::of(checked, compiled, tests, &needed, prepared, recording)
    }

    /// Prepares tests, of which it is known which collections they need.
    pub(crate) fn of(
        checked: Checked<'c>,
        compiled: &Compiled,
        tests: Vec<TestId>,
        needed: &BTreeSet<CollectionId>,
        prepared: Prepared,
        recording: Recording,
    ) -> Result<Suite<'c>, Failure> {
        let formats = compiled.project.settings.formats.as_ref();
        let formats = formats.map(|formats| formats.value).unwrap_or_default();
        let runnable = match recording {
            Recording::Nothing => Runnable::new(checked, formats, needed),
            Recording::Reach => Runnable::recording(checked, formats, needed),
        };
        let runnable = runnable.map_err(|fault| {
            let place = compiled.place(fault.span);
            Failure::new(format!("{place}: documents cannot be judged by this schema: {}", fault.error))
        })?;
        Ok(Suite { checked, tests, runnable, prepared })
    }

    /// What steps would have to expect for no document to be another than expected.
    pub(crate) fn expectations(&self, reports: &[Option<TestReport>]) -> Vec<Expectation> {
        let catalog = &self.checked.compilation().catalog;
        let mut wanted = Vec::new();
        for (id, report) in self.tests.iter().zip(reports) {
            let steps = report.iter().flat_map(|report| &report.steps);
            for (place, (step, done)) in catalog.test(*id).steps.iter().zip(steps).enumerate() {
                let (StepReport::Mismatched(mismatches), Ok(collection), Ok(documents)) =
                    (done, &step.collection, &step.documents)
                else {
                    continue;
                };
                let Some(collection) = self.runnable.collections.get(collection.index()) else { continue };
                let expected: Vec<_> = documents.items().iter().map(Node::to_json).collect();
                let aligned = align(&collection.key, &mismatches.actual, &expected);
                let actual = mismatches.actual.clone();
                wanted.push(Expectation { test: *id, step: place, actual, aligned });
            }
        }
        wanted
    }

    /// Runs the tests: one report for each, but for those after the end.
    pub(crate) fn run(&self, jobs: Option<NonZero<usize>>, until: Until) -> Vec<Option<TestReport>> {
        let available = || thread::available_parallelism().map_or(1, NonZero::get);
        // The first failure in order is always the same one if tests follow one another.
        let threads = if until == Until::Failure { 1 } else { jobs.map_or_else(available, NonZero::get) };
        let reports: Vec<Mutex<Option<TestReport>>> = self.tests.iter().map(|_| Mutex::new(None)).collect();
        let (next, ended) = (AtomicUsize::new(0), AtomicBool::new(false));
        let driver = TestDriver::new(&self.runnable.collections);
        let work = || {
            let mut lambdas =
                Engine::new(self.prepared.program.clone(), self.prepared.texts.clone(), Limits::default());
            while !ended.load(Ordering::Relaxed) {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let (Some(id), Some(place)) = (self.tests.get(at), reports.get(at)) else { return };
                let test = codegen::test(self.checked, *id);
                let report = driver.run(&test, &mut lambdas);
                if !report.passed() && until == Until::Failure {
                    ended.store(true, Ordering::Relaxed);
                }
                if let Ok(mut place) = place.lock() {
                    *place = Some(report);
                }
            }
        };
        thread::scope(|scope| {
            for _ in 0..threads.min(self.tests.len()) {
                // Where no thread can be started, this one does the work.
                if thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).is_err() {
                    work();
                }
            }
        });
        reports.into_iter().map(|place| place.into_inner().unwrap_or_default()).collect()
    }
}
