//! Findings as one line each: `path:line:column: level[code] message`.

use super::mask::Masks;
use super::{Names, escape};
use compiler::Compilation;
use std::io::{self, Write};

/// Writes all findings of a compilation.
///
/// # Errors
/// The stream cannot be written to.
pub fn render(compilation: &Compilation, names: &Names, out: &mut dyn Write) -> io::Result<()> {
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
