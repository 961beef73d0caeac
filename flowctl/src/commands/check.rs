//! `flowctl check`: prints findings.

use crate::Failure;
use crate::args::Format;
use crate::failure::count;
use crate::session::{Compiled, Session, Target, print};
use std::path::{Path, PathBuf};

/// Checks the catalogs of the paths.
pub(super) fn run(
    paths: &[PathBuf],
    format: Format,
    stats: bool,
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
    if stats {
        session.remark(&statistics(&compiled))?;
    }
    if compiled.compilation.diagnostics.is_empty() && format == Format::Full {
        session.remark("next: flowctl build")?;
    }
    Ok(compiled.exit_code())
}

/// How long each phase took, and what there is.
fn statistics(compiled: &Compiled) -> String {
    let phases: Vec<String> =
        compiled.phases.iter().map(|(phase, time)| format!("{phase} {time:.1} ms")).collect();
    let catalog = &compiled.compilation.catalog;
    let nodes: usize = compiled.compilation.trees.iter().map(|tree| tree.nodes).sum();
    let counts = [
        count(catalog.collections.len(), "collection"),
        count(catalog.tasks.len(), "task"),
        count(catalog.tests.len(), "test"),
        count(compiled.compilation.analysis.tables.len(), "table"),
        count(nodes, "value"),
    ];
    format!("{}; {}", phases.join(", "), counts.join(", "))
}
