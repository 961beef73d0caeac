//! `flowctl generate`: writes what is generated, and modules of lambdas where there are none yet.
//!
//! A module is a person's from its first moment on: it is written once, and afterwards only functions are added to it,
//! and only when that is asked for.

pub(super) mod companion;

use super::build::{self, FOLDER};
use crate::args::Findings;
use crate::failure::count;
use crate::output::{self, Mode};
use crate::root::relative;
use crate::session::{Compiled, Session, Target};
use crate::{EXIT_FINDINGS, Failure};
use compiler::source::Uri;
use std::path::{Path, PathBuf};

/// The findings by which modules differ from their catalog.
const CODES: [&str; 2] = ["missing-lambda", "surplus-lambda"];

/// What may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// What is not there.
    New,
    /// Functions that modules lack, too.
    Missing,
    /// Nothing: only what would be is said.
    Nothing,
}

/// What the flags ask for.
pub(super) fn extent(update: bool, check: bool) -> Extent {
    match (update, check) {
        (_, true) => Extent::Nothing,
        (true, false) => Extent::Missing,
        (false, false) => Extent::New,
    }
}

/// Generates for the catalogs of the paths.
pub(super) fn run(
    paths: &[PathBuf],
    out: Option<&Path>,
    extent: Extent,
    findings: &Findings,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let printing = session.printing(findings)?;
    let mut compiled = session.compile(paths, None)?;
    let updated = match extent {
        Extent::Missing => append(&compiled, session)?,
        Extent::New | Extent::Nothing => 0,
    };
    if updated > 0 {
        compiled = session.compile(paths, None)?;
    }
    session.findings(&compiled, &printing, Target::Out)?;
    let Some(checked) = compiled.compilation.checked().filter(|_| !compiled.fails()) else {
        if printing.format.for_people {
            session
                .remark("nothing was generated: the catalog has errors, or what was found fails this run")?;
        }
        return Ok(EXIT_FINDINGS);
    };
    let current = session.environment.folder.clone();
    let folder = match out {
        Some(out) => current.join(out),
        None => compiled.project.folder.join(FOLDER),
    };
    let generated = build::generated(checked, &compiled);
    let shown = out.map_or_else(|| relative(&current, &folder), |out| out.display().to_string());
    let mode = if extent == Extent::Nothing { Mode::Check } else { Mode::Write };
    let report = output::write(&folder, &shown, generated.files(), mode)?;
    let code = match extent {
        Extent::Nothing => build::would_change(&report, &shown, session)?,
        Extent::New | Extent::Missing if !report.edited.is_empty() => {
            build::edited(&report, &shown, session)?
        }
        Extent::New | Extent::Missing => build::written(&report, &shown, session)?,
    };
    let mut fresh = companion::files(checked, &compiled, &folder);
    for scaffold in codegen::scaffolds(checked) {
        match scaffold.uri.local_path() {
            Some(path) => fresh.push((compiled.project.root.join(path), scaffold.text)),
            None => session.remark(&format!("{} is on the network: write it there", scaffold.uri))?,
        }
    }
    let mut wanting = false;
    for (path, text) in fresh {
        wanting |= create(&path, &text, extent, &compiled, session)?;
    }
    let differs = compiled.compilation.diagnostics.iter().any(|finding| CODES.contains(&finding.code.name));
    if differs && extent == Extent::New {
        session.remark("next: flowctl generate --update, which appends what is missing")?;
    }
    match extent {
        Extent::Nothing if wanting || differs => Ok(EXIT_FINDINGS),
        Extent::New | Extent::Missing | Extent::Nothing => Ok(code),
    }
}

/// Writes a file that is not there, unless nothing may be; true if it would be.
fn create(
    path: &Path,
    text: &str,
    extent: Extent,
    compiled: &Compiled,
    session: &mut Session<'_>,
) -> Result<bool, Failure> {
    let shown = relative(&session.environment.folder, path);
    if extent == Extent::Nothing {
        let is_there = output::is_there(path);
        if !is_there {
            session.remark(&format!("would write {shown}"))?;
        }
        return Ok(!is_there);
    }
    let created = output::create(path, text.as_bytes(), &compiled.project.root);
    if created.map_err(|error| Failure::at(Path::new(&shown), "written", &error))? {
        session.remark(&format!("wrote {shown}: it is yours now"))?;
    }
    Ok(false)
}

/// Appends the functions that modules lack; how many modules it were.
fn append(compiled: &Compiled, session: &mut Session<'_>) -> Result<usize, Failure> {
    let Some(checked) = compiled.compilation.checked() else { return Ok(0) };
    let disk = session.disk(&compiled.project);
    let mut written = 0;
    for (file, text) in codegen::append(checked) {
        let source = compiled.compilation.sources.file(file);
        let own = |uri: &Uri| uri.local_path().filter(|path| disk.is_own(path));
        let Some(path) = own(&source.uri) else {
            session.remark(&format!(
                "{} is not a file of this project: nothing is appended to it",
                source.uri
            ))?;
            continue;
        };
        let path = compiled.project.root.join(path);
        let shown = relative(&session.environment.folder, &path);
        let failed = |error| Failure::at(Path::new(&shown), "written", &error);
        match output::rewrite(&path, source.text.as_bytes(), text.as_bytes()).map_err(failed)? {
            true => written += 1,
            false => session.remark(&format!("{shown} has changed meanwhile: nothing is appended to it"))?,
        }
    }
    if written > 0 {
        session.remark(&format!("appended what was missing to {}", count(written, "module")))?;
    }
    Ok(written)
}
