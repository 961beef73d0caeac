//! Findings from what tools say.
#![expect(clippy::disallowed_methods, reason = "a tool speaks of files that the compiler has not read")]

use super::{Place, Said, Tool, tsc};
use crate::session::Compiled;
use codegen::{Line, Project};
use compiler::diagnostic::Diagnostic;
use compiler::source::{FileId, Span, Uri};
use compiler::spec::Language;
use compiler::tool::ToolFinding;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// The findings of a tool. What is wrong in generated types is added to `bugs`.
pub(super) fn findings(
    compiled: &mut Compiled,
    project: &Project,
    tool: &Tool,
    said: Vec<Said>,
    bugs: &mut Vec<String>,
) -> Vec<Diagnostic> {
    let mut findings: Vec<(Diagnostic, Line)> = Vec::new();
    for one in said {
        let Some((span, line)) = place(compiled, project, &one, bugs) else { continue };
        findings.push((finding(tool, &one, span), line));
    }
    // What a class must be is said again where it says so itself, and what a function must be on its own line.
    let sources = &compiled.compilation.sources;
    let line_of = |span: Span| sources.file(span.file).lines.line_of(span.range().start);
    let own: BTreeSet<(FileId, usize)> = findings
        .iter()
        .filter(|(finding, line)| *line == Line::Own && finding.code.name == "type-error")
        .map(|(finding, _)| (finding.primary.span.file, line_of(finding.primary.span)))
        .collect();
    findings.retain(|(finding, line)| {
        let span = finding.primary.span;
        match line {
            Line::Own => true,
            Line::About => !own.contains(&(span.file, line_of(span))),
            Line::Class => !own.iter().any(|(file, _)| *file == span.file),
        }
    });
    findings.into_iter().map(|(finding, _)| finding).collect()
}

fn finding(tool: &Tool, said: &Said, span: Span) -> Diagnostic {
    let words = said.message.trim().trim_end_matches('.');
    let is_relative = ["'.", "\"."].iter().any(|path| words.contains(path));
    let untyped = match tool.language {
        Language::TypeScript => tsc::UNTYPED.contains(&said.code.as_str()) && !is_relative,
        Language::Python => said.code == "reportMissingImports" && !is_relative,
        Language::Sql => false,
    };
    if untyped {
        let package = words.split(['\'', '"']).nth(1).unwrap_or_default();
        let message =
            format!("what comes from `{package}` is not checked: it is not installed, or has no types");
        let help = match tool.language {
            Language::Python => format!("install it for the `python3` of the PATH: `pip install {package}`"),
            Language::TypeScript | Language::Sql => "install the packages of the catalog: \
                `flowctl vendor --npm`"
                .to_owned(),
        };
        return ToolFinding::UntypedPackage.at(span, message).help(help);
    }
    let mut chars = words.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_lowercase).collect();
    let message = match words.chars().nth(1).is_some_and(char::is_lowercase) {
        true => format!("{first}{}", chars.as_str()),
        false => words.to_owned(),
    };
    let mut finding = ToolFinding::TypeError.at(span, message).label(format!("{} {}", tool.name, said.code));
    for note in &said.notes {
        finding = finding.note(note.trim_end_matches('.'));
    }
    finding
}

/// The place of what is said, and whether the line there is a person's. Nothing where nobody can mend it here.
fn place(
    compiled: &mut Compiled,
    project: &Project,
    said: &Said,
    bugs: &mut Vec<String>,
) -> Option<(Span, Line)> {
    match &said.file {
        Place::Project(file) => {
            let found = project.place(&compiled.compilation.sources, file, said.line, said.column);
            if found.is_none() {
                let Said { line, column, code, message, .. } = said;
                bugs.push(format!("{file}:{}:{}: {code}: {message}", line + 1, column + 1));
            }
            found
        }
        Place::Disk(path) => {
            let inside = path.strip_prefix(&compiled.project.root).ok()?;
            if inside.components().any(|part| part.as_os_str() == "node_modules") {
                return None;
            }
            let file = opened(compiled, path, inside)?;
            let text = &compiled.compilation.sources.file(file).text;
            Some((word(file, text, said.line, said.column), Line::Own))
        }
    }
}

/// A file of the project, which the compiler need not have read.
fn opened(compiled: &mut Compiled, path: &Path, inside: &Path) -> Option<FileId> {
    let uri = Uri::local(&inside.to_str()?.replace('\\', "/"));
    if let Some(file) = compiled.compilation.sources.by_uri(&uri) {
        return Some(file.id);
    }
    let text: Arc<str> = std::fs::read_to_string(path).ok()?.into();
    Some(compiled.compilation.add_module(uri, text))
}

/// The word at a line and a column in UTF-16 code units, both from 0.
fn word(file: FileId, text: &str, line: usize, column: usize) -> Span {
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let mut units = 0;
    let found = rest.char_indices().find(|(_, c)| {
        let here = units >= column || *c == '\n';
        units += c.len_utf16();
        here
    });
    let start = start + found.map_or(rest.len(), |(at, _)| at);
    let rest = text.get(start..).unwrap_or_default();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let length = match rest.chars().next() {
        Some(first) if is_part(first) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
        Some(first) if first != '\n' => first.len_utf8(),
        Some(_) | None => 0,
    };
    Span::new(file, start, start + length)
}
