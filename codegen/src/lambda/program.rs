//! The lambdas of a catalog as hosts run them: functions, the texts of their modules, and where each line of those was
//! written (`language.md` D1).

use super::check::{exact, written};
use super::package::{package_name, packages};
use super::statements::Parameter;
use super::{Derived, lambdas, modules, python, typescript};
use crate::{json, path};
use compiler::catalog::{Derivation, Transform};
use compiler::lambda::{Form, Home, Lambda, LambdaKind, Lambdas, ModuleText, Surface, pascal_case, yields};
use compiler::source::{SourceMap, Span};
use compiler::spec::{LambdaSpec, Language, ShuffleSpec};
use compiler::{Checked, Compilation, Value};
use runtime_lite::LambdaName;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Names below `flow/` that are those of `flow/modules` unless a collection is called so.
const SPACES: &[&str] = &["anchors", "collections", "interfaces", "modules", "registers", "transforms"];

/// Names of packages.
struct Names {
    /// Those of Python, of each collection.
    python: python::Packages,
    /// Those of npm, each with what it is called in a body.
    npm: Vec<(String, String)>,
}

/// The packages of npm, each with what it is called in a body.
fn npm(compilation: &Compilation) -> Vec<(String, String)> {
    packages(compilation).keys().map(|package| ((*package).to_owned(), package_name(package))).collect()
}

/// What is run of the lambdas of a catalog.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// A function for each lambda that something may call.
    pub functions: Vec<Function>,
    /// The texts that functions are in, by their path: those of files as they are called from the root on.
    pub modules: BTreeMap<String, Module>,
    /// What imports by name lead to: the path of a text.
    pub imports: BTreeMap<String, String>,
    /// The files of packages of Python, by their paths.
    pub packages: Vec<(String, String)>,
}

/// A lambda, and what runs it.
#[derive(Debug, Clone)]
pub struct Function {
    /// Which lambda it is.
    pub lambda: LambdaName,
    /// Where the catalog names it.
    pub span: Span,
    /// What runs it.
    pub target: Target,
}

/// What runs a lambda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A function of a module.
    Module {
        /// The language of the module.
        language: Language,
        /// Its path.
        module: String,
        /// The class that the function is a method of, if it is one.
        class: Option<String>,
        /// The name of the function.
        name: String,
        /// Whether it takes one object with the document in it.
        reads: bool,
        /// The package of Python with the types of its derivation.
        package: String,
        /// What its transform is called in the names of types.
        transform: String,
    },
    /// Statements of SQL.
    Statements {
        /// The path of their text.
        statements: String,
        /// The paths of the texts that make the database of their derivation, in order.
        migrations: Vec<String>,
        /// What they may name of a document; where two have one name, it is that of neither.
        parameters: Vec<Parameter>,
    },
    /// A server.
    Remote(String),
    /// A function of AWS, by its ARN.
    AwsLambda(String),
    /// Something that nothing here runs, in words.
    Other(&'static str),
}

/// A text that functions are in.
#[derive(Debug, Clone)]
pub struct Module {
    /// The text.
    pub text: Arc<str>,
    /// What of it a person wrote, and where; nothing of a text that is generated.
    origin: Option<(Arc<str>, Span)>,
    /// How many lines were put before that.
    head: usize,
    /// How many columns were put before each line.
    indent: usize,
}

impl Module {
    /// A text as a person wrote it, and where it stands.
    pub(super) fn written(text: Arc<str>, span: Span) -> Module {
        Module { origin: Some((text.clone(), span)), text, head: 0, indent: 0 }
    }

    /// The place of a line and a column, both from 0, in the file of a person.
    pub fn place(&self, sources: &SourceMap, line: usize, column: usize) -> Option<Span> {
        let (value, span) = self.origin.as_ref()?;
        let (line, column) = (line.checked_sub(self.head)?, column.saturating_sub(self.indent));
        Some(exact(value, *span, sources, line, column).unwrap_or(*span))
    }
}

/// Which lambdas a transform calls: those that are written, and one that publishes where a program of its own does.
pub(crate) fn kinds(derivation: &Derivation, transform: &Transform) -> Vec<runtime_lite::LambdaKind> {
    let mut kinds = Vec::new();
    if transform.update.is_some() {
        kinds.push(runtime_lite::LambdaKind::Update);
    }
    if transform.publish.is_some() || (transform.update.is_none() && other(derivation, transform).is_some()) {
        kinds.push(runtime_lite::LambdaKind::Publish);
    }
    kinds
}

/// What a transform depends on that nothing here runs, in words.
fn other(derivation: &Derivation, transform: &Transform) -> Option<&'static str> {
    let named = |entry: &&compiler::Entry| matches!(&*entry.key.value, "connector" | "local");
    if derivation.settings.iter().any(|entry| named(&entry)) {
        return Some("a derivation by a program of its own");
    }
    match &transform.shuffle {
        Some(ShuffleSpec::Other(node)) if matches!(node.value, Value::Object(_)) => {
            Some("a shuffle that is computed")
        }
        Some(ShuffleSpec::Other(_) | ShuffleSpec::Key(..)) | None => None,
    }
}

/// The program of a catalog.
pub fn program(checked: Checked<'_>) -> Program {
    let compilation = checked.compilation();
    let lambdas = lambdas(compilation);
    // Names depend on all collections, so they are found once and not for each lambda.
    let names = Names { python: python::Packages::new(compilation), npm: npm(compilation) };
    let mut program = Program::default();
    let mut uses_modules = false;
    for id in compilation.catalog.collection_ids() {
        let collection = compilation.catalog.collection(id);
        let Some(derivation) = &collection.derivation else { continue };
        let written: Vec<&Lambda> = lambdas.of_collection(id).collect();
        for (place, transform) in derivation.transforms.iter().enumerate().filter(|(_, one)| !one.disabled) {
            for kind in kinds(derivation, transform) {
                let is_wanted = |lambda: &&&Lambda| {
                    lambda.transform == place
                        && (lambda.kind == LambdaKind::Update) == (kind == runtime_lite::LambdaKind::Update)
                };
                let lambda = written.iter().find(is_wanted).copied();
                let spec = match kind {
                    runtime_lite::LambdaKind::Update => &transform.update,
                    runtime_lite::LambdaKind::Publish => &transform.publish,
                };
                let spec = spec.as_ref().and_then(|spec| spec.as_ref().ok());
                let (target, span) = match (other(derivation, transform), lambda) {
                    (Some(what), lambda) => {
                        (Target::Other(what), lambda.map_or(transform.name.span, |lambda| lambda.span))
                    }
                    (None, Some(lambda)) => {
                        uses_modules |= matches!(lambda.home, Home::Module(_));
                        (program.target(compilation, &lambdas, &names, lambda), lambda.span)
                    }
                    (None, None) => {
                        let statements = spec
                            .and_then(|spec| program.statements(compilation, (id, place), transform, spec));
                        statements.unwrap_or_else(|| (elsewhere(spec), transform.name.span))
                    }
                };
                let (derivation, transform) =
                    (collection.name.value.to_string(), transform.name.value.to_string());
                let lambda = LambdaName { derivation, transform, kind };
                program.functions.push(Function { lambda, span, target });
            }
        }
    }
    if uses_modules {
        program.shims(compilation, &lambdas);
    }
    program.packages(compilation, &lambdas, &names.python);
    program
}

/// What runs a lambda that is not written in the catalog.
fn elsewhere(spec: Option<&LambdaSpec>) -> Target {
    match spec {
        Some(LambdaSpec::Remote(url)) => Target::Remote(url.value.to_string()),
        Some(LambdaSpec::AwsLambda(arn)) => Target::AwsLambda(arn.value.to_string()),
        Some(LambdaSpec::Inline(..) | LambdaSpec::Module(..) | LambdaSpec::File(..)) | None => {
            Target::Other("a lambda that is not written")
        }
    }
}

impl Program {
    /// What runs a lambda that is written in a language, whose module is added.
    fn target(
        &mut self,
        compilation: &Compilation,
        lambdas: &Lambdas,
        names: &Names,
        lambda: &Lambda,
    ) -> Target {
        let language = lambda.language;
        let package = names.python.name(lambda.collection);
        let transform = compilation.catalog.transforms(lambda.collection).nth(lambda.transform);
        let transform = transform.map(|transform| pascal_case(&transform.name.value)).unwrap_or_default();
        match &lambda.home {
            Home::Body(body) => {
                let file = self.modules.len();
                let module = format!("inline:{file}");
                let types = Types { package: &package, transform: &transform };
                let head = head(lambda, &body.value, &types, &names.npm);
                let text = match language {
                    Language::Python => format!("{head}\n{}\n", indented(&body.value)),
                    Language::TypeScript | Language::Sql => format!("{head}\n{}\n}}\n", body.value),
                };
                let head = head.matches('\n').count() + 1;
                let origin = Some((body.value.clone(), body.span));
                let indent = if language == Language::Python { INDENT.len() } else { 0 };
                self.modules.insert(module.clone(), Module { text: text.into(), origin, head, indent });
                let name = "lambda_".to_owned();
                Target::Module { language, module, class: None, name, reads: false, package, transform }
            }
            Home::Module(at) => {
                let Some(module) = lambdas.modules.get(*at) else { return Target::Other("no module") };
                let path = match &module.text {
                    ModuleText::File(file) => compilation.sources.file(*file).uri.to_string(),
                    ModuleText::Unwritten(uri) => uri.to_string(),
                    ModuleText::Place(_) => format!("inline:module{at}"),
                };
                let mut class = None;
                if let Some((text, span)) = written(module, compilation) {
                    let surface = Surface::of(language, &text);
                    let found = lambdas.class_of(module, lambda.collection, &surface, &compilation.catalog);
                    class = found.filter(|_| module.form != Form::Functions).map(|class| class.name.clone());
                    self.modules.entry(path.clone()).or_insert_with(|| Module::written(text, span));
                }
                let reads = lambda.kind == LambdaKind::Single;
                let name = lambda.name.clone();
                Target::Module { language, module: path, class, name, reads, package, transform }
            }
        }
    }

    /// The packages of Python with the types of derivations.
    fn packages(&mut self, compilation: &Compilation, lambdas: &Lambdas, packages: &python::Packages) {
        for id in compilation.catalog.collection_ids() {
            let is_python = |lambda: &Lambda| lambda.language == Language::Python && !lambda.disabled;
            if !lambdas.of_collection(id).any(is_python) {
                continue;
            }
            let derived = Derived { compilation, lambdas, id, language: Language::Python };
            let folder = packages.folder(id);
            self.packages.push((format!("{folder}/__init__.py"), python::shim(&derived)));
            self.packages.push((format!("{folder}/_types.py"), python::types(&derived)));
        }
    }

    /// What modules import that is generated: types, and classes that are extended.
    fn shims(&mut self, compilation: &Compilation, lambdas: &Lambdas) {
        let derived = Derived::all(compilation, lambdas, Language::TypeScript);
        if derived.is_empty() {
            return;
        }
        let mut add = |names: &[String], path: String, text: String| {
            self.modules.insert(path.clone(), Module { text: text.into(), origin: None, head: 0, indent: 0 });
            for name in names {
                self.imports.insert(name.clone(), path.clone());
            }
        };
        let spaces = SPACES.iter().filter(|space| compilation.catalog.collection_by_name(space).is_none());
        let spaces: Vec<String> = spaces.map(|space| format!("flow/{space}")).collect();
        add(&spaces, "flow:modules.ts".to_owned(), modules::print(compilation, &derived));
        for one in &derived {
            let path = format!("flow:{}", path::file(one.name(), ".ts"));
            add(&[format!("flow/{}", one.name())], path, typescript::shim(one, "../"));
        }
    }
}

/// What stands before each line of a body of Python.
const INDENT: &str = "    ";

/// The names of the types of a lambda of Python.
struct Types<'t> {
    package: &'t str,
    transform: &'t str,
}

/// What is put before the body of a function. Only what waits is asynchronous: calling it costs more.
fn head(lambda: &Lambda, body: &str, types: &Types<'_>, npm: &[(String, String)]) -> String {
    if lambda.language == Language::Python {
        let Types { package, transform } = types;
        let imports = format!("import {package} as flow_\nfrom {package} import Document, Register\n\n");
        return imports
            + &match lambda.kind {
                LambdaKind::Update => "async def lambda_(source):".to_owned(),
                LambdaKind::Publish => "async def lambda_(source, register, previous):".to_owned(),
                LambdaKind::Single => format!(
                    "async def lambda_(source, _register, _previous):\n{INDENT}read = \
                     flow_.Read{transform}.model_construct(doc=source)"
                ),
            };
    }
    let parameters = match lambda.kind {
        LambdaKind::Update => "source",
        LambdaKind::Publish => "source, register, previous",
        LambdaKind::Single => "source, _register, _previous, read = { doc: source }",
    };
    let mut head = String::new();
    for (package, name) in npm.iter().filter(|(_, name)| body.contains(name)) {
        head += &format!("import {name} from {};\n", json::literal(package));
    }
    let waits = if body.contains("await") { "async " } else { "" };
    let yields = if yields(Language::TypeScript, body) { "*" } else { "" };
    head + &format!("export {waits}function{yields} lambda_({parameters}) {{")
}

/// The body of a function of Python, by one step to the right; what is in strings of several lines moves, too.
fn indented(body: &str) -> String {
    body.split('\n').map(|line| format!("{INDENT}{line}")).collect::<Vec<_>>().join("\n")
}
