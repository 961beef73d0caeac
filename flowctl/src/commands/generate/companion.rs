//! What stands beside modules, so that an editor resolves their types at once: `tsconfig.json` and `package.json`, or
//! `pyproject.toml`. Each is a person's once it is written.

use crate::root::relative;
use crate::session::Compiled;
use crate::settings::quoted;
use codegen::packages;
use compiler::Checked;
use compiler::lambda::Lambdas;
use compiler::spec::Language;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// The version of the TypeScript compiler that a project asks for.
const TYPESCRIPT: &str = "^5.9.0";

/// The files that belong beside the modules of a catalog, whose generated files are in a folder.
pub(super) fn files(checked: Checked<'_>, compiled: &Compiled, folder: &Path) -> Vec<(PathBuf, String)> {
    let compilation = checked.compilation();
    let lambdas = Lambdas::of(&compilation.catalog, &compilation.sources, &compilation.trees);
    let has = |language| lambdas.modules.iter().any(|module| module.language == language);
    let below = relative(&compiled.project.folder, folder).replace('\\', "/");
    let below = if below.starts_with('.') { below } else { format!("./{below}") };
    let mut files = Vec::new();
    let mut add = |name: &str, text: String| files.push((compiled.project.folder.join(name), text));
    if has(Language::TypeScript) {
        let config = json!({
            "extends": format!("{below}/lambda/tsconfig.json"),
            "include": ["**/*.ts"],
            "exclude": ["node_modules", below],
        });
        add("tsconfig.json", format!("{config:#}\n"));
        add("package.json", package(checked));
    }
    if has(Language::Python) {
        add("pyproject.toml", pyproject(checked, &below));
    }
    files
}

/// The `package.json` of a catalog's lambdas.
pub(crate) fn package(checked: Checked<'_>) -> String {
    let packages = packages(checked.compilation());
    let version = |value: &compiler::Node| value.as_str().map_or("*".to_owned(), |text| text.to_string());
    let dependencies: Map<String, Value> = packages
        .into_iter()
        .map(|(name, entry)| (name.to_owned(), Value::from(version(&entry.value))))
        .collect();
    let mut package = json!({ "private": true, "type": "module" });
    if let Some(package) = package.as_object_mut() {
        if !dependencies.is_empty() {
            package.insert("dependencies".to_owned(), Value::Object(dependencies));
        }
        package.insert("devDependencies".to_owned(), json!({ "typescript": TYPESCRIPT }));
    }
    format!("{package:#}\n")
}

/// The `pyproject.toml` of a catalog's lambdas.
fn pyproject(checked: Checked<'_>, below: &str) -> String {
    let mut dependencies = vec!["pydantic>=2".to_owned()];
    let catalog = &checked.compilation().catalog;
    let derivations = catalog.collections.iter().filter_map(|collection| collection.derivation.as_ref());
    for entry in derivations.flat_map(|derivation| &derivation.settings) {
        let given = entry.value.get("dependencies").filter(|_| &*entry.key.value == "python");
        for package in given.into_iter().flat_map(|given| given.value.entries()) {
            let version = package.value.as_str().map_or("", |text| text);
            let version = if version == "*" { "" } else { version };
            let bare = version.starts_with(|c: char| c.is_ascii_digit());
            dependencies.push(format!("{}{}{version}", package.key.value, if bare { "==" } else { "" }));
        }
    }
    dependencies.sort();
    dependencies.dedup();
    let list: Vec<String> = dependencies.iter().map(|one| format!("    {},\n", quoted(one))).collect();
    let path = quoted(&format!("{}/lambda/python", below.trim_start_matches("./")));
    format!(
        "[project]\nname = \"lambdas\"\nversion = \"0.0.0\"\nrequires-python = \">=3.11\"\ndependencies = [\n{}]\n\n\
         [tool.pyright]\nextraPaths = [{path}]\n",
        list.concat()
    )
}
