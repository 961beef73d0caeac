//! `flowctl check`: prints findings.

use crate::args::Findings;
use crate::failure::count;
use crate::session::{Compiled, Session};
use crate::{EXIT_INTERNAL, Failure, tool};
use std::path::{Path, PathBuf};

/// What is checked and said beside findings of the catalog.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    types: Option<Trust>,
    stats: bool,
}

/// Whose programs are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Those of the machine.
    Machine,
    /// Those of the project, too.
    Project,
}

/// What the flags ask for.
pub(super) fn wanted(types: bool, trust: bool, stats: bool) -> Wanted {
    let trust = if trust { Trust::Project } else { Trust::Machine };
    Wanted { types: types.then_some(trust), stats }
}

/// Checks the catalogs of the paths.
pub(super) fn run(
    paths: &[PathBuf],
    flags: &Findings,
    wanted: Wanted,
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let printing = session.printing(flags)?;
    let mut compiled = session.compile(paths, None)?;
    let outcome = match wanted.types {
        Some(trust) => tool::check(&mut compiled, trust == Trust::Project, session)?,
        None => tool::Outcome::default(),
    };
    session.findings_to(output, &compiled, &printing)?;
    if wanted.stats {
        session.remark(&statistics(&compiled))?;
    }
    if compiled.compilation.diagnostics.is_empty() && printing.format.name == "full" {
        session.remark("next: flowctl build")?;
    }
    if let Some(first) = outcome.bugs.first() {
        let message = format!("the types that flowctl generates are wrong: {first}");
        Failure::new(message)
            .help("this is a mistake of flowctl: please report this line and the schema of the collection")
            .print(session.err)?;
        return Ok(EXIT_INTERNAL);
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
