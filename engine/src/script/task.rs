//! The runtime of one derivation: its memory, its modules, their state, and calls of their functions.

use super::failure::Reporter;
use super::integer::check_integers;
use super::module::{Load, PATH, Resolve};
use crate::engine::failed;
use crate::host::Call;
use rquickjs::{Context, Ctx, Function, Object, Persistent, Runtime, Value};
use runtime_lite::LambdaError;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The text that calls functions.
pub(crate) const CALLER: &str = include_str!("caller.js");

/// A function that is called.
pub(super) struct Wanted<'w> {
    pub(super) function: usize,
    pub(super) module: &'w str,
    pub(super) class: Option<&'w str>,
    pub(super) name: &'w str,
    pub(super) reads: bool,
}

/// The runtime of a derivation, with one context.
pub(super) struct Task {
    /// What the driver returned.
    driver: Persistent<Object<'static>>,
    /// The functions that were called, by their place in the program.
    bound: BTreeMap<usize, Persistent<Object<'static>>>,
    context: Context,
}

impl Task {
    /// A runtime in which no module is loaded.
    ///
    /// # Errors
    /// There is no memory for it.
    pub(super) fn start(reporter: &Reporter) -> Result<Task, LambdaError> {
        let no_memory = |error: rquickjs::Error| failed(error.to_string());
        let runtime = Runtime::new().map_err(no_memory)?;
        runtime.set_memory_limit(reporter.limits.memory);
        runtime.set_max_stack_size(reporter.limits.stack);
        let ticking = reporter.clock.clone();
        runtime.set_interrupt_handler(Some(Box::new(move || ticking.is_over())));
        runtime.set_loader(Resolve(reporter.modules.clone()), Load(reporter.modules.clone()));
        // The context keeps its runtime.
        let context = Context::full(&runtime).map_err(no_memory)?;
        reporter.clock.begin();
        let clock = reporter.clock.clone();
        let driver = context.with(|ctx| {
            let made = (|| {
                // What a module prints is heard by nobody, but it must not fail for that.
                let console: Object<'_> =
                    ctx.eval("({ log() {}, info() {}, warn() {}, error() {}, debug() {}, trace() {} })")?;
                ctx.globals().set("console", console)?;
                let driver: Function<'_> = ctx.eval(CALLER)?;
                let tick = Function::new(ctx.clone(), move |row: usize| clock.tick(row))?;
                let driver: Object<'_> = driver.call((tick,))?;
                Ok(Persistent::save(&ctx, driver))
            })();
            made.map_err(|error| reporter.explain(&ctx, &error))
        })?;
        Ok(Task { driver, bound: BTreeMap::new(), context })
    }

    /// Calls a function with each row.
    pub(super) fn call(
        &mut self,
        wanted: &Wanted<'_>,
        call: &Call<'_>,
        reporter: &Reporter,
    ) -> Result<Vec<Vec<Json>>, LambdaError> {
        reporter.clock.begin();
        let rows = rows(call)?;
        let Task { driver, bound, context } = self;
        let text = context.with(|ctx| {
            let text = (|| {
                let driver = driver.clone().restore(&ctx)?;
                let function = match bound.get(&wanted.function) {
                    Some(function) => function.clone().restore(&ctx)?,
                    None => {
                        let function = bind(&ctx, &driver, wanted)?;
                        bound.insert(wanted.function, Persistent::save(&ctx, function.clone()));
                        function
                    }
                };
                let run: Function<'_> = driver.get("run")?;
                settled(run.call((function, ctx.json_parse(rows)?))?)
            })();
            text.map_err(|error| reporter.explain(&ctx, &error))
        })?;
        read(&text)
    }

    /// What its objects publish at the end of a transaction.
    pub(super) fn flush(&mut self, reporter: &Reporter) -> Result<Vec<Json>, LambdaError> {
        read(&self.command("flush", reporter)?)
    }

    /// Lets its objects forget.
    pub(super) fn reset(&mut self, reporter: &Reporter) -> Result<(), LambdaError> {
        self.command("reset", reporter).map(drop)
    }

    /// Calls a function of the driver that takes nothing.
    fn command(&mut self, name: &str, reporter: &Reporter) -> Result<String, LambdaError> {
        reporter.clock.begin();
        let driver = &self.driver;
        self.context.with(|ctx| {
            let text = (|| {
                let command: Function<'_> = driver.clone().restore(&ctx)?.get(name)?;
                settled(command.call(())?)
            })();
            text.map_err(|error| reporter.explain(&ctx, &error))
        })
    }
}

/// Loads the module of a function, and finds it there.
fn bind<'js>(ctx: &Ctx<'js>, driver: &Object<'js>, wanted: &Wanted<'_>) -> rquickjs::Result<Object<'js>> {
    let loaded = rquickjs::Module::import(ctx, format!("{PATH}{}", wanted.module))?;
    let namespace: Object<'_> = loaded.finish()?;
    let bind: Function<'_> = driver.get("bind")?;
    bind.call((namespace, wanted.class, wanted.name, wanted.reads))
}

/// A text, or that of a promise.
fn settled(value: Value<'_>) -> rquickjs::Result<String> {
    match value.as_promise() {
        Some(promise) => promise.finish(),
        None => value.get(),
    }
}

/// The arguments of all rows, as JSON.
fn rows(call: &Call<'_>) -> Result<Vec<u8>, LambdaError> {
    check_integers(call)?;
    let rows: Vec<Vec<&Json>> =
        call.rows().map(|row| row.into_iter().map(|(_, value)| value).collect()).collect();
    serde_json::to_vec(&rows).map_err(|error| failed(error.to_string()))
}

/// What a function returned, which is JSON but for halves of characters and numbers that are too large.
fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, LambdaError> {
    serde_json::from_str(text).map_err(|error| failed(format!("what it returned is no JSON: {error}")))
}
