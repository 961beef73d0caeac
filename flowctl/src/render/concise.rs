//! Findings as one line each: `path:line:column: level[code] message`.

use super::escape;
use super::format::{Findings, Format};
use super::mask::Masks;
use std::io::{self, Write};

/// `--format concise`.
pub(super) static FORMAT: Format = Format { name: "concise", for_people: true, render, page: None };

fn render(findings: &Findings<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Findings { compilation, names, .. } = findings;
    let masks = Masks::new(compilation);
    for finding in &compilation.diagnostics {
        let span = finding.primary.span;
        let file = compilation.sources.file(span.file);
        let at = file.lines.line_column(span.range().start, &file.text);
        let message = escape::prose(&masks.text(&finding.message));
        let (name, level, code) = (names.of(&file.uri), finding.severity.name(), finding.code.name);
        writeln!(out, "{name}:{}:{}: {level}[{code}] {message}", at.line, at.column)?;
    }
    Ok(())
}
