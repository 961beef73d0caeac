//! `flowctl graph`: prints what depends on what, of catalogs with errors too.

use crate::args::{GraphDetail, GraphPart};
use crate::session::{Printing, Session, Target};
use crate::{EXIT_OK, Failure};
use codegen::{GRAPH_FORMATS, GraphView};
use compiler::Compilation;
use compiler::analysis::{Detail, Graph};
use compiler::diagnostic::did_you_mean;
use std::path::{Path, PathBuf};

/// Prints the graph of the catalogs of the paths, or the part of it around some names.
pub(super) fn run(
    paths: &[PathBuf],
    format: &str,
    part: &GraphPart,
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let Some(printer) = GRAPH_FORMATS.iter().find(|printer| printer.name == format) else {
        return Err(Failure::new(format!("no graph format is called `{format}`")));
    };
    let compiled = session.compile(paths, None)?;
    let compilation = &compiled.compilation;
    let detail = match part.detail {
        GraphDetail::Entities => Detail::Entities,
        GraphDetail::Parts => Detail::Parts,
        GraphDetail::Fields => Detail::Fields,
    };
    let whole = Graph::new(compilation, detail);
    let graph = if part.focus.is_empty() { whole } else { focused(compilation, &whole, part)? };
    let mut text = (printer.print)(&GraphView::new(compilation, &graph));
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    session.deliver(output, &text)?;
    if compiled.errors() > 0 {
        session.findings(&compiled, &Printing::named("full"), Target::Err)?;
        session.remark("the graph lacks what the errors hide")?;
    }
    Ok(EXIT_OK)
}

/// The part of a graph around the names of `--focus`. A name that several things have means all of them.
fn focused(compilation: &Compilation, graph: &Graph, part: &GraphPart) -> Result<Graph, Failure> {
    let names = GraphView::names(compilation, graph);
    let mut nodes = Vec::new();
    for name in &part.focus {
        let Some(called) = names.get(name) else {
            return Err(Failure::new(format!("nothing in the graph is named `{name}`"))
                .help("`flowctl list` prints the names of entities; `--detail` goes down to their parts")
                .maybe_help(did_you_mean(name, names.keys().map(String::as_str))));
        };
        nodes.extend(called);
    }
    let all = usize::MAX;
    Ok(graph.around(&nodes, part.up.unwrap_or(all), part.down.unwrap_or(all)))
}
