//! Comments that hide findings: `# flowctl: ignore[code] reason`.
//!
//! One at the end of a line is about that line, one on a line of its own about the next line with a value. It says
//! which codes it hides, and why. Catalogs and schemas in YAML may have them; what is vendored may not.

use crate::codes::{by_name, is_configurable, names};
use crate::diagnostic::codes::INVALID_SUPPRESSION;
use crate::diagnostic::{Diagnostic, Diagnostics, nearest, suggestion};
use crate::source::{Role, SourceFile, SourceMap, Span};
use crate::syntax::Tree;
use memchr::memmem;
use std::cell::LazyCell;
use std::ops::Range;

/// What a comment for this program begins with, after its `#`.
const MARK: &str = "flowctl:";
/// How one is written.
const FORM: &str =
    "write `# flowctl: ignore[code] reason`, with codes as they stand in brackets after the level";

/// A comment that hides findings of a line.
#[derive(Debug)]
pub(super) struct Suppression {
    /// All of it, and the blanks before it; of a comment with a line of its own, that line.
    pub(super) span: Span,
    /// The line that it is about, from 0.
    pub(super) line: usize,
    /// The codes that it names; those that are none, or cannot be hidden, are reported and not here.
    pub(super) codes: Vec<Listed>,
}

/// A code that a suppression names.
#[derive(Debug)]
pub(super) struct Listed {
    /// Its name.
    pub(super) name: &'static str,
    /// Where it stands.
    pub(super) span: Span,
    /// The code with one comma, which can be removed from the list; none where nothing else is listed, be it
    /// misspelt.
    pub(super) part: Option<Span>,
}

/// All suppressions of a build, by file and line.
pub(super) fn find(sources: &SourceMap, trees: &[Tree], diagnostics: &mut Diagnostics) -> Vec<Suppression> {
    let mut found = Vec::new();
    for (file, tree) in sources.files().iter().zip(trees) {
        let may_have = matches!(file.role, Role::Catalog | Role::Schema) && !file.uri.has_extension("json");
        if !may_have || file.uri.local_path().is_none() {
            continue;
        }
        let scalars = LazyCell::new(|| scalars(tree, file));
        let marks = memmem::find_iter(file.text.as_bytes(), MARK).filter_map(|at| comment(file, at));
        let mut starts = marks.filter(|at| !in_text(&scalars, file, *at)).peekable();
        let mut next = 0..0;
        while let Some(start) = starts.next() {
            let end = starts.peek().copied().unwrap_or(file.text.len());
            found.extend(read(file, start..end, &mut next, diagnostics));
        }
    }
    found
}

/// Where the comment begins whose first word is at this offset, if that is a comment.
fn comment(file: &SourceFile, mark: usize) -> Option<usize> {
    let before = file.text.get(..mark)?.trim_end_matches([' ', '\t']);
    let start = before.strip_suffix('#')?.len();
    let apart = file.text.get(..start)?.ends_with([' ', '\t', '\n', '\r']) || start == 0;
    apart.then_some(start)
}

/// The scalars of a file by their places, each once, and what could not be read.
fn scalars(tree: &Tree, file: &SourceFile) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut walk = vec![&tree.root];
    while let Some(node) = walk.pop() {
        if node.entries().is_empty() && node.items().is_empty() {
            spans.push(node.span);
        }
        spans.extend(node.entries().iter().map(|entry| entry.key.span));
        walk.extend(node.entries().iter().map(|entry| &entry.value).chain(node.items()));
    }
    spans.retain(|span| span.file == file.id && !span.range().is_empty());
    spans.sort_unstable();
    spans.dedup();
    spans
}

/// Whether an offset is inside a scalar, where `#` begins no comment.
fn in_text(scalars: &[Span], file: &SourceFile, at: usize) -> bool {
    let before = scalars.partition_point(|span| span.range().start <= at).checked_sub(1);
    let Some(span) = before.and_then(|last| scalars.get(last)).filter(|span| span.range().contains(&at))
    else {
        return false;
    };
    // A block scalar begins with its header, which a comment may follow.
    let is_block = file.text.get(span.range()).is_some_and(|text| text.starts_with(['|', '>']));
    !(is_block && file.lines.line_of(at) == file.lines.line_of(span.range().start))
}

/// Reads a comment, and reports what is wrong with it. It ends with its line, or where another one begins.
///
/// `next` is what [`next_line`] keeps from one comment of the file to the next.
fn read(
    file: &SourceFile,
    place: Range<usize>,
    next: &mut Range<usize>,
    diagnostics: &mut Diagnostics,
) -> Option<Suppression> {
    let start = place.start;
    let line = file.lines.line_of(start);
    let range = file.lines.range(line, &file.text);
    let text = file.text.get(start..range.end.min(place.end))?.trim_end();
    let span = |from: usize, text: &str| Span::new(file.id, from, from + text.len());
    let malformed =
        |message: &str| Diagnostic::new(&INVALID_SUPPRESSION, span(start, text), message).help(FORM);
    let after = text.split_once(MARK)?.1;
    let Some((listed, reason)) =
        after.trim_start().strip_prefix("ignore").and_then(|rest| rest.strip_prefix('[')?.split_once(']'))
    else {
        diagnostics.push(malformed("a comment for this program is no suppression"));
        return None;
    };
    let list = start + text.find('[')? + 1;
    if reason.trim().is_empty() {
        let message = "a suppression gives no reason";
        let help = "say after the brackets why the finding may stay";
        diagnostics.push(malformed(message).help(help));
    }
    let before = file.text.get(range.start..start)?.trim_end();
    let own_line = before.is_empty();
    Some(Suppression {
        span: match own_line && place.end >= range.end {
            true => Span::new(file.id, range.start, range.end),
            false => Span::new(file.id, range.start + before.len(), start + text.len()),
        },
        line: if own_line { next_line(file, line, next) } else { line },
        codes: codes(listed, span(list, listed), diagnostics),
    })
}

/// The codes of a list, and findings about those that are none.
fn codes(listed: &str, list: Span, diagnostics: &mut Diagnostics) -> Vec<Listed> {
    let mut at = list.range().start;
    let parts = listed.split(',').map(|part| {
        let name = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        at += part.len() + 1;
        (name, Span::new(list.file, start, start + name.len()))
    });
    let parts: Vec<(&str, Span)> = parts.collect();
    let is_alone = parts.iter().filter(|(name, _)| !name.is_empty()).count() == 1;
    let mut codes = Vec::new();
    for (index, (name, span)) in parts.iter().copied().enumerate() {
        match by_name(name) {
            Some(code) if is_configurable(code) => {
                let before = index.checked_sub(1).and_then(|index| parts.get(index));
                let part = match (parts.get(index + 1), before) {
                    (Some((_, next)), _) => Some(Span { end: next.start, ..span }),
                    (None, Some((_, before))) => Some(Span { start: before.end, ..span }),
                    (None, None) => None,
                };
                codes.push(Listed { name: code.name, span, part: part.filter(|_| !is_alone) });
            }
            Some(_) => {
                let message = format!("`{name}` cannot be suppressed: it breaks a part of the catalog");
                let diagnostic = Diagnostic::new(&INVALID_SUPPRESSION, span, message);
                diagnostics.push(diagnostic.help("mend what it reports"));
            }
            None => drop(diagnostics.push(unknown(name, span))),
        }
    }
    codes
}

fn unknown(name: &str, place: Span) -> Diagnostic {
    let near = nearest(name, names());
    let diagnostic =
        Diagnostic::new(&INVALID_SUPPRESSION, place, format!("no finding has the code `{name}`"))
            .label("unknown code")
            .help("`flowctl explain` lists all codes")
            .maybe_help(suggestion(&near));
    match near.as_slice() {
        [only] => diagnostic.rename(place, name, only),
        _ => diagnostic,
    }
}

/// The next line that holds more than a comment.
///
/// `known` are lines of which the last is the next one of all others: comments that follow each other are about the
/// same line, which is looked for once.
fn next_line(file: &SourceFile, line: usize, known: &mut Range<usize>) -> usize {
    if !known.contains(&line) {
        let says = |line: usize| {
            let range = file.lines.range(line, &file.text);
            let text = file.text.get(range.clone()).unwrap_or_default().trim();
            range.start >= file.text.len() || !(text.is_empty() || text.starts_with('#'))
        };
        *known = line..(line + 1..).find(|line| says(*line)).unwrap_or(line);
    }
    known.end
}
