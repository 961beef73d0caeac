//! What is given to the tools that check types: the generated types, each body of a function in a function with its
//! types, and for each module what its functions must be. Every line that a person wrote is known by its place.

mod python;
mod typescript;

use compiler::lambda::Origin;
use compiler::source::{FileId, SourceMap, Span};
use compiler::spec::Language;
use compiler::{Checked, Compilation};
use std::sync::Arc;

/// Files for a tool.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// Texts by path.
    pub files: Vec<(String, String)>,
    /// The lines that come from a person, or are about a place.
    pub parts: Vec<Part>,
    /// The modules that are checked where they are: how they are imported, and their files.
    pub modules: Vec<(String, FileId)>,
    /// Where a lambda of the language is named first, unless there is none.
    pub first: Option<Span>,
}

/// Lines of a file of a project.
#[derive(Debug, Clone)]
pub struct Part {
    /// The file.
    pub file: String,
    /// The first line, from 0.
    pub line: usize,
    /// How many lines there are.
    pub lines: usize,
    /// How many columns were put before each line.
    pub indent: usize,
    /// What the lines are.
    pub what: Inline,
}

/// What lines of a project are.
#[derive(Debug, Clone)]
pub enum Inline {
    /// A text of a person: its value, and where it stands.
    Text(Arc<str>, Span),
    /// Something that is said about a place, such as what a function must be.
    About(Span),
    /// What a class must be, which is declared at a place.
    Class(Span),
}

/// Whose words a line of a project is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A person's.
    Own,
    /// Ours, about a place.
    About,
    /// Ours, about a class.
    Class,
}

/// The project for a language: TypeScript or Python.
pub fn project(checked: Checked<'_>, language: Language) -> Project {
    let compilation = checked.compilation();
    match language {
        Language::TypeScript => typescript::project(checked, compilation),
        Language::Python => python::project(compilation),
        Language::Sql => Project::default(),
    }
}

impl Project {
    /// The place of a line and a column in UTF-16 code units, both from 0, in the text of a person; nothing where a
    /// generated type is at fault. With whose line it is.
    pub fn place(&self, sources: &SourceMap, file: &str, line: usize, column: usize) -> Option<(Span, Line)> {
        let parts: Vec<&Part> = self.parts.iter().filter(|part| part.file == file).collect();
        let within = parts.iter().find(|part| part.line <= line && line < part.line + part.lines);
        if let Some(part) = within {
            return Some(match &part.what {
                Inline::About(span) => (*span, Line::About),
                Inline::Class(span) => (*span, Line::Class),
                Inline::Text(value, span) => {
                    let column = column.saturating_sub(part.indent);
                    (exact(value, *span, sources, line - part.line, column).unwrap_or(*span), Line::Own)
                }
            });
        }
        // The head of a function is about the body that follows, and the end about the one before.
        let next = parts.iter().find(|part| part.line > line && part.line - line < 2);
        let part = next.or(parts.iter().rev().find(|part| part.line <= line)).or(parts.first())?;
        Some(match &part.what {
            Inline::About(span) | Inline::Class(span) => (*span, Line::About),
            Inline::Text(_, span) => (first_line(*span, sources), Line::About),
        })
    }

    /// The project without a text that cannot be parsed, so that the rest can be checked: of the body that holds a line
    /// of a file there is one that says nothing.
    pub fn silence(&mut self, file: &str, line: usize) {
        let mut parts = self.parts.iter().filter(|part| part.file == file);
        let Some(part) = parts.rfind(|part| part.line <= line && matches!(part.what, Inline::Text(..)))
        else {
            return;
        };
        let Some((_, text)) = self.files.iter_mut().find(|(path, _)| path == file) else { return };
        let lines = text.split('\n').enumerate().map(|(at, line)| match at {
            at if at == part.line => "throw 0;",
            at if part.line < at && at < part.line + part.lines => "",
            _ => line,
        });
        *text = lines.collect::<Vec<_>>().join("\n");
    }

    /// The project without a module that cannot be parsed.
    pub fn leave_out(&mut self, module: FileId) {
        let names: Vec<String> =
            self.modules.iter().filter(|(_, file)| *file == module).map(|(name, _)| name.clone()).collect();
        self.modules.retain(|(_, file)| *file != module);
        let is_about = |text: &str| names.iter().any(|name| text.contains(&format!("\"{name}\"")));
        self.files.retain(|(path, text)| !(path.starts_with("assert/") && is_about(text)));
    }

    /// Adds lines to the text of a file, and says what they are.
    fn part(&mut self, file: &str, text: &mut String, lines: &str, indent: &str, what: Inline) {
        let line = text.matches('\n').count();
        let mut count = 0;
        for one in lines.split('\n') {
            if !one.is_empty() {
                text.push_str(indent);
            }
            text.push_str(one);
            text.push('\n');
            count += 1;
        }
        self.parts.push(Part { file: file.to_owned(), line, lines: count, indent: indent.len(), what });
    }
}

/// The word at a line and column of a text that a person wrote, in the file that it stands in.
pub(super) fn exact(
    value: &str,
    span: Span,
    sources: &SourceMap,
    line: usize,
    column: usize,
) -> Option<Span> {
    let start: usize = value.split_inclusive('\n').take(line).map(str::len).sum();
    let text = value.get(start..)?.split('\n').next()?;
    let mut units = 0;
    let behind = text.char_indices().find(|(_, c)| {
        let here = units >= column;
        units += c.len_utf16();
        here
    });
    let offset = start + behind.map_or(text.len(), |(at, _)| at);
    let origin = Origin::new(value, sources.slice(span))?;
    let rest = value.get(offset..).unwrap_or_default();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let word: usize = match rest.chars().next() {
        Some(first) if is_part(first) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
        Some(first) if first != '\n' => first.len_utf8(),
        Some(_) | None => 0,
    };
    let at = |offset: usize| span.range().start + origin.offset(offset);
    let start = at(offset);
    let last = rest.get(..word).and_then(|word| word.char_indices().next_back());
    let end = last.map_or(start, |(last, c)| at(offset + last) + c.len_utf8());
    Some(Span::new(span.file, start, end.min(span.range().end)))
}

/// The first line of a place.
fn first_line(span: Span, sources: &SourceMap) -> Span {
    let text = sources.slice(span);
    let length = text.find('\n').unwrap_or(text.len());
    Span::new(span.file, span.range().start, span.range().start + length)
}

/// The text of a module, and where it stands.
pub(super) fn written(
    module: &compiler::lambda::Module,
    compilation: &Compilation,
) -> Option<(Arc<str>, Span)> {
    match &module.text {
        compiler::lambda::ModuleText::File(file) => {
            let text = &compilation.sources.file(*file).text;
            Some((text.clone(), Span::new(*file, 0, text.len())))
        }
        compiler::lambda::ModuleText::Place(text) => Some((text.value.clone(), text.span)),
        compiler::lambda::ModuleText::Unwritten(_) => None,
    }
}

/// The place of a name in the text of a module.
fn place_of(value: &str, span: Span, at: &std::ops::Range<usize>, sources: &SourceMap) -> Span {
    match Origin::new(value, sources.slice(span)) {
        Some(origin) => {
            let start = span.range().start;
            Span::new(span.file, start + origin.offset(at.start), start + origin.offset(at.end))
        }
        None => span.start_point(),
    }
}
