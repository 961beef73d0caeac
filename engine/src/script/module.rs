//! What imports lead to: modules of the catalog beside one another, and what is generated for them.

use super::strip::{Fault, Stripped, strip};
use crate::{Program, Texts};
use rquickjs::loader::{ImportAttributes, Loader, Resolver};
use rquickjs::module::{Declared, Module};
use rquickjs::{Ctx, Object};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// What stands before the path of a module that a lambda is in; relative imports lead to paths by themselves.
pub(super) const PATH: &str = "module:";

/// The modules of a program, each stripped once.
pub(super) struct Modules {
    program: Arc<Program>,
    texts: Arc<dyn Texts>,
    stripped: RefCell<BTreeMap<String, Result<Rc<Stripped>, Fault>>>,
}

impl Modules {
    pub(super) fn new(program: Arc<Program>, texts: Arc<dyn Texts>) -> Modules {
        Modules { program, texts, stripped: RefCell::default() }
    }

    /// The path of what a module imports.
    fn resolve(&self, base: &str, name: &str) -> Result<String, String> {
        if let Some(path) = name.strip_prefix(PATH) {
            return Ok(path.to_owned());
        }
        let plain = name.strip_suffix(".ts").unwrap_or(name);
        if let Some(path) = self.program.imports.get(name).or_else(|| self.program.imports.get(plain)) {
            return Ok(path.clone());
        }
        if !name.starts_with("./") && !name.starts_with("../") {
            return Err(format!("packages such as `{name}` are not run yet"));
        }
        let joined = join(base, name).ok_or_else(|| format!("`{name}` leaves the project"))?;
        let plain = joined.strip_suffix(".js").unwrap_or(&joined);
        let candidates =
            [joined.clone(), format!("{joined}.ts"), format!("{plain}.ts"), format!("{joined}/index.ts")];
        let found = candidates.into_iter().find(|path| self.texts.text(path).is_some());
        found.ok_or_else(|| format!("there is no module `{joined}`"))
    }

    /// A module without types.
    fn load(&self, path: &str) -> Result<Rc<Stripped>, String> {
        if !self.stripped.borrow().contains_key(path) {
            let text = self.texts.text(path).ok_or_else(|| format!("there is no module `{path}`"))?;
            self.stripped.borrow_mut().insert(path.to_owned(), strip(&text).map(Rc::new));
        }
        match self.stripped.borrow().get(path) {
            Some(Ok(stripped)) => Ok(stripped.clone()),
            Some(Err(Fault { message, place: (line, column) })) => {
                Err(format!("syntax error: {message}, at {}", self.texts.place(path, *line, *column)))
            }
            None => Err(format!("there is no module `{path}`")),
        }
    }

    /// How a message names a place of a module that was stripped; nothing of what no person wrote.
    pub(super) fn place(&self, path: &str, line: usize, column: usize) -> Option<String> {
        let stripped = self.stripped.borrow();
        let (line, column) = stripped.get(path)?.as_ref().ok()?.source(line, column)?;
        Some(self.texts.place(path, line, column)).filter(|place| !place.is_empty())
    }
}

/// Resolves imports of a runtime.
pub(super) struct Resolve(pub(super) Rc<Modules>);

/// Loads modules of a runtime.
pub(super) struct Load(pub(super) Rc<Modules>);

impl Resolver for Resolve {
    fn resolve<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        base: &str,
        name: &str,
        _attributes: Option<ImportAttributes<'js>>,
    ) -> rquickjs::Result<String> {
        self.0.resolve(base, name).map_err(|message| refuse(ctx, &message))
    }
}

impl Loader for Load {
    fn load<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        name: &str,
        _attributes: Option<ImportAttributes<'js>>,
    ) -> rquickjs::Result<Module<'js, Declared>> {
        let stripped = self.0.load(name).map_err(|message| refuse(ctx, &message))?;
        Module::declare(ctx.clone(), name, stripped.code.as_str())
    }
}

/// Throws a message that is no failure of a module.
fn refuse(ctx: &Ctx<'_>, message: &str) -> rquickjs::Error {
    let thrown = Object::new(ctx.clone()).and_then(|thrown| {
        thrown.set("refused", message)?;
        Ok(thrown)
    });
    match thrown {
        Ok(thrown) => ctx.throw(thrown.into_value()),
        Err(error) => error,
    }
}

/// The path that a relative one leads to from the folder of a module.
fn join(base: &str, name: &str) -> Option<String> {
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn relative_imports_lead_from_the_folder_of_a_module() {
        for (base, name, path) in [
            ("flow.ts", "./a", Some("a")),
            ("a/b.ts", "./c.ts", Some("a/c.ts")),
            ("a/b/c.ts", "../d", Some("a/d")),
            ("a/b.ts", ".././/d/../e", Some("e")),
            ("a.ts", "../b", None),
        ] {
            assert_eq!(join(base, name).as_deref(), path, "{name} of {base}");
        }
    }
}
