//! Lambdas as the engine runs them, and how their places are named.

use crate::render::Names;
use crate::session::{Compiled, Session};
use crate::tool::{self, Search};
use crate::{Disk, Failure};
use codegen::{Module, Target};
use compiler::source::{SourceMap, Span, Uri};
use compiler::spec::Language;
use compiler::{Checked, Files};
use engine::{Function, Interpreter, Node, Program, Texts};
use runtime_lite::LambdaName;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The lambdas of a catalog, ready for engines of several threads.
pub(crate) struct Prepared {
    pub(crate) program: Arc<Program>,
    pub(crate) texts: Arc<dyn Texts>,
    /// Where the catalog names each lambda.
    pub(crate) places: BTreeMap<LambdaName, Span>,
}

/// Whether lambdas behind URLs and of AWS are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remote {
    /// They are.
    Called,
    /// They are not: the catalog names them, and nobody said that it may.
    Refused,
}

impl Remote {
    /// What a flag says.
    pub(crate) fn of(flag: bool) -> Remote {
        if flag { Remote::Called } else { Remote::Refused }
    }
}

/// Prepares the lambdas of a catalog.
pub(crate) fn prepare(
    checked: Checked<'_>,
    compiled: &Compiled,
    remote: Remote,
    session: &Session<'_>,
) -> Result<Prepared, Failure> {
    let codegen::Program { functions, modules, imports, packages } = codegen::program(checked);
    let places = functions.iter().map(|function| (function.lambda.clone(), function.span)).collect();
    let functions = functions.into_iter().map(|function| Function {
        lambda: function.lambda,
        target: match function.target {
            Target::Module { language: Language::TypeScript, module, class, name, reads, .. } => {
                engine::Target::TypeScript { module, class, name, reads }
            }
            Target::Module { language: Language::Python, module, class, name, reads, package, transform } => {
                engine::Target::Python { module, class, name, package, transform, reads }
            }
            Target::Module { language: Language::Sql, .. } => {
                engine::Target::Elsewhere { kind: "a module of SQL".to_owned() }
            }
            Target::Statements { statements, migrations, parameters } => {
                let parameters = parameters.into_iter().map(parameter).collect();
                engine::Target::Sqlite { statements, migrations, parameters }
            }
            Target::Remote(url) => engine::Target::Remote { url },
            Target::AwsLambda(function) => engine::Target::AwsLambda { function },
            Target::Other(kind) => engine::Target::Elsewhere { kind: kind.to_owned() },
        },
    });
    // The interpreter is looked for only where something runs in it.
    let python = match packages.is_empty() {
        true => None,
        false => interpreter(packages, compiled, session)?,
    };
    let npm: BTreeSet<String> =
        codegen::packages(checked.compilation()).into_keys().map(str::to_owned).collect();
    let node = match npm.is_empty() {
        true => None,
        false => node(compiled, session)?,
    };
    let may_reach_network = remote == Remote::Called;
    let program = Program {
        functions: functions.collect(),
        imports,
        python,
        npm,
        node,
        aws: session.environment.aws.clone(),
        may_reach_network,
    };
    let texts = ModuleTexts {
        modules,
        sources: checked.compilation().sources.clone(),
        names: compiled.names.clone(),
        disk: session.disk(&compiled.project),
    };
    Ok(Prepared { program: Arc::new(program), texts: Arc::new(texts), places })
}

fn parameter(parameter: codegen::Parameter) -> engine::Parameter {
    let codegen::Parameter { name, field, pointer, is_list } = parameter;
    engine::Parameter { name, field, pointer, is_list }
}

/// The interpreter of Python, if there is one that may be run (`language.md` D8).
fn interpreter(
    packages: Vec<(String, String)>,
    compiled: &Compiled,
    session: &Session<'_>,
) -> Result<Option<Interpreter>, Failure> {
    let programs = Search::new(&session.environment, &compiled.project, false);
    let found = match programs.find("python")? {
        Some(found) => Some(found),
        None => programs.find("python3")?,
    };
    Ok(found.map(|found| Interpreter { program: found.path, search: programs.search(), packages }))
}

/// Node, if there is one that may be run, and the packages of the project.
fn node(compiled: &Compiled, session: &Session<'_>) -> Result<Option<Node>, Failure> {
    let programs = Search::new(&session.environment, &compiled.project, false);
    let packages = tool::packages(&compiled.project);
    Ok(programs.find("node")?.map(|found| Node { program: found.path, search: programs.search(), packages }))
}

/// The texts of modules: those of lambdas, and files that they import.
struct ModuleTexts {
    modules: BTreeMap<String, Module>,
    sources: SourceMap,
    names: Names,
    disk: Disk,
}

impl Texts for ModuleTexts {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        if let Some(module) = self.modules.get(path) {
            return Some(module.text.clone());
        }
        // No file of a person has such a name, and a module that is generated is known.
        if path.contains(':') {
            return None;
        }
        self.disk.read(&file(path)?).ok()
    }

    fn place(&self, path: &str, line: usize, column: usize) -> String {
        let Some(module) = self.modules.get(path) else {
            return file(path)
                .map(|uri| format!("{}:{line}:{column}", self.names.of(&uri)))
                .unwrap_or_default();
        };
        let from_zero = (line.saturating_sub(1), column.saturating_sub(1));
        match module.place(&self.sources, from_zero.0, from_zero.1) {
            Some(span) => place(span, &self.sources, &self.names),
            None => String::new(),
        }
    }
}

fn file(path: &str) -> Option<Uri> {
    Uri::local("").join(path).ok().map(|(uri, _)| uri)
}

/// A place as `file:line:column`.
pub(crate) fn place(span: Span, sources: &SourceMap, names: &Names) -> String {
    let file = sources.file(span.file);
    let at = file.lines.line_column(span.range().start, &file.text);
    format!("{}:{}:{}", names.of(&file.uri), at.line, at.column)
}
