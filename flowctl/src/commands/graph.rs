//! `flowctl graph`: prints what depends on what, of catalogs with errors too.

use crate::args::Format;
use crate::session::{Session, Target};
use crate::{EXIT_OK, Failure};
use codegen::GRAPH_FORMATS;
use std::path::{Path, PathBuf};

/// Prints the graph of the catalogs of the paths.
pub(super) fn run(
    paths: &[PathBuf],
    format: &str,
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let Some(printer) = GRAPH_FORMATS.iter().find(|printer| printer.name == format) else {
        return Err(Failure::new(format!("no graph format is called `{format}`")));
    };
    let compiled = session.compile(paths, None)?;
    let mut text = (printer.print)(&compiled.compilation);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    session.deliver(output, &text)?;
    if compiled.errors() > 0 {
        session.findings(&compiled, Format::Full, Target::Err)?;
        session.remark("the graph lacks what the errors hide")?;
    }
    Ok(EXIT_OK)
}
