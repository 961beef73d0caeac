//! The first text of a module: a function with its types for each lambda that it is to hold, and words about what goes
//! in and what comes out.

use super::lambdas;
use super::python::Packages;
use crate::escape::visible;
use crate::python::comment::escape as python_escape;
use crate::typescript::comment::escape;
use compiler::catalog::CollectionId;
use compiler::lambda::{
    Form, Lambda, LambdaKind, Lambdas, Module, ModuleText, Signature, pascal_case, snake_case,
};
use compiler::source::Uri;
use compiler::spec::Language;
use compiler::{Checked, Compilation};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A module that is still to be written, and its first text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaffold {
    /// Where it is to be.
    pub uri: Uri,
    /// Its language.
    pub language: Language,
    /// Its text.
    pub text: String,
}

/// The modules that a catalog names and that are not there.
pub fn scaffolds(checked: Checked<'_>) -> Vec<Scaffold> {
    let compilation = checked.compilation();
    let (lambdas, packages) = (lambdas(compilation), Packages::new(compilation));
    let modules = lambdas.modules.iter().enumerate();
    let unwritten = modules.filter_map(|(at, module)| match &module.text {
        ModuleText::Unwritten(uri) => Some((at, module, uri.clone())),
        ModuleText::File(_) | ModuleText::Place(_) => None,
    });
    unwritten
        .map(|(at, module, uri)| {
            let printer = Printer { compilation, lambdas: &lambdas, packages: &packages, module };
            Scaffold { uri, language: module.language, text: printer.module(at) }
        })
        .collect()
}

/// What prints the functions of a module.
pub(super) struct Printer<'p> {
    pub(super) compilation: &'p Compilation,
    pub(super) lambdas: &'p Lambdas,
    pub(super) packages: &'p Packages,
    pub(super) module: &'p Module,
}

impl Printer<'_> {
    fn module(&self, at: usize) -> String {
        let all: Vec<&Lambda> = self.lambdas.of_module(at).filter(|lambda| !lambda.disabled).collect();
        let names: Vec<String> =
            self.module.collections.iter().map(|id| visible(self.collection(*id))).collect();
        let what = match names.as_slice() {
            [one] => format!("The lambdas of the collection {one}."),
            several => format!("The lambdas of the collections {}.", several.join(", ")),
        };
        let yours =
            "It is yours: flowctl has written it once, and only ever adds functions, when it is asked to.";
        let mut text = match self.module.language {
            Language::Python => format!("\"\"\"{}\n\n{yours}\n\"\"\"\n\n", python_escape(&what)),
            Language::TypeScript | Language::Sql => format!("// {}\n// {yours}\n\n", escape(&what)),
        };
        for line in self.imports(&all, &|_| true) {
            text += &line;
            text.push('\n');
        }
        for (at, id) in self.module.collections.iter().enumerate() {
            let own: Vec<&Lambda> = all.iter().copied().filter(|lambda| lambda.collection == *id).collect();
            let gap = if self.module.language == Language::Python { "\n\n" } else { "\n" };
            if self.module.form == Form::Functions {
                for lambda in own {
                    text += gap;
                    text += &self.function(lambda);
                }
            } else {
                text += if at == 0 || self.module.language != Language::Python { gap } else { "\n\n" };
                text += &self.class(*id, &own);
            }
        }
        text
    }

    fn collection(&self, id: CollectionId) -> &str {
        &self.compilation.catalog.collection(id).name.value
    }

    /// The lines that import the types of lambdas, as far as names are wanted.
    pub(super) fn imports(&self, lambdas: &[&Lambda], is_wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
        let mut lines = Vec::new();
        let form = self.module.form;
        if form == Form::Interfaces && self.module.language != Language::Python {
            let mut spaces = BTreeSet::from(["interfaces"]);
            for lambda in lambdas {
                let signature = self.signature(lambda);
                let types = signature.parameters.iter().map(|(_, kind)| kind).chain([&signature.item]);
                for kind in types {
                    let all = ["collections", "registers", "transforms"];
                    spaces.extend(all.iter().filter(|space| kind.contains(&format!("{space}."))));
                }
            }
            let names: Vec<&str> = spaces.into_iter().filter(|name| is_wanted(name)).collect();
            if !names.is_empty() {
                lines.push(format!("import type {{ {} }} from \"flow/modules\";", names.join(", ")));
            }
            return lines;
        }
        for id in &self.module.collections {
            let own = lambdas.iter().filter(|lambda| lambda.collection == *id);
            let mut names: BTreeSet<String> = BTreeSet::new();
            for signature in own.map(|lambda| self.signature(lambda)) {
                for kind in signature.parameters.iter().map(|(_, kind)| kind).chain([&signature.item]) {
                    let kind = kind.trim_start_matches("{ doc: ").trim_end_matches(" }");
                    names.extend((!kind.is_empty()).then(|| kind.to_owned()));
                }
            }
            let package = self.packages.name(*id);
            if form == Form::Interfaces {
                let name = snake_case(self.collection(*id));
                lines.extend(is_wanted(&name).then(|| format!("import {package} as {name}")));
                continue;
            }
            let mut values = Vec::new();
            if form != Form::Functions {
                values.push("IDerivation".to_owned());
            }
            let names: Vec<String> = values.into_iter().chain(names).filter(|name| is_wanted(name)).collect();
            if names.is_empty() {
                continue;
            }
            lines.push(match (self.module.language, form) {
                (Language::Python, _) => format!("from {package} import {}", names.join(", ")),
                (_, Form::Reader) => self.import("import", &names, *id),
                _ => self.import("import type", &names, *id),
            });
        }
        lines
    }

    /// An import of TypeScript. A class that is extended has to be there when the module runs.
    fn import(&self, keyword: &str, names: &[String], id: CollectionId) -> String {
        let path = crate::json::literal(&format!("flow/{}", self.collection(id)));
        let is_value = |name: &String| keyword == "import" && name == "IDerivation";
        let name = |name: &String| match keyword == "import type" || is_value(name) {
            true => name.clone(),
            false => format!("type {name}"),
        };
        format!("{keyword} {{ {} }} from {path};", names.iter().map(name).collect::<Vec<_>>().join(", "))
    }

    fn signature(&self, lambda: &Lambda) -> Signature {
        self.lambdas.signature(lambda, &self.compilation.catalog)
    }

    pub(super) fn class(&self, id: CollectionId, lambdas: &[&Lambda]) -> String {
        let name = self.module.class(self.collection(id)).unwrap_or_default();
        let (python, form) = (self.module.language == Language::Python, self.module.form);
        let head = match (python, form) {
            (true, Form::Interfaces) => {
                format!("class {name}({}.IDerivation):\n", snake_case(self.collection(id)))
            }
            (true, _) => format!("class {name}(IDerivation):\n"),
            (false, Form::Interfaces) => {
                format!("export class {name} implements interfaces.{} {{\n", pascal_case(self.collection(id)))
            }
            (false, Form::Reader) => format!("export class {name} extends IDerivation {{\n"),
            (false, Form::Derivation | Form::Functions) => {
                format!("export class {name} implements IDerivation {{\n")
            }
        };
        let indent = if python { "    " } else { "  " };
        let methods: Vec<String> =
            lambdas.iter().map(|lambda| indented(&self.function(lambda), indent)).collect();
        let body = if methods.is_empty() && python { "    pass\n".to_owned() } else { methods.join("\n") };
        format!("{head}{body}{}", if python { "" } else { "}\n" })
    }

    /// A function, or a method of a class, which throws until it is written.
    pub(super) fn function(&self, lambda: &Lambda) -> String {
        let signature = self.signature(lambda);
        let source = self
            .compilation
            .catalog
            .transforms(lambda.collection)
            .nth(lambda.transform)
            .and_then(|transform| transform.source.ok())
            .map_or("its source", |source| self.collection(source));
        let source = visible(source);
        let (what, returns) = match lambda.kind {
            LambdaKind::Update => (
                format!("Changes the register, for a document of {source}."),
                "values that are reduced into the register, one after the other",
            ),
            LambdaKind::Publish => {
                (format!("Publishes documents, for one of {source}."), "documents of the collection, or none")
            }
            LambdaKind::Single => {
                (format!("Publishes documents, for one of {source}."), "documents of the collection, or none")
            }
        };
        let of = |name: &str| match name {
            "register" => "the register, after its update",
            "previous" => "the register, before its update",
            "read" => "the document, as `doc`",
            _ => "the document",
        };
        let name = &signature.name;
        let mut text = String::new();
        let parameters: Vec<&str> =
            signature.parameters.iter().map(|(name, _)| *name).filter(|name| *name != "self").collect();
        if self.module.language == Language::Python {
            let is_method = self.module.form == Form::Reader;
            let head = signature.text();
            let _ = write!(
                text,
                "{}{head}:\n    \"\"\"{}\n",
                if is_method { "async " } else { "" },
                python_escape(&what)
            );
            let _ = write!(text, "\n    Args:\n");
            for parameter in parameters {
                let _ = writeln!(text, "        {parameter}: {}.", of(parameter));
            }
            let _ = write!(text, "\n    Returns:\n        {returns}.\n    \"\"\"\n");
            let _ = writeln!(text, "    raise NotImplementedError(\"{name} is still to be written\")");
            return text;
        }
        let _ = write!(text, "/**\n * {}\n *\n", escape(&what));
        for parameter in parameters {
            let _ = writeln!(text, " * @param {parameter} - {}", of(parameter));
        }
        let _ = write!(text, " * @returns {returns}\n */\n");
        let keyword = if self.module.form == Form::Functions { "export function " } else { "" };
        let _ = write!(
            text,
            "{keyword}{} {{\n  throw new Error(\"{name} is still to be written\");\n}}\n",
            signature.text()
        );
        text
    }
}

/// Lines, each behind the same white space.
pub(super) fn indented(text: &str, indent: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("{indent}{line}\n") };
    text.lines().map(line).collect()
}
