//! `flowctl check --fix` and `--diff`: makes the certain edits of findings, or shows them.

use crate::args::Findings;
use crate::failure::count;
use crate::root::Project;
use crate::session::{Session, fails};
use crate::{EXIT_FINDINGS, EXIT_OK, Failure, output, render};
use compiler::diagnostic::Severity;
use compiler::fix::Mended;
use compiler::{Compilation, Uri};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Mends the catalogs of the paths on the disk, and prints what remains.
pub(super) fn run(
    paths: &[PathBuf],
    flags: &Findings,
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let mut printing = session.printing(flags)?;
    printing.hint = false;
    let (mended, project) = session.mend(paths)?;
    write(&mended.texts, &mended.before, &project, session)?;
    // What is printed is what is on the disk.
    let compiled = session.compile(paths, None)?;
    session.findings_to(output, &compiled, &printing)?;
    if mended.count > 0 {
        session.remark(&format!("fixed {}", extent(&mended)))?;
    }
    remark_untried(&mended, session)?;
    Ok(compiled.exit_code())
}

/// Puts new texts in the place of those of a compilation.
pub(super) fn write(
    texts: &BTreeMap<Uri, Arc<str>>,
    before: &Compilation,
    project: &Project,
    session: &Session<'_>,
) -> Result<(), Failure> {
    for (uri, new) in texts {
        let (Some(path), Some(old)) = (uri.local_path(), before.sources.by_uri(uri)) else { continue };
        let place = project.root.join(&path);
        let shown = render::Names::new(&project.root, &session.environment.folder).of(uri);
        match output::rewrite(&place, old.text.as_bytes(), new.as_bytes()) {
            Ok(true) => {}
            Ok(false) => {
                return Err(Failure::new(format!("`{shown}` has changed while it was checked"))
                    .help("it was left as it is; run the command again"));
            }
            Err(error) => return Err(Failure::at(Path::new(&shown), "written", &error)),
        }
    }
    Ok(())
}

/// Shows what would be changed in the catalogs of the paths.
pub(super) fn diff(
    paths: &[PathBuf],
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let (mended, project) = session.mend(paths)?;
    let names = render::Names::new(&project.root, &session.environment.folder);
    let mut text = Vec::new();
    render::diff::render(&mended, &names, &mut text)?;
    session.deliver(output, &String::from_utf8_lossy(&text))?;
    let after = mended.after.as_ref().unwrap_or(&mended.before);
    let errors = after.diagnostics.iter().filter(|finding| finding.severity == Severity::Error).count();
    if mended.count > 0 {
        session.remark(&format!("would fix {}", extent(&mended)))?;
    }
    remark_untried(&mended, session)?;
    if errors > 0 {
        session.remark(&format!("{} would remain: run `flowctl check`", count(errors, "error")))?;
    }
    let failing = fails(after, session.selection.fail_on);
    Ok(if mended.count > 0 || failing { EXIT_FINDINGS } else { EXIT_OK })
}

/// Says where edits were left out that might have been made.
fn remark_untried(mended: &Mended, session: &mut Session<'_>) -> Result<(), Failure> {
    match mended.untried {
        0 => Ok(()),
        number => {
            let edits = count(number, "edit");
            session.remark(&format!("{edits} not tried: too many others cannot be made"))
        }
    }
}

fn extent(mended: &Mended) -> String {
    format!("{} in {}", count(mended.count, "problem"), count(mended.texts.len(), "file"))
}
