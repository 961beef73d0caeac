//! `flowctl types`: prints the types of JSON Schemas, each by itself and without a catalog.

use super::build;
use crate::args::TypeFlags;
use crate::failure::count;
use crate::output::{self, Mode};
use crate::session::{Compiled, Printing, Session, Target};
use crate::settings::language;
use crate::{EXIT_FINDINGS, EXIT_OK, Failure, root};
use codegen::Language;
use compiler::schema::Draft;
use compiler::source::Uri;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Prints the types of the schemas of the paths, or writes a file of each into a folder.
pub(super) fn run(paths: &[PathBuf], wanted: &TypeFlags, session: &mut Session<'_>) -> Result<u8, Failure> {
    let language = language(&wanted.lang)?;
    let project = session.schemas(paths)?;
    let files = files(&project.catalogs, language)?;
    if let (None, true) = (&wanted.output, files.len() > 1) {
        return Err(Failure::new(format!(
            "the types of {} cannot be printed together",
            count(files.len(), "schema")
        ))
        .help("write a file of each into a folder: `-o DIR`"));
    }
    let draft = wanted.draft.unwrap_or_default();
    let mut modules: Vec<(String, String)> = Vec::new();
    let mut failed = 0;
    for (file, uri) in files {
        let compiled = session.compile_schema(paths, &project, uri, draft)?;
        match module(&compiled, language, wanted.name.as_deref(), uri) {
            Some(text) => modules.push((file, text)),
            None => {
                session.findings(&compiled, &Printing::named("full"), Target::Err)?;
                failed += 1;
            }
        }
    }
    let written = match &wanted.output {
        Some(folder) => write(folder, &modules, session)?,
        None => {
            let text: String = modules.into_iter().map(|(_, text)| text).collect();
            session.deliver(None, &text)?;
            EXIT_OK
        }
    };
    Ok(if failed > 0 { EXIT_FINDINGS } else { written })
}

/// The file of the types of each schema, which no two share.
fn files<'u>(schemas: &'u [Uri], language: &Language) -> Result<Vec<(String, &'u Uri)>, Failure> {
    let mut taken: BTreeMap<String, &Uri> = BTreeMap::new();
    let mut files = Vec::new();
    for uri in schemas {
        let file = codegen::file_name(root::stem(uri), language.extension);
        if let Some(other) = taken.insert(file.to_lowercase(), uri) {
            return Err(Failure::new(format!("`{other}` and `{uri}` would both be written to `{file}`"))
                .help("write them into folders of their own"));
        }
        files.push((file, uri));
    }
    Ok(files)
}

/// The types of a schema, unless it has errors.
fn module(compiled: &Compiled, language: &Language, name: Option<&str>, uri: &Uri) -> Option<String> {
    let checked = compiled.compilation.checked_schema(0)?;
    let shape = compiled.compilation.analysis.schemas.first()?.as_ref().ok()?;
    let title = shape.annotations.title.as_ref().map(|title| &*title.value);
    let name = name.or(title.filter(|title| title.chars().any(char::is_alphanumeric)));
    language.module(checked, 0, name.unwrap_or(root::stem(uri)), &uri.to_string())
}

fn write(folder: &Path, modules: &[(String, String)], session: &mut Session<'_>) -> Result<u8, Failure> {
    let shown = folder.display().to_string();
    let files = modules.iter().map(|(file, text)| (file.as_str(), text.as_str()));
    let folder = session.environment.folder.join(folder);
    let report = output::write(&folder, &shown, files, Mode::Write)?;
    match report.edited.is_empty() {
        true => build::written(&report, &shown, session),
        false => build::edited(&report, &shown, session),
    }
}

/// The draft of a name of the command line.
pub(crate) fn draft(name: &str) -> Result<Draft, String> {
    let drafts = [
        ("4", Draft::Draft4),
        ("6", Draft::Draft6),
        ("7", Draft::Draft7),
        ("2019-09", Draft::Draft2019),
        ("2020-12", Draft::Draft2020),
    ];
    let known =
        drafts.iter().find(|(known, _)| *known == name.trim_start_matches("draft-").trim_start_matches('0'));
    known.map(|(_, draft)| *draft).ok_or_else(|| "the drafts are 4, 6, 7, 2019-09 and 2020-12".to_owned())
}
