//! Mends catalogs by the certain edits of their findings: which are made together, and which are not made at all.
//!
//! Edits are text for text, so that comments and layout stay. It reads and writes no files: new texts are laid over
//! those of the front end, and compiled there before they are believed.

use crate::Compilation;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::source::{FileError, FileId, Files, Span, Spanned, Uri};
use crate::syntax::MAX_NODES;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How often any catalog may be compiled while it is mended. What has not been tried by then stays as it is.
const MIN_TRIES: usize = 64;

/// A catalog that was mended as far as possible.
#[derive(Debug)]
pub struct Mended {
    /// The compilation before anything was changed.
    pub before: Compilation,
    /// The compilation of the new texts; none where nothing was changed.
    pub after: Option<Compilation>,
    /// The new texts of the files that were changed.
    pub texts: BTreeMap<Uri, Arc<str>>,
    /// How many findings were mended by their edits.
    pub count: usize,
    /// How many findings have edits that were not tried, because too many others could not be made.
    pub untried: usize,
}

/// Makes every certain edit in files that may be edited, until none is left.
///
/// An edit is not made where the text that it leads to has findings that were not there before, errors of syntax
/// among them, or still has the finding that it is for. Of edits that touch each other the first is made, and the
/// others are looked at again in the new text.
pub fn mend(
    compile: &dyn Fn(&dyn Files) -> Compilation,
    files: &dyn Files,
    may_edit: &dyn Fn(&Uri) -> bool,
) -> Mended {
    let before = compile(files);
    let nodes: usize = before.trees.iter().map(|tree| tree.nodes).sum();
    // Of a small catalog each finding has its try: that costs no more than to compile a large one.
    let tries = (MAX_NODES / nodes.max(1)).clamp(MIN_TRIES, 32 * MIN_TRIES);
    mend_within(tries, before, compile, files, may_edit)
}

/// Makes the edits of a compilation, with so many compilations more.
fn mend_within(
    mut tries: usize,
    before: Compilation,
    compile: &dyn Fn(&dyn Files) -> Compilation,
    files: &dyn Files,
    may_edit: &dyn Fn(&Uri) -> bool,
) -> Mended {
    let mut mended = Mended { before, after: None, texts: BTreeMap::new(), count: 0, untried: 0 };
    let mut refused = BTreeSet::new();
    loop {
        let current = mended.after.as_ref().unwrap_or(&mended.before);
        let chosen = choose(current, &refused, may_edit);
        if chosen.is_empty() {
            return mended;
        }
        let mut made: Vec<&Diagnostic> = Vec::new();
        let mut best = None;
        let mut parts = vec![chosen];
        while tries > 0
            && let Some(part) = parts.pop()
        {
            tries -= 1;
            let together: Vec<&Diagnostic> = made.iter().chain(&part).copied().collect();
            let texts = edited(current, &together, &mended.texts);
            let result = texts.map(|texts| {
                let overlay = Overlay { files, texts };
                (compile(&overlay), overlay.texts)
            });
            let new = result.as_ref().map(|(result, _)| news(current, &together, result));
            if new.as_ref().is_some_and(Vec::is_empty) {
                best = result;
                made = together;
            } else if let [alone] = part.as_slice() {
                refused.insert(attempt(alone, current));
            } else {
                parts.extend(parted(part, &together, &new.unwrap_or_default()));
            }
        }
        mended.untried = parts.iter().map(Vec::len).sum();
        mended.count += made.len();
        if let Some((after, texts)) = best {
            // What did not do in the old text may do in the new one.
            refused.clear();
            mended.after = Some(after);
            mended.texts = texts;
        }
        if tries == 0 {
            return mended;
        }
    }
}

/// Findings that do not go together, in the parts that are tried next, from the last: the edits that new findings
/// stand next to are kept for later, and where that tells nothing, halves.
fn parted<'c>(
    part: Vec<&'c Diagnostic>,
    together: &[&Diagnostic],
    new: &[Place],
) -> Vec<Vec<&'c Diagnostic>> {
    let blamed = blamed(together, new);
    let is_blamed = |finding: &&Diagnostic| edits(finding).any(|edit| blamed.contains(&edit.span));
    let (suspects, others): (Vec<_>, Vec<_>) = part.iter().copied().partition(is_blamed);
    if suspects.is_empty() || others.is_empty() {
        let (first, second) = part.split_at(part.len() / 2);
        return vec![second.to_vec(), first.to_vec()];
    }
    vec![suspects, others]
}

/// The edits that stand nearest to places in the text that they lead to.
fn blamed(together: &[&Diagnostic], new: &[Place]) -> BTreeSet<Span> {
    let mut all: Vec<&Spanned<String>> = together.iter().copied().flat_map(edits).collect();
    all.sort();
    all.dedup();
    let mut ends: BTreeMap<FileId, Vec<(i64, Span)>> = BTreeMap::new();
    let mut shift: BTreeMap<FileId, i64> = BTreeMap::new();
    for edit in all {
        let shift = shift.entry(edit.span.file).or_default();
        *shift += i64::try_from(edit.value.len()).unwrap_or_default()
            - i64::try_from(edit.span.range().len()).unwrap_or_default();
        ends.entry(edit.span.file).or_default().push((i64::from(edit.span.end) + *shift, edit.span));
    }
    let nearest = |place: &Place| {
        let ends = ends.get(&place.file)?;
        let after = ends.partition_point(|(end, _)| *end <= place.offset);
        let beside = [after.checked_sub(1), Some(after)].into_iter().flatten().filter_map(|at| ends.get(at));
        beside.min_by_key(|(end, _)| end.abs_diff(place.offset)).map(|(_, span)| *span)
    };
    new.iter().filter_map(nearest).collect()
}

/// A text with edits of it, in any order; none where an edit is not of this text, or two of them overlap.
pub fn apply<'e>(text: &str, edits: impl IntoIterator<Item = &'e Spanned<String>>) -> Option<String> {
    let mut edits: Vec<&Spanned<String>> = edits.into_iter().collect();
    edits.sort_by_key(|edit| edit.span);
    // The findings of two uses of an alias have the same edit.
    edits.dedup();
    let mut new = String::with_capacity(text.len());
    let mut end = 0;
    for edit in edits {
        let range = edit.span.range();
        new.push_str(text.get(end..range.start)?);
        new.push_str(&edit.value);
        end = range.end;
        text.get(range)?;
    }
    new.push_str(text.get(end..)?);
    Some(new)
}

/// New texts over the files of the front end.
pub struct Overlay<'f> {
    files: &'f dyn Files,
    texts: BTreeMap<Uri, Arc<str>>,
}

impl<'f> Overlay<'f> {
    /// Texts in the place of files.
    pub fn new(files: &'f dyn Files, texts: BTreeMap<Uri, Arc<str>>) -> Overlay<'f> {
        Overlay { files, texts }
    }
}

impl Files for Overlay<'_> {
    fn read(&self, uri: &Uri) -> Result<Arc<str>, FileError> {
        self.texts.get(uri).map_or_else(|| self.files.read(uri), |text| Ok(text.clone()))
    }

    fn root_above(&self, levels: usize) -> Option<String> {
        self.files.root_above(levels)
    }
}

/// What a finding says, wherever it stands in its file.
type Saying<'c> = (&'c Uri, &'static str, &'c str, Severity);

fn saying<'c>(finding: &'c Diagnostic, compilation: &'c Compilation) -> Saying<'c> {
    (
        &compilation.sources.file(finding.primary.span.file).uri,
        finding.code.name,
        &finding.message,
        finding.severity,
    )
}

/// A finding and its edits, as they are known after other edits.
type Attempt = (Uri, &'static str, String, Vec<String>);

fn attempt(finding: &Diagnostic, compilation: &Compilation) -> Attempt {
    let (uri, code, message, _) = saying(finding, compilation);
    let texts = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.value.clone());
    (uri.clone(), code, message.to_owned(), texts.collect())
}

/// The findings whose edits can be made at once.
fn choose<'c>(
    compilation: &'c Compilation,
    refused: &BTreeSet<Attempt>,
    may_edit: &dyn Fn(&Uri) -> bool,
) -> Vec<&'c Diagnostic> {
    let mut taken: BTreeMap<(FileId, u32), &Spanned<String>> = BTreeMap::new();
    let mut chosen = Vec::new();
    let allowed = |span: Span| {
        let uri = &compilation.sources.file(span.file).uri;
        uri.local_path().is_some() && may_edit(uri)
    };
    for finding in &compilation.diagnostics {
        let Some(Fix { edits, .. }) = &finding.fix else { continue };
        let is_free = |edit: &Spanned<String>| {
            let span = edit.span;
            let before = taken.range((span.file, 0)..=(span.file, span.end)).next_back();
            before.is_none_or(|(_, other)| *other == edit || other.span.end < span.start)
        };
        let fits = edits.iter().all(|edit| is_free(edit) && allowed(edit.span));
        if fits && !refused.contains(&attempt(finding, compilation)) {
            taken.extend(edits.iter().map(|edit| ((edit.span.file, edit.span.start), edit)));
            chosen.push(finding);
        }
    }
    chosen
}

/// The texts with the edits of findings; none where they cannot be made.
fn edited(
    compilation: &Compilation,
    findings: &[&Diagnostic],
    texts: &BTreeMap<Uri, Arc<str>>,
) -> Option<BTreeMap<Uri, Arc<str>>> {
    let mut by_file: BTreeMap<FileId, Vec<&Spanned<String>>> = BTreeMap::new();
    for edit in findings.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.edits) {
        by_file.entry(edit.span.file).or_default().push(edit);
    }
    let mut texts = texts.clone();
    for (file, edits) in by_file {
        let file = compilation.sources.file(file);
        texts.insert(file.uri.clone(), apply(&file.text, edits)?.into());
    }
    Some(texts)
}

/// A place in a text that edits lead to.
struct Place {
    file: FileId,
    offset: i64,
}

/// The edits of a finding.
fn edits(finding: &Diagnostic) -> impl Iterator<Item = &Spanned<String>> {
    finding.fix.iter().flat_map(|fix| &fix.edits)
}

/// Where something is found that had not been, or that is still there although its edits were made.
fn news(before: &Compilation, mended: &[&Diagnostic], after: &Compilation) -> Vec<Place> {
    let mut left: BTreeMap<Saying<'_>, usize> = BTreeMap::new();
    for finding in &before.diagnostics {
        *left.entry(saying(finding, before)).or_default() += 1;
    }
    for finding in mended {
        if let Some(number) = left.get_mut(&saying(finding, before)) {
            *number = number.saturating_sub(1);
        }
    }
    let mut new = Vec::new();
    for finding in &after.diagnostics {
        let is_new = match left.get_mut(&saying(finding, after)) {
            Some(0) => true,
            Some(number) => {
                *number -= 1;
                false
            }
            // A fact is nothing wrong: what is read at last may have some.
            None => finding.severity > Severity::Info,
        };
        if is_new {
            let place = finding.primary.span;
            let file = before.sources.by_uri(&after.sources.file(place.file).uri);
            // A finding of a file that was not read before stands next to no edit, and counts all the same.
            let file = file.map_or(place.file, |file| file.id);
            new.push(Place { file, offset: place.start.into() });
        }
    }
    new
}

#[cfg(test)]
mod tests {
    use super::mend_within;
    use crate::{Compiler, Files, MemoryFiles, Request, Uri};

    #[test]
    fn what_was_not_tried_is_counted() {
        let keyword = |number| format!("p{number}: {{ type: integer, minimun: 2, default: 1 }}");
        let keywords = (0..8).map(keyword).collect::<Vec<_>>().join(", ");
        let catalog =
            format!("collections: [{{ name: a, key: [/p0], schema: {{ properties: {{ {keywords} }} }} }}]");
        let files = MemoryFiles::new([("flow.yaml", catalog)]);
        let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
        let compile = |files: &dyn Files| Compiler::default().compile(&request, files);
        let untried = |tries| mend_within(tries, compile(&files), &compile, &files, &|_| true).untried;
        assert_eq!([untried(0), untried(4), untried(100)], [8, 7, 0]);
    }
}
