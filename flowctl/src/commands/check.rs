//! `flowctl check`: prints findings.

use crate::Failure;
use crate::args::Format;
use crate::session::{Session, Target, print};
use std::path::{Path, PathBuf};

/// Checks the catalogs of the paths.
pub(super) fn run(
    paths: &[PathBuf],
    format: Format,
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let compiled = session.compile(paths, None)?;
    match output {
        Some(file) => {
            let mut style = session.style(Target::Out);
            // A file keeps what it is given: colors would be noise in it.
            style.color &= file == Path::new("-");
            let mut text = Vec::new();
            print(&compiled, format, style, &mut text)?;
            session.deliver(output, &String::from_utf8_lossy(&text))?;
            session.summary(&compiled, format)?;
        }
        None => session.findings(&compiled, format, Target::Out)?,
    }
    if compiled.compilation.diagnostics.is_empty() && format == Format::Full {
        session.remark("next: flowctl build")?;
    }
    Ok(compiled.exit_code())
}
