//! The parts of the user's files that a finding shows, safe to print.
//!
//! Excerpts of several files lie one after another in one text, so that one report can draw them all.
//! Secrets are masked, hidden characters spelled out, long lines cut to a window around the labels, and
//! the labels moved accordingly.

use super::mask::Masks;
use super::{Names, Style, escape};
use compiler::Compilation;
use compiler::diagnostic::Label;
use compiler::source::{FileId, LineColumn, SourceFile, Span};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

/// How many lines a label may cover; of a longer one its first line is shown.
const MAX_LINES: usize = 6;

/// Where tabs end, as the renderer draws them.
const TAB: usize = 4;

/// The excerpts of one finding, and its labels in them.
#[derive(Debug, Default)]
pub(super) struct Excerpts {
    text: String,
    parts: Vec<Part>,
    /// True places of labels, by their offset in the text.
    places: BTreeMap<usize, LineColumn>,
    pub(super) labels: Vec<LabeledSpan>,
}

/// Successive lines of one file.
#[derive(Debug)]
struct Part {
    name: String,
    range: Range<usize>,
    first_line: usize,
    lines: usize,
}

/// A line that is shown: which bytes of the file became which of the text.
struct ShownLine {
    source: Range<usize>,
    /// Offsets in the file and in the text, ascending; the last is the end of what is shown.
    points: Vec<(usize, usize)>,
}

/// What excerpts are made from.
pub(super) struct Sources<'c> {
    pub(super) compilation: &'c Compilation,
    pub(super) names: &'c Names,
    pub(super) masks: &'c Masks<'c>,
    pub(super) style: Style,
}

impl Excerpts {
    /// The excerpts around labels, of which the first is the primary one.
    pub(super) fn new(labels: &[&Label], sources: &Sources<'_>) -> Excerpts {
        let mut excerpts = Excerpts::default();
        let mut groups: Vec<(FileId, RangeInclusive<usize>)> = Vec::new();
        for label in labels {
            let file = sources.compilation.sources.file(label.span.file);
            groups.push((file.id, context(lines(clip(label.span, file), file), file)));
        }
        for (file, lines) in ordered(groups) {
            let file = sources.compilation.sources.file(file);
            excerpts.part(file, lines, labels, sources);
        }
        excerpts
    }

    fn part(
        &mut self,
        file: &SourceFile,
        lines: RangeInclusive<usize>,
        labels: &[&Label],
        sources: &Sources<'_>,
    ) {
        let start = self.text.len();
        let mut spans: Vec<(usize, Range<usize>)> = Vec::new();
        for (index, label) in labels.iter().enumerate().filter(|(_, label)| label.span.file == file.id) {
            let span = clip(label.span, file);
            if lines.contains(&file.lines.line_of(span.start)) {
                spans.push((index, span));
            }
        }
        let gutter = (lines.end() + 1).to_string().len() + 4;
        let budget = sources.style.columns.saturating_sub(gutter).max(24);
        let mut shown = Vec::new();
        for line in lines.clone() {
            let source = content(file.lines.range(line, &file.text), &file.text);
            let focus = spans.iter().find(|(_, span)| source.start <= span.start && span.start <= source.end);
            let focus = focus.map_or(source.start..source.start, |(_, span)| {
                span.start..span.end.clamp(span.start, source.end)
            });
            let window = window(&file.text, &source, focus.clone(), budget);
            let here = spans.iter().filter(|(_, span)| source.contains(&span.start));
            let tails = here.filter_map(|(index, span)| {
                let middle = span.start + (span.end.min(source.end) - span.start) / 2;
                let text = labels.get(*index).map(|label| label.text.chars().map(width).sum::<usize>());
                text.filter(|text| *text > 0).map(|text| (middle, text))
            });
            let start = with_labels(&file.text, &window, focus.start, tails, budget);
            shown.push(self.line(source, start..window.end, file, sources));
        }
        for (index, span) in spans.into_iter().rev() {
            let Some(label) = labels.get(index) else { continue };
            let begin = shown_at(&shown, span.start);
            let end = shown_at(&shown, span.end).max(begin);
            let text = escape::prose(&sources.masks.text(&label.text));
            let text = Some(text).filter(|text| !text.is_empty());
            self.places.insert(begin, file.lines.line_column(span.start, &file.text));
            let range = SourceSpan::from(begin..end);
            self.labels.push(match index {
                0 => LabeledSpan::new_primary_with_span(text, range),
                _ => LabeledSpan::new_with_span(text, range),
            });
        }
        self.parts.push(Part {
            name: sources.names.of(&file.uri),
            range: start..self.text.len(),
            first_line: *lines.start(),
            lines: shown.len(),
        });
    }

    /// Appends a line, cut to a window.
    fn line(
        &mut self,
        source: Range<usize>,
        window: Range<usize>,
        file: &SourceFile,
        sources: &Sources<'_>,
    ) -> ShownLine {
        let ellipsis = if sources.style.unicode { "…" } else { "..." };
        let masks = sources.masks.within(file.id, &window);
        let mut points = Vec::new();
        if window.start > source.start {
            self.text.push_str(ellipsis);
        }
        for (at, c) in file.text.get(window.clone()).unwrap_or_default().char_indices() {
            let at = window.start + at;
            points.push((at, self.text.len()));
            match c {
                _ if masks.iter().any(|mask| mask.range().contains(&at)) => self.text.push('*'),
                '\t' => self.text.push('\t'),
                _ => escape::push(c, &mut self.text),
            }
        }
        points.push((window.end, self.text.len()));
        if window.end < source.end {
            self.text.push_str(ellipsis);
        }
        self.text.push('\n');
        ShownLine { source, points }
    }
}

impl SourceCode for Excerpts {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        // A span over several parts cannot be read: this keeps their snippets apart. A part ends with a line
        // break, behind which the next part begins: a place there, empty or not, is of that one.
        let holds = |part: &&Part| part.range.start <= start && end < part.range.end;
        let part = self.parts.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        let whole = before + after > 0;
        let range = if whole { part.range.clone() } else { start..end };
        let place = self.places.get(&start).filter(|_| !whole);
        let (line, column) = place.map_or((part.first_line, 0), |at| (at.line - 1, at.column - 1));
        let data = self.text.as_bytes().get(range.clone()).ok_or(MietteError::OutOfBounds)?;
        let name = part.name.clone();
        let span = SourceSpan::from(range);
        Ok(Box::new(MietteSpanContents::new_named(name, data, span, line, column, part.lines)))
    }
}

/// The bytes of a span that exist, on character boundaries, and not more lines than are shown.
fn clip(span: Span, file: &SourceFile) -> Range<usize> {
    let text = &file.text;
    let start = text.floor_char_boundary(span.range().start.min(text.len()));
    let end = text.ceil_char_boundary(span.range().end.clamp(start, text.len()));
    let covered = lines(start..end, file);
    if covered.end() - covered.start() < MAX_LINES {
        return start..end;
    }
    start..content(file.lines.range(*covered.start(), text), text).end.max(start)
}

/// The lines that a range of bytes touches.
fn lines(range: Range<usize>, file: &SourceFile) -> RangeInclusive<usize> {
    let last = range.end.saturating_sub(1).max(range.start);
    file.lines.line_of(range.start)..=file.lines.line_of(last)
}

/// The lines with one more before and after, unless that is blank.
fn context(lines: RangeInclusive<usize>, file: &SourceFile) -> RangeInclusive<usize> {
    let blank = |line: usize| {
        let range = file.lines.range(line, &file.text);
        file.text.get(range).unwrap_or_default().trim().is_empty()
    };
    let before = lines.start().checked_sub(1).filter(|line| !blank(*line));
    let after = Some(lines.end() + 1).filter(|line| !blank(*line));
    before.unwrap_or(*lines.start())..=after.unwrap_or(*lines.end())
}

/// Groups that touch are one; the first label's group comes first, then the others of its file, then other files.
fn ordered(groups: Vec<(FileId, RangeInclusive<usize>)>) -> Vec<(FileId, RangeInclusive<usize>)> {
    let Some(first) = groups.first().cloned() else { return groups };
    let mut files: Vec<FileId> = Vec::new();
    for (file, _) in &groups {
        if !files.contains(file) {
            files.push(*file);
        }
    }
    let mut merged: Vec<(FileId, RangeInclusive<usize>)> = Vec::new();
    for file in files {
        let mut of_file: Vec<_> = groups.iter().filter(|(other, _)| *other == file).cloned().collect();
        of_file.sort_by_key(|(_, lines)| (*lines.start(), *lines.end()));
        for (file, lines) in of_file {
            match merged.last_mut() {
                Some((last, seen)) if *last == file && *lines.start() <= seen.end() + 1 => {
                    *seen = *seen.start()..=*seen.end().max(lines.end());
                }
                _ => merged.push((file, lines)),
            }
        }
    }
    // The sort is stable: only the group of the primary label moves.
    merged.sort_by_key(|(file, lines)| !(*file == first.0 && lines.contains(first.1.start())));
    merged
}

/// A line without its line break.
fn content(range: Range<usize>, text: &str) -> Range<usize> {
    let line = text.get(range.clone()).unwrap_or_default();
    range.start..range.start + line.trim_end_matches(['\n', '\r']).len()
}

/// Where an offset of the file is in the text; what is cut away is at the cut.
fn shown_at(lines: &[ShownLine], offset: usize) -> usize {
    let line = lines.iter().rev().find(|line| line.source.start <= offset).or(lines.first());
    let points = line.map_or(&[][..], |line| &line.points);
    let point = points.iter().find(|(source, _)| offset <= *source).or(points.last());
    point.map_or(0, |(_, shown)| *shown)
}

/// The columns that a character takes, at most.
fn width(c: char) -> usize {
    match c {
        '\t' => TAB,
        _ if escape::is_hidden(c) => c.escape_unicode().count(),
        _ if c.len_utf8() < 3 => 1,
        _ => 2,
    }
}

/// The part of a line that fits, with room for an ellipsis at either end.
fn window(text: &str, line: &Range<usize>, focus: Range<usize>, budget: usize) -> Range<usize> {
    let whole = text.get(line.clone()).unwrap_or_default();
    if fitting(whole.char_indices().map(|(at, c)| (at + c.len_utf8(), c)), budget).is_none() {
        return line.clone();
    }
    let budget = budget.saturating_sub(6).max(8);
    let focused = text.get(focus.clone()).unwrap_or_default();
    let wide: usize = focused
        .chars()
        .map(width)
        .scan(0, |sum, w| {
            *sum += w;
            Some(*sum)
        })
        .take_while(|sum| *sum <= budget)
        .last()
        .unwrap_or(0);
    let before = text.get(line.start..focus.start).unwrap_or_default();
    let room = (budget - wide) / 2;
    let backwards = before.char_indices().rev();
    let start = fitting(backwards, room).map_or(line.start, |at| line.start + at);
    let rest = text.get(start..line.end).unwrap_or_default();
    let forwards = rest.char_indices().map(|(at, c)| (at + c.len_utf8(), c));
    let end = fitting(forwards, budget).map_or(line.end, |at| start + at);
    start..end
}

/// The columns between the middle of a span and the text of its label below it, and an ellipsis.
const BRANCH: usize = 6;

/// Where a window has to begin, for the texts of labels to fit, too: each begins below the middle of its span. What
/// is in focus is never cut.
fn with_labels(
    text: &str,
    window: &Range<usize>,
    focus: usize,
    tails: impl Iterator<Item = (usize, usize)>,
    budget: usize,
) -> usize {
    let ends = tails.map(|(middle, tail)| {
        let before = text.get(window.start..text.floor_char_boundary(middle)).unwrap_or_default();
        before.chars().map(width).sum::<usize>() + BRANCH + tail
    });
    let Some(overflow) = ends.max().and_then(|end| end.checked_sub(budget)).filter(|over| *over > 0) else {
        return window.start;
    };
    let before = text.get(window.start..focus).unwrap_or_default();
    let cut = fitting(before.char_indices().map(|(at, c)| (at + c.len_utf8(), c)), overflow);
    cut.map_or(focus.max(window.start), |at| window.start + at)
}

/// How far the characters fit into the budget; none if all do. Looks at no more of them than needed.
fn fitting(characters: impl Iterator<Item = (usize, char)>, budget: usize) -> Option<usize> {
    let mut left = budget;
    let mut last = None;
    for (at, c) in characters {
        let Some(rest) = left.checked_sub(width(c)) else { return Some(last.unwrap_or(at)) };
        left = rest;
        last = Some(at);
    }
    None
}
