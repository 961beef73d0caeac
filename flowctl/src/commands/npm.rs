//! `flowctl vendor --npm`: installs the packages of npm that lambdas use, with a lock and without their scripts.

use super::generate::companion;
use crate::failure::count;
use crate::session::Session;
use crate::tool::{Ran, Search, install};
use crate::{EXIT_FINDINGS, EXIT_OK, Failure, output};
use compiler::Entry;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What every run of npm is told. The program for git is named lest a setting of the project names another.
const FLAGS: [&str; 5] = ["--ignore-scripts", "--no-audit", "--no-fund", "--git=git", "--loglevel=error"];

/// Installs what the catalogs of the paths ask for.
pub(super) fn run(paths: &[PathBuf], session: &mut Session<'_>) -> Result<u8, Failure> {
    let compiled = session.compile(paths, None)?;
    let packages = codegen::packages(&compiled.compilation);
    if packages.is_empty() {
        session.remark("the catalog names no packages of npm")?;
        return Ok(EXIT_OK);
    }
    let mut asked = BTreeMap::new();
    for (name, entry) in packages {
        asked.insert(name, range(name, entry)?);
    }
    let programs = Search::new(&session.environment, &compiled.project, false);
    let Some(npm) = programs.find("npm")? else {
        return Err(Failure::new("there is no `npm` on the PATH outside of the project")
            .help("install Node.js, or name the program: `[tools] npm` in `flowctl.toml`"));
    };
    let folder = compiled.project.folder.clone();
    let manifest = folder.join("package.json");
    let Some(checked) = compiled.compilation.checked() else {
        session.remark("nothing was installed: the catalog has errors, which `flowctl check` prints")?;
        return Ok(EXIT_FINDINGS);
    };
    let created = output::create(&manifest, companion::package(checked).as_bytes(), &compiled.project.root);
    created.map_err(|error| Failure::at(&manifest, "written", &error))?;
    let wanting = wanting(&output::text(&manifest)?, &asked)?;
    let mut arguments: Vec<&str> = Vec::new();
    match wanting.is_empty() && output::is_there(&folder.join("package-lock.json")) {
        true => arguments.push("ci"),
        false => arguments.push("install"),
    }
    arguments.extend(FLAGS);
    if !wanting.is_empty() {
        arguments.push("--");
        arguments.extend(wanting.iter().map(String::as_str));
    }
    let failed = |error| Failure::at(&npm.path, "run", &error);
    let Ran { success, out, err } =
        install(&npm.path, &arguments, &folder, programs.search()).map_err(failed)?;
    if !success {
        let words: Vec<&str> =
            err.lines().chain(out.lines()).filter(|line| !line.trim().is_empty()).collect();
        return Err(Failure::new(format!("`npm {}` failed:\n{}", arguments.join(" "), words.join("\n"))));
    }
    session.remark(&format!(
        "installed {} and what they need; no script of theirs was run",
        count(asked.len(), "package")
    ))?;
    session.remark("next: commit package.json and package-lock.json, and run `flowctl check --types`")?;
    Ok(EXIT_OK)
}

/// The versions that are asked for of a package, if both are of a form that names only packages of a registry.
fn range(name: &str, entry: &Entry) -> Result<String, Failure> {
    let is_part = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
        part.starts_with(|c: char| c.is_ascii_alphanumeric()) && part.chars().all(plain)
    };
    let is_name = match name.strip_prefix('@') {
        Some(scoped) => scoped.split_once('/').is_some_and(|(scope, name)| is_part(scope) && is_part(name)),
        None => is_part(name),
    };
    let range = entry.value.as_str().map(|range| range.trim().to_owned()).unwrap_or_default();
    let is_range = range.chars().all(|c| {
        c.is_ascii_alphanumeric()
            || matches!(c, '.' | '^' | '~' | '<' | '>' | '=' | '|' | '*' | ' ' | '-' | '+')
    });
    match is_name && is_range && !range.is_empty() {
        true => Ok(range),
        false => {
            Err(Failure::new(format!("`{name}: {range}` is no package and range of versions of a registry"))
                .help("write a name of npm and versions: `moment: ^2.29`; others are installed by hand"))
        }
    }
}

/// The packages that a `package.json` lacks, or asks for in other versions.
fn wanting(text: &str, asked: &BTreeMap<&str, String>) -> Result<Vec<String>, Failure> {
    let manifest: Value = serde_json::from_str(text)
        .map_err(|error| Failure::new(format!("`package.json` is not JSON: {error}")))?;
    let has = |name: &str, range: &str| {
        let sections = ["dependencies", "devDependencies"];
        sections
            .iter()
            .any(|section| manifest.get(section).and_then(|found| found.get(name)) == Some(&range.into()))
    };
    let wanting = asked.iter().filter(|(name, range)| !has(name, range));
    Ok(wanting.map(|(name, range)| format!("{name}@{range}")).collect())
}

/// The tree of a catalog that asks for versions of a package.
#[cfg(test)]
fn entry(range: &str) -> compiler::Tree {
    let files = compiler::MemoryFiles::new([("flow.yaml", format!("x-p: {{ p: \"{range}\" }}\n"))]);
    let request = compiler::Request { roots: vec![compiler::Uri::local("flow.yaml")], ..Default::default() };
    compiler::Compiler::default().compile(&request, &files).trees.swap_remove(0)
}

#[cfg(test)]
mod tests {
    use super::{entry, range, wanting};
    use std::collections::BTreeMap;

    #[test]
    fn only_packages_of_a_registry_are_asked_for() {
        let of = |name: &str, text: &str| {
            let tree = entry(text);
            range(name, tree.root.get("x-p").unwrap().value.get("p").unwrap())
        };
        for (name, text) in
            [("moment", "^2.29"), ("@x/a.b", ">=1 <2 || 3.x"), ("a", "*"), ("a", "1.0.0-rc.1+b")]
        {
            assert!(of(name, text).is_ok(), "{name} {text}");
        }
        for (name, text) in [
            ("--git=./evil", "1"),
            ("-g", "1"),
            ("../x", "1"),
            ("a b", "1"),
            ("@x", "1"),
            ("a", "file:../x"),
            ("a", "git+ssh://x/y"),
            ("a", "https://x/y.tgz"),
            ("a", "npm:b@1"),
            ("a", "x/y"),
            ("a", ""),
        ] {
            assert!(of(name, text).is_err(), "{name} {text}");
        }
    }

    #[test]
    fn what_a_manifest_lacks_is_installed() {
        let asked = BTreeMap::from([("a", "^1".to_owned()), ("b", "2".to_owned()), ("c", "3".to_owned())]);
        let text = r#"{"dependencies": {"a": "^1", "b": "1"}, "devDependencies": {"c": "3"}}"#;
        assert_eq!(wanting(text, &asked).unwrap(), ["b@2"]);
        assert!(wanting("{", &asked).is_err());
    }
}
