//! `flowctl build`: checks a catalog and writes what is generated from it.

use crate::args::Findings;
use crate::failure::count;
use crate::output::{self, Mode, Report};
use crate::root::relative;
use crate::session::{Compiled, Session, Target};
use crate::{EXIT_FINDINGS, EXIT_OK, Failure};
use compiler::Checked;
use std::path::{Path, PathBuf};

/// The folder that is written to unless another is named.
pub(super) const FOLDER: &str = "flow_generated";

/// What the flags ask for.
pub(super) fn mode(force: bool, check: bool) -> Mode {
    match (force, check) {
        (_, true) => Mode::Check,
        (true, false) => Mode::Force,
        (false, false) => Mode::Write,
    }
}

/// Builds the catalogs of the paths.
pub(super) fn run(
    paths: &[PathBuf],
    out: Option<&Path>,
    mode: Mode,
    findings: &Findings,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let printing = session.printing(findings)?;
    let compiled = session.compile(paths, None)?;
    session.findings(&compiled, &printing, Target::Out)?;
    let checked = compiled.compilation.checked();
    let Some(checked) = checked.filter(|_| !compiled.fails()) else {
        if printing.format.for_people {
            let why =
                if checked.is_none() { "the catalog has errors" } else { "what was found fails this run" };
            session.remark(&format!("nothing was written: {why}"))?;
        }
        return Ok(EXIT_FINDINGS);
    };
    let generated = generated(checked, &compiled);
    let current = &session.environment.folder;
    let folder = match out {
        Some(out) => current.join(out),
        None => compiled.project.folder.join(FOLDER),
    };
    let shown = match out {
        Some(out) => out.display().to_string(),
        None => relative(current, &folder),
    };
    let report = output::write(&folder, &shown, generated.files(), mode)?;
    match mode {
        Mode::Check => would_change(&report, &shown, session),
        Mode::Write if !report.edited.is_empty() => edited(&report, &shown, session),
        Mode::Write | Mode::Force => {
            let code = written(&report, &shown, session)?;
            if report.changed {
                session.remark("next: commit them, and run `flowctl build --check` in CI")?;
            }
            Ok(code)
        }
    }
}

/// All that is generated, with types in the languages of the project.
pub(super) fn generated(checked: Checked<'_>, compiled: &Compiled) -> codegen::Output {
    match &compiled.project.settings.languages {
        Some(languages) => codegen::generate_in(checked, &languages.value),
        None => codegen::generate(checked),
    }
}

pub(super) fn written(report: &Report, folder: &str, session: &mut Session<'_>) -> Result<u8, Failure> {
    for path in &report.kept {
        session.remark(&format!("kept {folder}/{path}: it is stale, but was edited by hand"))?;
    }
    if !report.changed {
        let files = count(report.unchanged, "file");
        session.remark(&format!("{folder} is up to date ({files})"))?;
        return Ok(EXIT_OK);
    }
    let others = [(report.unchanged, "unchanged"), (report.removed.len(), "removed")];
    let others = others.into_iter().filter(|(number, _)| *number > 0);
    let others: Vec<String> = others.map(|(number, what)| format!("{number} {what}")).collect();
    let others = if others.is_empty() { String::new() } else { format!(" ({})", others.join(", ")) };
    session.remark(&format!("wrote {} to {folder}{others}", count(report.wrote.len(), "file")))?;
    Ok(EXIT_OK)
}

/// Refuses to overwrite: this is no hint, so `--quiet` does not silence it.
pub(super) fn edited(report: &Report, folder: &str, session: &mut Session<'_>) -> Result<u8, Failure> {
    let files = count(report.edited.len(), "file");
    let mut message =
        format!("{files} in `{folder}` would be overwritten, but flowctl did not write what is there:");
    for path in &report.edited {
        message.push_str(&format!("\n  {folder}/{}", crate::render::escape::prose(path)));
    }
    Failure::new(message)
        .help("nothing was written; save your changes elsewhere, then run `flowctl build --force`")
        .print(session.err)?;
    Ok(EXIT_FINDINGS)
}

pub(super) fn would_change(report: &Report, folder: &str, session: &mut Session<'_>) -> Result<u8, Failure> {
    for path in &report.kept {
        session.remark(&format!("would keep {folder}/{path}: it is stale, but was edited by hand"))?;
    }
    if !report.changed {
        let files = count(report.unchanged, "file");
        session.remark(&format!("{folder} is up to date ({files})"))?;
        return Ok(EXIT_OK);
    }
    let lines = report.wrote.iter().map(|path| format!("would write {folder}/{path}"));
    let lines = lines.chain(report.removed.iter().map(|path| format!("would remove {folder}/{path}")));
    let edited = report.edited.iter();
    let mut lines: Vec<String> = lines
        .chain(edited.map(|path| format!("would refuse to overwrite {folder}/{path}: it was edited by hand")))
        .collect();
    if lines.is_empty() {
        lines.push(format!("would write {folder}/{}", output::MANIFEST));
    }
    for line in lines {
        session.remark(&line)?;
    }
    session.remark("next: flowctl build")?;
    Ok(EXIT_FINDINGS)
}
