//! TypeScript in this process.
//!
//! | module | owns |
//! |---|---|
//! | `nesting` | which texts are parsed at all |
//! | `strip` | types are stripped, and places lead back |
//! | `module` | what imports lead to |
//! | `task` | the context of one derivation, and calls in it |
//! | `failure` | what is said about a call that fails |

mod failure;
mod module;
mod nesting;
mod strip;
mod task;

use crate::engine::failed;
use crate::host::{Call, Host};
use crate::{Limits, Program, Target, Texts};
use failure::{Clock, Reporter};
use module::{Load, Modules, Resolve};
use rquickjs::Runtime;
use runtime_lite::LambdaError;
use serde_json::Value;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use task::{Task, Wanted};

/// The host of functions of TypeScript: one context for each derivation.
pub(crate) struct ScriptHost {
    program: Arc<Program>,
    /// The contexts of derivations, by name. They go before the runtime that they are in.
    tasks: BTreeMap<String, Task>,
    reporter: Reporter,
    runtime: Runtime,
}

impl ScriptHost {
    /// Starts a runtime in which nothing is loaded.
    ///
    /// # Errors
    /// There is no memory for it.
    pub(crate) fn start(
        program: Arc<Program>,
        texts: Arc<dyn Texts>,
        limits: Limits,
    ) -> Result<ScriptHost, LambdaError> {
        let runtime = Runtime::new().map_err(|error| failed(error.to_string()))?;
        runtime.set_memory_limit(limits.memory);
        runtime.set_max_stack_size(limits.stack);
        let clock = Rc::new(Clock::new(limits.time));
        let ticking = clock.clone();
        runtime.set_interrupt_handler(Some(Box::new(move || ticking.is_over())));
        let modules = Rc::new(Modules::new(program.clone(), texts));
        runtime.set_loader(Resolve(modules.clone()), Load(modules.clone()));
        let reporter = Reporter { modules, clock, limits };
        Ok(ScriptHost { program, tasks: BTreeMap::new(), reporter, runtime })
    }

    /// Ends the context of a derivation in which something failed: a call that was broken off leaves anything behind.
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
            self.tasks.insert(derivation.clone(), Task::new(&self.runtime, &self.reporter)?);
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
        // What a module keeps is in its context, and goes with it.
        let mut tasks = std::mem::take(&mut self.tasks);
        tasks.values_mut().try_for_each(|task| task.reset(&self.reporter))
    }
}
