//! What is said about a call that fails, and how long it may take.
#![expect(clippy::disallowed_methods, reason = "this module takes the time of calls")]

use super::module::Modules;
use crate::Limits;
use rquickjs::{Ctx, Error, Object, Value};
use runtime_lite::LambdaError;
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How many characters of a message of a user's code are shown.
const LENGTH: usize = 1000;

/// How many calls within calls are shown.
const FRAMES: usize = 5;

/// The time of the call that runs, and its row.
pub(super) struct Clock {
    limit: Duration,
    end: Cell<Instant>,
    over: Cell<bool>,
    row: Cell<Option<usize>>,
}

impl Clock {
    pub(super) fn new(limit: Duration) -> Clock {
        let end = Cell::new(Instant::now() + limit);
        Clock { limit, end, over: Cell::new(false), row: Cell::new(None) }
    }

    /// Something begins that is no row.
    pub(super) fn begin(&self) {
        self.over.set(false);
        self.row.set(None);
        self.end.set(Instant::now() + self.limit);
    }

    /// A row begins.
    pub(super) fn tick(&self, row: usize) {
        self.row.set(Some(row));
        self.end.set(Instant::now() + self.limit);
    }

    /// Whether the time is over.
    pub(super) fn is_over(&self) -> bool {
        let over = Instant::now() > self.end.get();
        if over {
            self.over.set(true);
        }
        over
    }
}

/// Makes messages of what goes wrong.
pub(super) struct Reporter {
    pub(super) modules: Rc<Modules>,
    pub(super) clock: Rc<Clock>,
    pub(super) limits: Limits,
}

impl Reporter {
    /// What is said about an error of the runtime.
    pub(super) fn explain(&self, ctx: &Ctx<'_>, error: &Error) -> LambdaError {
        let row = self.clock.row.get();
        let thrown = error.is_exception().then(|| ctx.catch());
        let message = match thrown {
            _ if self.clock.over.get() => format!("it took longer than {:?}", self.limits.time),
            Some(thrown) => self.thrown(ctx, &thrown),
            None if matches!(error, Error::WouldBlock) => {
                "it waits for a promise that nothing settles".to_owned()
            }
            None => error.to_string(),
        };
        LambdaError { row, message }
    }

    fn thrown<'js>(&self, ctx: &Ctx<'js>, thrown: &Value<'js>) -> String {
        let memory = || format!("it needs more than {} MiB of memory", self.limits.memory / (1 << 20));
        let Some(object) = thrown.as_object() else {
            // Where there is no memory for an error either, it is null.
            return if thrown.is_null() { memory() } else { format!("it threw {}", json(ctx, thrown)) };
        };
        if let Some(refused) = text(object, "refused") {
            return refused;
        }
        let Some(stack) = text(object, "stack") else {
            return format!("it threw {}", json(ctx, thrown));
        };
        let name = text(object, "name").unwrap_or_else(|| "Error".to_owned());
        let message = text(object, "message").unwrap_or_default();
        if name == "InternalError" && message == "out of memory" {
            return memory();
        }
        let mut said = match message.as_str() {
            "" => short(&name),
            message => short(&format!("{name}: {message}")),
        };
        let places = stack.lines().filter_map(frame);
        let places = places.filter_map(|(path, line, column)| self.modules.place(path, line, column));
        for (at, place) in places.take(FRAMES).enumerate() {
            let joined = if at == 0 { ", at " } else { "\n  called at " };
            said.push_str(joined);
            said.push_str(&place);
        }
        said
    }
}

/// The module, line and column of a line of a stack: `at name (module:line:column)`.
fn frame(line: &str) -> Option<(&str, usize, usize)> {
    let line = line.trim().strip_prefix("at ")?;
    let place = match line.split_once(" (") {
        Some((_, place)) => place.strip_suffix(')')?,
        None => line,
    };
    let mut parts = place.rsplitn(3, ':');
    let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((parts.next()?, line, column))
}

fn text(object: &Object<'_>, name: &str) -> Option<String> {
    object.get::<_, Value<'_>>(name).ok()?.as_string()?.to_string().ok()
}

fn json<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> String {
    let text = ctx.json_stringify(value.clone()).ok().flatten().and_then(|text| text.to_string().ok());
    text.map_or_else(|| value.type_name().to_owned(), |text| short(&text))
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::frame;

    #[test]
    fn lines_of_a_stack_have_a_module_and_a_place() {
        for (line, found) in [
            ("    at f (flow.ts:3:7)", Some(("flow.ts", 3, 7))),
            ("    at <anonymous> (a (b)/c:d.ts:1:2)", Some(("a (b)/c:d.ts", 1, 2))),
            ("    at a/b.ts:1:2", Some(("a/b.ts", 1, 2))),
            ("    at map (native)", None),
            ("", None),
        ] {
            assert_eq!(frame(line), found, "{line}");
        }
    }
}
