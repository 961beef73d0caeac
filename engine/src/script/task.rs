//! The runtime of one derivation: its memory, its modules, their state, and calls of their functions.

use super::driver::{Begun, Driver};
use super::failure::Reporter;
use super::integer::check_integers;
use super::module::{Load, PATH, Resolve};
use crate::engine::failed;
use crate::host::Call;
use rquickjs::function::Args;
use rquickjs::{Array, Context, Ctx, Function, Object, Persistent, Runtime, Value};
use runtime_lite::LambdaError;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

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
    /// The functions that were called and are no methods, by their place in the program.
    plain: BTreeMap<usize, Persistent<Function<'static>>>,
    /// What calls all others; most derivations do without.
    driver: Option<Driver>,
    /// The modules of functions that were called.
    modules: BTreeSet<String>,
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
        context.with(|ctx| console(&ctx).map_err(|error| reporter.explain(&ctx, &error)))?;
        Ok(Task { plain: BTreeMap::new(), driver: None, modules: BTreeSet::new(), context })
    }

    /// Whether no module that runs here keeps anything from one call to the next.
    pub(super) fn is_closed(&self, reporter: &Reporter) -> bool {
        self.modules.iter().all(|module| reporter.modules.is_closed(module))
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
        if !self.modules.contains(wanted.module) {
            self.modules.insert(wanted.module.to_owned());
        }
        let Task { plain, driver, context, .. } = self;
        let text = context.with(|ctx| {
            let text = (|| {
                let rows = ctx.json_parse(rows)?;
                let mut begun = None;
                if driver.is_none()
                    && let Some(function) = self::plain(&ctx, plain, wanted)?
                {
                    match lists(&ctx, &function, &rows, reporter)? {
                        Lists::All(text) => return Ok(text),
                        Lists::Begun(some) => begun = Some(some),
                    }
                }
                let driver = match driver {
                    Some(driver) => driver,
                    none => none.insert(Driver::start(&ctx, reporter)?),
                };
                driver.run(&ctx, wanted, rows, begun)
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

    /// Calls a function of the driver that takes nothing and returns a list; without a driver there are no objects.
    fn command(&mut self, name: &str, reporter: &Reporter) -> Result<String, LambdaError> {
        let Some(driver) = &self.driver else { return Ok("[]".to_owned()) };
        reporter.clock.begin();
        self.context.with(|ctx| driver.command(&ctx, name).map_err(|error| reporter.explain(&ctx, &error)))
    }
}

/// A function that takes all arguments and is no method, if it is one; of its kind most lambdas are.
fn plain<'js>(
    ctx: &Ctx<'js>,
    known: &mut BTreeMap<usize, Persistent<Function<'static>>>,
    wanted: &Wanted<'_>,
) -> rquickjs::Result<Option<Function<'js>>> {
    if let Some(function) = known.get(&wanted.function) {
        return function.clone().restore(ctx).map(Some);
    }
    if wanted.class.is_some() || wanted.reads {
        return Ok(None);
    }
    let function = module(ctx, wanted)?.get::<_, Value<'js>>(wanted.name)?.into_function();
    if let Some(function) = &function {
        known.insert(wanted.function, Persistent::save(ctx, function.clone()));
    }
    Ok(function)
}

/// What the rows of a function that is no method come to.
enum Lists<'js> {
    /// The lists of all of them.
    All(String),
    /// The lists of some, and something else for the next.
    Begun(Begun<'js>),
}

/// Calls a function with each row until it returns something else than an array.
fn lists<'js>(
    ctx: &Ctx<'js>,
    function: &Function<'js>,
    rows: &Value<'js>,
    reporter: &Reporter,
) -> rquickjs::Result<Lists<'js>> {
    let mut out = Vec::new();
    for (at, row) in rows.as_array().into_iter().flat_map(Array::iter::<Array<'js>>).enumerate() {
        let row = row?;
        reporter.clock.tick(at);
        let mut arguments = Args::new(ctx.clone(), row.len());
        for argument in row.iter::<Value<'js>>() {
            arguments.push_arg(argument?)?;
        }
        let returned: Value<'js> = function.call_arg(arguments)?;
        let text = if returned.is_array() { ctx.json_stringify(returned.clone())? } else { None };
        match text {
            Some(text) => out.push(text.to_string()?),
            None => return Ok(Lists::Begun(Begun { out, returned })),
        }
    }
    Ok(Lists::All(format!("[{}]", out.join(","))))
}

/// What a module prints is heard by nobody, but it must not fail for that.
fn console(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let (console, silent) = (Object::new(ctx.clone())?, Function::new(ctx.clone(), || ())?);
    for name in ["log", "info", "warn", "error", "debug", "trace"] {
        console.set(name, silent.clone())?;
    }
    ctx.globals().set("console", console)
}

/// Loads the module of a function.
pub(super) fn module<'js>(ctx: &Ctx<'js>, wanted: &Wanted<'_>) -> rquickjs::Result<Object<'js>> {
    rquickjs::Module::import(ctx, format!("{PATH}{}", wanted.module))?.finish::<Object<'js>>()
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
