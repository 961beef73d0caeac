//! What calls functions that are methods, wait for something, or return no array, in JavaScript itself.

use super::failure::Reporter;
use super::task::{Wanted, module};
use rquickjs::{Ctx, Function, Object, Persistent, Value};
use std::collections::BTreeMap;

/// The text of the driver, which processes of Node have, too.
pub(crate) const CALLER: &str = include_str!("caller.js");

/// The driver of one derivation.
pub(super) struct Driver {
    /// What its text returned.
    object: Persistent<Object<'static>>,
    /// The functions that were called, by their place in the program.
    bound: BTreeMap<usize, Persistent<Object<'static>>>,
}

/// The lists of the first rows, and what was returned for the next one, which is no array.
pub(super) struct Begun<'js> {
    pub(super) out: Vec<String>,
    pub(super) returned: Value<'js>,
}

impl Driver {
    pub(super) fn start(ctx: &Ctx<'_>, reporter: &Reporter) -> rquickjs::Result<Driver> {
        let clock = reporter.clock.clone();
        let start: Function<'_> = ctx.eval(CALLER)?;
        let tick = Function::new(ctx.clone(), move |row: usize| clock.tick(row))?;
        let object: Object<'_> = start.call((tick,))?;
        Ok(Driver { object: Persistent::save(ctx, object), bound: BTreeMap::new() })
    }

    /// The lists of all rows as JSON; of some they may be known.
    pub(super) fn run<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        wanted: &Wanted<'_>,
        rows: Value<'js>,
        begun: Option<Begun<'js>>,
    ) -> rquickjs::Result<String> {
        let function = self.function(ctx, wanted)?;
        let run: Function<'_> = self.object.clone().restore(ctx)?.get("run")?;
        settled(match begun {
            Some(Begun { out, returned }) => run.call((function, rows, out, vec![returned]))?,
            None => run.call((function, rows))?,
        })
    }

    /// Calls a function of the driver that takes nothing and returns a list, as JSON.
    pub(super) fn command(&self, ctx: &Ctx<'_>, name: &str) -> rquickjs::Result<String> {
        let command: Function<'_> = self.object.clone().restore(ctx)?.get(name)?;
        settled(command.call(())?)
    }

    /// Finds a function in its module.
    fn function<'js>(&mut self, ctx: &Ctx<'js>, wanted: &Wanted<'_>) -> rquickjs::Result<Object<'js>> {
        if let Some(function) = self.bound.get(&wanted.function) {
            return function.clone().restore(ctx);
        }
        let bind: Function<'_> = self.object.clone().restore(ctx)?.get("bind")?;
        let function: Object<'js> =
            bind.call((module(ctx, wanted)?, wanted.class, wanted.name, wanted.reads))?;
        self.bound.insert(wanted.function, Persistent::save(ctx, function.clone()));
        Ok(function)
    }
}

/// A text, or that of a promise.
fn settled(value: Value<'_>) -> rquickjs::Result<String> {
    match value.as_promise() {
        Some(promise) => promise.finish(),
        None => value.get(),
    }
}
