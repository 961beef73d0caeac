//! The type checker of Python.
#![expect(clippy::disallowed_methods, reason = "this module writes the project of the tool")]

use super::{Job, Place, Said, cached, process};
use crate::Failure;
use crate::output::hash;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What the checker prints for programs.
#[derive(Debug, Deserialize)]
struct Report {
    #[serde(rename = "generalDiagnostics")]
    diagnostics: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    file: PathBuf,
    severity: String,
    message: String,
    rule: Option<String>,
    range: Option<Range>,
}

#[derive(Debug, Deserialize)]
struct Range {
    start: Position,
}

#[derive(Debug, Deserialize)]
struct Position {
    line: usize,
    character: usize,
}

/// Runs the checker over a project, unless what it says is known.
pub(super) fn run(job: &Job<'_>) -> Result<Vec<Said>, Failure> {
    let folders = folders(job);
    let python = match job.programs.find("python")? {
        Some(python) => Some(python),
        None => job.programs.find("python3")?,
    };
    let mut paths = vec!["lambda/python".to_owned()];
    paths.extend(folders.iter().map(|folder| folder.display().to_string()));
    let config = json!({
        "include": ["inline", "lambda"],
        "extraPaths": paths,
        "typeCheckingMode": "standard",
        "reportMissingModuleSource": "none",
        "useLibraryCodeForTypes": true,
    })
    .to_string();
    let python_version = python.as_ref().map(|python| python.version.clone()).unwrap_or_default();
    let place = cached::place(job, &format!("{config}\n{python_version}\n{}", beside(&folders)));
    if let Some(said) = place.as_deref().and_then(cached::get) {
        return Ok(said);
    }
    let failed = |error: std::io::Error| {
        Failure::new(format!("`pyright` could not be run: {}", crate::failure::said(&error)))
    };
    let folder = tempfile::Builder::new().prefix("flowctl-types-").tempdir().map_err(failed)?;
    let here = folder.path().canonicalize().map_err(failed)?;
    let written = job.project.files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    for (path, text) in written.chain([("pyrightconfig.json", config.as_str())]) {
        let path = here.join(path);
        let parent = path.parent().unwrap_or(&here);
        fs::create_dir_all(parent).and_then(|()| fs::write(&path, text)).map_err(failed)?;
    }
    let interpreter = python.as_ref().map(|python| python.path.display().to_string());
    let mut arguments = vec!["--outputjson", "-p", "pyrightconfig.json"];
    if let Some(interpreter) = &interpreter {
        arguments.extend(["--pythonpath", interpreter]);
    }
    let ran =
        process::run(&job.program.path, &arguments, &here, job.programs.search(), &here).map_err(failed)?;
    let report: Report = serde_json::from_str(&ran.out).map_err(|_| {
        let words = ran.err.trim().lines().next().unwrap_or("it printed no report").to_owned();
        Failure::new(format!("`pyright` failed: {words}"))
    })?;
    let said = read(report, &here)?;
    let certain = !said.iter().any(|one| one.code == "reportMissingImports");
    if let Some(place) = place.filter(|_| certain) {
        cached::put(&place, &said, std::iter::empty());
    }
    Ok(said)
}

/// The folders of modules, from which they import what lies beside them.
fn folders(job: &Job<'_>) -> BTreeSet<PathBuf> {
    let sources = &job.compiled.compilation.sources;
    let texts = job.project.parts.iter().filter_map(|part| match &part.what {
        codegen::Inline::Text(_, span) => Some(sources.file(span.file)),
        codegen::Inline::About(_) | codegen::Inline::Class(_) => None,
    });
    let modules = texts.filter(|file| file.role == compiler::source::Role::Module);
    let paths = modules.filter_map(|file| Some(job.compiled.project.root.join(file.uri.local_path()?)));
    paths.filter_map(|path| path.parent().map(Path::to_owned)).collect()
}

/// What lies in folders that modules may import: it changes when any of it does.
fn beside(folders: &BTreeSet<PathBuf>) -> String {
    let mut files: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "py" || end == "pyi"))
        .collect();
    files.sort();
    let hashes =
        files.iter().filter_map(|path| Some(format!("{} {}", path.display(), hash(&fs::read(path).ok()?))));
    hashes.collect::<Vec<_>>().join("\n")
}

fn read(report: Report, here: &Path) -> Result<Vec<Said>, Failure> {
    let errors = report.diagnostics.into_iter().filter(|entry| entry.severity == "error");
    let said: Vec<Said> = errors
        .map(|entry| {
            let file = match entry.file.strip_prefix(here) {
                Ok(own) => Place::Project(own.to_string_lossy().replace('\\', "/")),
                Err(_) => Place::Disk(entry.file.clone()),
            };
            let start = entry.range.map(|range| range.start);
            let start = start.unwrap_or(Position { line: 0, character: 0 });
            let mut lines = entry.message.lines().map(|line| line.trim().to_owned());
            Said {
                file,
                line: start.line,
                column: start.character,
                code: entry.rule.unwrap_or_else(|| "syntax".to_owned()),
                message: lines.next().unwrap_or_default(),
                notes: lines.filter(|line| !line.is_empty()).collect(),
            }
        })
        .collect();
    let is_generated = |one: &&Said| matches!(&one.file, Place::Project(file) if file.starts_with("lambda/"));
    let lacks = |one: &Said| one.code == "reportMissingImports" && one.message.contains("pydantic");
    if said.iter().filter(is_generated).any(lacks) {
        let help = "install it: `pip install pydantic`; or name another interpreter: `[tools] python`";
        return Err(Failure::new(
            "the generated types need pydantic, which the Python of the PATH does not have",
        )
        .help(help));
    }
    Ok(said)
}
