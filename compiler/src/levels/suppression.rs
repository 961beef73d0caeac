//! Comments that hide findings: `# flowctl: ignore[code] reason`.
//!
//! One at the end of a line is about that line, one on a line of its own about the next line with a value. It says
//! which codes it hides, and why. Catalogs and schemas in YAML may have them; what is vendored may not.

use crate::codes::{by_name, is_configurable, names};
use crate::diagnostic::{Diagnostic, Diagnostics, codes, did_you_mean, nearest};
use crate::source::{Role, SourceFile, SourceMap, Span, Spanned};
use crate::syntax::{Node, Tree};
use memchr::memmem;

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
    pub(super) codes: Vec<Spanned<&'static str>>,
    /// Where all codes are listed.
    pub(super) list: Span,
}

/// All suppressions of a build, by file and line.
pub(super) fn find(sources: &SourceMap, trees: &[Tree], diagnostics: &mut Diagnostics) -> Vec<Suppression> {
    let mut found = Vec::new();
    for (file, tree) in sources.files().iter().zip(trees) {
        let may_have = matches!(file.role, Role::Catalog | Role::Schema) && !file.uri.has_extension("json");
        if may_have && file.uri.local_path().is_some() {
            let marks = memmem::find_iter(file.text.as_bytes(), MARK);
            let places = marks.filter_map(|at| comment(file, tree, at));
            let read = places.filter_map(|start| read(file, start, diagnostics));
            found.extend(read);
        }
    }
    found
}

/// Where the comment begins whose first word is at this offset, if that is a comment.
fn comment(file: &SourceFile, tree: &Tree, mark: usize) -> Option<usize> {
    let before = file.text.get(..mark)?.trim_end_matches([' ', '\t']);
    let start = before.strip_suffix('#')?.len();
    let apart = file.text.get(..start)?.ends_with([' ', '\t', '\n', '\r']) || start == 0;
    (apart && !in_text(&tree.root, file, start)).then_some(start)
}

/// Whether an offset is inside a scalar, where `#` begins no comment.
fn in_text(root: &Node, file: &SourceFile, at: usize) -> bool {
    let holds = |span: Span| span.file == file.id && span.range().contains(&at);
    let is_text = |span: Span| {
        // A block scalar begins with its header, which a comment may follow.
        let text = file.text.get(span.range()).unwrap_or_default();
        let line = file.lines.line_of(span.range().start);
        holds(span) && !(text.starts_with(['|', '>']) && file.lines.line_of(at) == line)
    };
    let mut walk = vec![root];
    while let Some(node) = walk.pop() {
        let leaf = node.entries().is_empty() && node.items().is_empty();
        if (leaf && is_text(node.span)) || node.entries().iter().any(|entry| is_text(entry.key.span)) {
            return true;
        }
        let children = node.entries().iter().map(|entry| &entry.value).chain(node.items());
        walk.extend(children.filter(|child| holds(child.span)));
    }
    false
}

/// Reads a comment that begins at an offset, and reports what is wrong with it.
fn read(file: &SourceFile, start: usize, diagnostics: &mut Diagnostics) -> Option<Suppression> {
    let line = file.lines.line_of(start);
    let range = file.lines.range(line, &file.text);
    let text = file.text.get(start..range.end)?.trim_end();
    let span = |from: usize, text: &str| Span::new(file.id, from, from + text.len());
    let malformed =
        |message: &str| Diagnostic::new(&codes::INVALID_SUPPRESSION, span(start, text), message).help(FORM);
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
    let mut codes = Vec::new();
    let mut at = list;
    for part in listed.split(',') {
        let name = part.trim();
        let place = span(at + (part.len() - part.trim_start().len()), name);
        at += part.len() + 1;
        match by_name(name) {
            Some(code) if is_configurable(code) => codes.push(Spanned::new(code.name, place)),
            Some(_) => {
                let message = format!("`{name}` cannot be suppressed: it breaks a part of the catalog");
                let diagnostic = Diagnostic::new(&codes::INVALID_SUPPRESSION, place, message);
                diagnostics.push(diagnostic.help("mend what it reports"));
            }
            None => drop(diagnostics.push(unknown(name, place))),
        }
    }
    let own_line = file.text.get(range.start..start)?.trim().is_empty();
    Some(Suppression {
        span: match own_line {
            true => Span::new(file.id, range.start, range.end),
            false => {
                let blanks = file.text.get(range.start..start)?.trim_end().len();
                Span::new(file.id, range.start + blanks, start + text.len())
            }
        },
        line: if own_line { next_line(file, line) } else { line },
        codes,
        list: span(list, listed),
    })
}

fn unknown(name: &str, place: Span) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(&codes::INVALID_SUPPRESSION, place, format!("no finding has the code `{name}`"))
            .label("unknown code")
            .help("`flowctl explain` lists all codes")
            .maybe_help(did_you_mean(name, names()));
    match nearest(name, names()).as_slice() {
        [only] => diagnostic.rename(place, name, only),
        _ => diagnostic,
    }
}

/// The next line that holds more than a comment.
fn next_line(file: &SourceFile, line: usize) -> usize {
    let says = |line: usize| {
        let range = file.lines.range(line, &file.text);
        let text = file.text.get(range.clone()).unwrap_or_default().trim();
        range.start >= file.text.len() || !(text.is_empty() || text.starts_with('#'))
    };
    (line + 1..).find(|line| says(*line)).unwrap_or(line)
}
