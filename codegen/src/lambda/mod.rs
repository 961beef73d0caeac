//! The emitter `lambda`: what the modules of lambdas import (`language.md` D1, section 10), so that those of every era
//! resolve; and beside it the scaffold of a module, and what is given to the tools that check types.
//!
//! | path | is |
//! |---|---|
//! | `lambda/flow/COLLECTION.ts` | `flow/COLLECTION`: the types of a derivation and its `IDerivation` |
//! | `lambda/modules.ts` | `flow/modules`: the types of all collections in namespaces |
//! | `lambda/tsconfig.json` | where TypeScript finds both |
//! | `lambda/python/PACKAGE/__init__.py` | the same of a derivation, for Python |

mod anchor;
mod check;
mod modules;
mod options;
mod package;
mod program;
mod python;
mod scaffold;
mod statements;
mod typescript;
mod update;

pub use check::{Inline, Line, Part, Project, project};
pub use options::typescript_options;
pub use package::{package_name, packages};
pub(crate) use program::kinds;
pub use program::{Function, Module, Program, Target, program};
pub use scaffold::{Scaffold, scaffolds};
pub use statements::Parameter;
pub use update::append;

use crate::emitter::Emitter;
use crate::output::Output;
use crate::path;
use compiler::catalog::CollectionId;
use compiler::lambda::{Home, Lambda, Lambdas, pascal_case};
use compiler::spec::Language;
use compiler::{Checked, Compilation};

pub(crate) static EMITTER: Emitter =
    Emitter { name: "lambda", summary: "what the modules of lambdas import", language: None, emit };

fn emit(checked: Checked<'_>, output: &mut Output) {
    let compilation = checked.compilation();
    let lambdas = lambdas(compilation);
    let types = |language| Derived::all(compilation, &lambdas, language);
    let typescript = types(Language::TypeScript);
    for derived in &typescript {
        let path = format!("lambda/flow/{}", path::file(derived.name(), ".ts"));
        output.add(path, typescript::shim(derived, "../"));
    }
    if !typescript.is_empty() {
        output.add("lambda/modules.ts", modules::print(compilation, &typescript));
        output.add("lambda/tsconfig.json", options::generated(compilation));
    }
    let packages = python::Packages::new(compilation);
    for derived in types(Language::Python) {
        let folder = packages.folder(derived.id);
        output.add(format!("lambda/python/{folder}/__init__.py"), python::shim(&derived));
        output.add(format!("lambda/python/{folder}/_types.py"), python::types(&derived));
    }
}

/// The lambdas of a compilation.
pub(crate) fn lambdas(compilation: &Compilation) -> Lambdas {
    Lambdas::of(&compilation.catalog, &compilation.sources, &compilation.trees)
}

/// A collection that is derived by functions of a module.
pub(crate) struct Derived<'c> {
    compilation: &'c Compilation,
    lambdas: &'c Lambdas,
    id: CollectionId,
    language: Language,
}

impl<'c> Derived<'c> {
    /// The collections of which some lambda is a function of a module in a language.
    fn all(compilation: &'c Compilation, lambdas: &'c Lambdas, language: Language) -> Vec<Derived<'c>> {
        let has_module =
            |lambda: &Lambda| lambda.language == language && matches!(lambda.home, Home::Module(_));
        let ids = compilation.catalog.collection_ids();
        let derived = ids.filter(|id| lambdas.of_collection(*id).any(has_module));
        derived.map(|id| Derived { compilation, lambdas, id, language }).collect()
    }

    fn name(&self) -> &'c str {
        &self.compilation.catalog.collection(self.id).name.value
    }

    /// The file that defines it, as text shows it.
    fn source(&self) -> String {
        let collection = self.compilation.catalog.collection(self.id);
        let folder = self.compilation.sources.common_folder();
        self.compilation.sources.file(collection.span.file).uri.relative_to(folder.as_slice()).to_string()
    }

    /// The names of its transforms in the types of their sources: each with its place.
    fn transforms(&self) -> Vec<String> {
        let transforms = self.compilation.catalog.transforms(self.id);
        transforms.map(|transform| pascal_case(&transform.name.value)).collect()
    }

    /// Whether its registers have a schema.
    fn has_register(&self) -> bool {
        matches!(self.compilation.analysis.collection(self.id).register, Some(Ok(_)))
    }

    /// Its functions in modules of the language that are called, each name once.
    fn functions(&self) -> Vec<&'c Lambda> {
        let mut functions: Vec<&Lambda> = Vec::new();
        for lambda in self.lambdas.of_collection(self.id) {
            let is_called = lambda.language == self.language && !lambda.disabled;
            let is_known = functions.iter().any(|known| known.name == lambda.name);
            if is_called && !is_known && matches!(lambda.home, Home::Module(_)) {
                functions.push(lambda);
            }
        }
        functions
    }
}
