//! TypeScript in this process.
//!
//! | module | owns |
//! |---|---|
//! | `nesting` | which texts are parsed at all, and on which stack |
//! | `strip` | types are stripped, and places lead back |
//! | `module` | what imports lead to |
//! | `integer` | integers that JavaScript has no number for |
//! | `task` | the runtime of one derivation, and calls in it |
//! | `driver` | calls that need JavaScript to be made: of methods, of what waits, and of generators |
//! | `closed` | which modules keep nothing from one call to the next |
//! | `failure` | what is said about a call that fails |

mod closed;
mod driver;
mod failure;
mod integer;
mod module;
mod nesting;
mod strip;
mod task;

pub(crate) use driver::CALLER;
pub(crate) use integer::check_integers;
pub(crate) use module::{Import, Modules};

use crate::host::{Call, Host, Shared};
use crate::{Program, Target};
use failure::{Clock, Reporter};
use runtime_lite::LambdaError;
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use task::{Task, Wanted};

/// How many runtimes stay of derivations whose modules keep nothing; each takes some 200 KiB.
const STAYING: usize = 1024;

/// The host of functions of TypeScript: one runtime for each derivation, whose memory is its own.
pub(crate) struct ScriptHost {
    program: Arc<Program>,
    /// The derivations that were called, by name.
    tasks: BTreeMap<String, Task>,
    /// The derivations that began with a module that keeps nothing, oldest first.
    closed: VecDeque<String>,
    reporter: Reporter,
}

impl ScriptHost {
    /// A host in which nothing runs yet.
    pub(crate) fn new(shared: &Shared) -> ScriptHost {
        let clock = Rc::new(Clock::new(shared.limits.time));
        let reporter = Reporter { modules: shared.modules.clone(), clock, limits: shared.limits };
        ScriptHost {
            program: shared.program.clone(),
            tasks: BTreeMap::new(),
            closed: VecDeque::new(),
            reporter,
        }
    }

    /// Ends the oldest runtime of those that keep nothing, where there are too many.
    fn end_oldest(&mut self) {
        if self.closed.len() <= STAYING {
            return;
        }
        let oldest = self.closed.pop_front();
        // Another module of the same derivation may keep something.
        if let Some(derivation) = oldest
            && self.tasks.get(&derivation).is_some_and(|task| task.is_closed(&self.reporter))
        {
            self.tasks.remove(&derivation);
        }
    }

    /// Ends the runtime of a derivation in which something failed: a call that was broken off leaves anything behind.
    fn end_if_failed<T>(
        &mut self,
        derivation: &str,
        result: Result<T, LambdaError>,
    ) -> Result<T, LambdaError> {
        if result.is_err() {
            self.tasks.remove(derivation);
        }
        result
    }
}

impl Host for ScriptHost {
    fn call(&mut self, function: usize, call: &Call<'_>) -> Result<Vec<Vec<Value>>, LambdaError> {
        let program = self.program.clone();
        let Some(spec) = program.functions.get(function) else { return Ok(Vec::new()) };
        let Target::TypeScript { module, class, name, reads } = &spec.target else { return Ok(Vec::new()) };
        let derivation = &spec.lambda.derivation;
        if !self.tasks.contains_key(derivation) {
            self.tasks.insert(derivation.clone(), Task::start(&self.reporter)?);
            if self.reporter.modules.is_closed(module) {
                self.closed.push_back(derivation.clone());
                self.end_oldest();
            }
        }
        let Some(task) = self.tasks.get_mut(derivation) else { return Ok(Vec::new()) };
        let wanted = Wanted { function, module, class: class.as_deref(), name, reads: *reads };
        let result = task.call(&wanted, call, &self.reporter);
        self.end_if_failed(derivation, result)
    }

    fn flush(&mut self, derivation: &str) -> Result<Vec<Value>, LambdaError> {
        let Some(task) = self.tasks.get_mut(derivation) else { return Ok(Vec::new()) };
        let result = task.flush(&self.reporter);
        self.end_if_failed(derivation, result)
    }

    fn reset(&mut self) -> Result<(), LambdaError> {
        // What a module keeps is in its runtime, and goes with it.
        self.closed.clear();
        let mut tasks = std::mem::take(&mut self.tasks);
        tasks.values_mut().try_for_each(|task| task.reset(&self.reporter))
    }
}
