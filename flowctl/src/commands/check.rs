//! `flowctl check`: prints findings.

use crate::Failure;
use crate::args::Findings;
use crate::failure::count;
use crate::session::{Compiled, Session};
use std::path::{Path, PathBuf};

/// Checks the catalogs of the paths.
pub(super) fn run(
    paths: &[PathBuf],
    flags: &Findings,
    stats: bool,
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let printing = session.printing(flags)?;
    let compiled = session.compile(paths, None)?;
    session.findings_to(output, &compiled, &printing)?;
    if stats {
        session.remark(&statistics(&compiled))?;
    }
    if compiled.compilation.diagnostics.is_empty() && printing.format.name == "full" {
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
