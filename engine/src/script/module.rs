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
pub(crate) struct Modules {
    program: Arc<Program>,
    texts: Arc<dyn Texts>,
    stripped: RefCell<BTreeMap<String, Result<Rc<Stripped>, Fault>>>,
}

impl Modules {
    pub(crate) fn new(program: Arc<Program>, texts: Arc<dyn Texts>) -> Modules {
        Modules { program, texts, stripped: RefCell::default() }
    }

    /// What a module imports.
    fn resolve(&self, base: &str, name: &str) -> Result<Import, String> {
        if let Some(path) = name.strip_prefix(PATH) {
            return Ok(Import::Module(path.to_owned()));
        }
        let plain = name.strip_suffix(".ts").unwrap_or(name);
        if let Some(path) = self.program.imports.get(name).or_else(|| self.program.imports.get(plain)) {
            return Ok(Import::Module(path.clone()));
        }
        if name.starts_with("node:") {
            return Ok(Import::Builtin);
        }
        if !name.starts_with("./") && !name.starts_with("../") {
            let package = package(name).filter(|package| self.program.npm.contains(*package));
            let package = package.map(|package| Import::Package(package.to_owned()));
            return package.ok_or_else(|| {
                format!(
                    "the catalog names no package `{name}`: add it to `nodeDependencies` or `npmDependencies`, \
                     and run `flowctl vendor --npm`"
                )
            });
        }
        let joined = join(base, name).ok_or_else(|| format!("`{name}` leaves the project"))?;
        let plain = joined.strip_suffix(".js").unwrap_or(&joined);
        let candidates =
            [joined.clone(), format!("{joined}.ts"), format!("{plain}.ts"), format!("{joined}/index.ts")];
        let found = candidates.into_iter().find(|path| self.texts.text(path).is_some());
        found.map(Import::Module).ok_or_else(|| format!("there is no module `{joined}`"))
    }

    /// The modules that one reaches by imports, itself first.
    ///
    /// # Errors
    /// One is not there or no TypeScript, or an import leads nowhere.
    pub(crate) fn reached(&self, path: &str) -> Result<Vec<Reached>, String> {
        let mut paths = vec![path.to_owned()];
        let mut reached: Vec<Reached> = Vec::new();
        while let Some(path) = paths.get(reached.len()).cloned() {
            let stripped = self.load(&path)?;
            let mut imports = BTreeMap::new();
            for name in &stripped.imports {
                let import = self.resolve(&path, name)?;
                if let Import::Module(path) = &import
                    && !paths.contains(path)
                {
                    paths.push(path.clone());
                }
                imports.insert(name.clone(), import);
            }
            reached.push(Reached { path, stripped, imports });
        }
        Ok(reached)
    }

    /// Whether a module imports a package of the catalog, itself or by modules that it imports. What cannot be loaded
    /// imports nothing.
    pub(crate) fn imports_packages(&self, path: &str) -> bool {
        if self.program.npm.is_empty() {
            return false;
        }
        let (mut paths, mut done) = (vec![path.to_owned()], 0);
        while let Some(path) = paths.get(done).cloned() {
            done += 1;
            let Ok(stripped) = self.load(&path) else { continue };
            for name in &stripped.imports {
                match self.resolve(&path, name) {
                    Ok(Import::Package(_)) => return true,
                    Ok(Import::Module(path)) if !paths.contains(&path) => paths.push(path),
                    Ok(Import::Module(_) | Import::Builtin) | Err(_) => {}
                }
            }
        }
        false
    }

    /// Whether a module keeps nothing from one call to the next. One that cannot be loaded is not called so.
    pub(super) fn is_closed(&self, path: &str) -> bool {
        self.load(path).is_ok_and(|stripped| stripped.is_closed)
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
    pub(crate) fn place(&self, path: &str, line: usize, column: usize) -> Option<String> {
        let stripped = self.stripped.borrow();
        let (line, column) = stripped.get(path)?.as_ref().ok()?.source(line, column)?;
        Some(self.texts.place(path, line, column)).filter(|place| !place.is_empty())
    }
}

/// What an import leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Import {
    /// The module of a path.
    Module(String),
    /// A package of npm, by its name.
    Package(String),
    /// A module of Node.
    Builtin,
}

/// A module that another one reaches.
pub(crate) struct Reached {
    pub(crate) path: String,
    pub(crate) stripped: Rc<Stripped>,
    /// What its imports lead to, by their words.
    pub(crate) imports: BTreeMap<String, Import>,
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
        let path = self.0.resolve(base, name).and_then(|import| match import {
            Import::Module(path) => Ok(path),
            Import::Builtin => {
                Err(format!("`{name}` is a module of Node, which is there only beside packages of npm"))
            }
            Import::Package(_) => {
                Err(format!("the package `{name}` is imported by a name that is not written in the module"))
            }
        });
        path.map_err(|message| refuse(ctx, &message))
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

/// The name of the package of an import, which may go on to a file in it: `moment`, `@x/a/b`.
fn package(name: &str) -> Option<&str> {
    let slashes = if name.starts_with('@') { 2 } else { 1 };
    let end = name.match_indices('/').nth(slashes - 1).map_or(name.len(), |(at, _)| at);
    name.get(..end)
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
    use super::{join, package};

    #[test]
    fn imports_of_packages_begin_with_their_names() {
        for (name, expected) in
            [("moment", "moment"), ("a/b/c.js", "a"), ("@x/a", "@x/a"), ("@x/a/b/c", "@x/a"), ("@x", "@x")]
        {
            assert_eq!(package(name), Some(expected), "{name}");
        }
    }

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
