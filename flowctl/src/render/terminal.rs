//! Findings for people, drawn by `miette` behind an adapter.
//!
//! The adapter wraps one finding of a compilation; what `miette` has no place for (notes, the page of the
//! code) is written after its report.

use super::excerpt::{Excerpts, Sources};
use super::format::{Findings, Format};
use super::group::{self, Report};
use super::mask::Masks;
use super::{Style, escape};
use crate::failure::count;
use compiler::diagnostic::Severity;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

/// `--format full`.
pub(super) static FORMAT: Format = Format { name: "full", for_people: true, render, page: None };

/// How many reports of one code are shown unless another number is asked for.
pub const MAX_PER_RULE: usize = 20;

/// How many places of one report are shown.
const MAX_PLACES: usize = 10;

/// Writes all findings, in reports that are each followed by an empty line.
fn render(findings: &Findings<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Findings { compilation, names, style, .. } = findings;
    let masks = Masks::new(compilation);
    let sources = Sources { compilation, names, masks: &masks, style: *style };
    let most = if findings.max_per_rule == 0 { usize::MAX } else { findings.max_per_rule };
    // How many reports were shown of each code, and how many findings were not.
    let mut known: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for group in group::reports(&compilation.diagnostics) {
        let (shown, hidden) = known.entry(group.first.code.name).or_default();
        if *shown < most {
            *shown += 1;
            out.write_all(report(&group, &sources).as_bytes())?;
            out.write_all(b"\n")?;
        } else {
            *hidden += group.count();
        }
    }
    for (code, (_, hidden)) in known.into_iter().filter(|(_, (_, hidden))| *hidden > 0) {
        let more = count(hidden, "finding");
        writeln!(out, "{more} more of `{code}`: `--max-per-rule 0` shows all\n")?;
    }
    Ok(())
}

/// One finding of a compilation, as `miette` sees it: `message` is the first line of it.
#[derive(Debug)]
struct Adapter {
    message: String,
    severity: Severity,
    excerpts: Excerpts,
}

impl fmt::Display for Adapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Adapter {}

impl miette::Diagnostic for Adapter {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpts)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpts.labels.iter().cloned()))
    }
}

fn report(group: &Report<'_>, sources: &Sources<'_>) -> String {
    let finding = group.first;
    let style = sources.style;
    let safe = |text: &str| escape::prose(&sources.masks.text(text));
    let title = format!("{}[{}]:", finding.severity.name(), finding.code.name);
    let labels = group.labels();
    let hidden = labels.len().saturating_sub(MAX_PLACES);
    let excerpts = Excerpts::new(labels.get(..MAX_PLACES).unwrap_or(&labels), sources);
    let mut message = wrap(&safe(&finding.message), style.prose(), title.len() + 1, 2).into_iter();
    let first = message.next().unwrap_or_default();
    let adapter = Adapter { message: first, severity: finding.severity, excerpts };

    let mut drawn = String::new();
    let handler = GraphicalReportHandler::new_themed(theme(&title, &adapter, style))
        .with_wrap_lines(false)
        .with_context_lines(1)
        .with_width(style.columns);
    if handler.render_report(&mut drawn, &adapter).is_err() {
        // A place that cannot be drawn must not hide the finding.
        drawn.push('\n');
    }
    let mut text = at_the_margin(&drawn, message);
    if hidden > 0 {
        paragraph("note", &format!("{} more", count(hidden, "place")), style, &mut text);
    }
    for note in &finding.notes {
        paragraph("note", &safe(note), style, &mut text);
    }
    let fix = finding.fix.as_ref();
    let help = finding.help.as_ref().or(fix.map(|fix| &fix.title));
    if let Some(help) = help {
        let mark = if group.is_fixable() { "  [safe fix]" } else { "" };
        paragraph("help", &format!("{}{mark}", safe(help)), style, &mut text);
    }
    paragraph("more", &format!("flowctl explain {}", finding.code.name), style, &mut text);
    text
}

/// The theme of one finding: its title stands where `miette` has a sign.
fn theme(title: &str, adapter: &Adapter, style: Style) -> GraphicalTheme {
    let mut theme = match (style.unicode, style.color) {
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, true) => GraphicalTheme::ascii(),
        (false, false) => GraphicalTheme::none(),
    };
    title.clone_into(&mut theme.characters.error);
    title.clone_into(&mut theme.characters.warning);
    title.clone_into(&mut theme.characters.advice);
    let (loud, quiet) = (theme.styles.error, theme.styles.advice);
    let loud = match adapter.severity {
        Severity::Error => loud,
        Severity::Warning => theme.styles.warning,
        Severity::Info => quiet,
    };
    // The styles go by the order of the labels in the text.
    let mut labels: Vec<&LabeledSpan> = adapter.excerpts.labels.iter().collect();
    labels.sort_by_key(|label| label.offset());
    theme.styles.highlights = labels.iter().map(|label| if label.primary() { loud } else { quiet }).collect();
    if theme.styles.highlights.is_empty() {
        theme.styles.highlights.push(loud);
    }
    theme
}

/// The report with its title at the margin, where `miette` indents it, and the rest of the message below it.
fn at_the_margin(drawn: &str, message: impl Iterator<Item = String>) -> String {
    let mut lines = drawn.lines();
    let title = lines.next().unwrap_or_default().trim();
    let mut text = format!("{title}\n");
    for line in message {
        text.push_str(&format!("  {line}\n"));
    }
    for line in lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Appends a paragraph after its name, with a hanging indent.
fn paragraph(name: &str, text: &str, style: Style, out: &mut String) {
    let indent = name.len() + 4;
    for (number, line) in wrap(text, style.prose(), indent, indent).into_iter().enumerate() {
        match (number, style.color) {
            (0, true) => out.push_str(&format!("  \u{1b}[36m{name}:\u{1b}[0m {line}\n")),
            (0, false) => out.push_str(&format!("  {name}: {line}\n")),
            (_, _) => out.push_str(&format!("{:indent$}{line}\n", "")),
        }
    }
}

/// Lines of words of at most `columns`, where the first and the others begin after so many columns.
///
/// A word that is too long stays whole: names and commands are to be copied.
fn wrap(text: &str, columns: usize, first: usize, others: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = first;
    for word in text.split(' ') {
        let width = word.chars().count();
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
            used += width;
        } else if used + 1 + width <= columns {
            line.push(' ');
            line.push_str(word);
            used += 1 + width;
        } else {
            lines.push(word.to_owned());
            used = others + width;
        }
    }
    lines
}
