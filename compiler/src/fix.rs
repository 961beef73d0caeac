//! Mends catalogs by the certain edits of their findings: which are made together, and which are not made at all.
//!
//! Edits are text for text, so that comments and layout stay. It reads and writes no files: new texts are laid over
//! those of the front end, and compiled there before they are believed.

use crate::Compilation;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::source::{FileError, FileId, Files, Span, Spanned, Uri};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How often a catalog is compiled while it is mended. What has not been tried by then stays as it is.
const MAX_TRIES: usize = 64;

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
    let mut mended = Mended { before: compile(files), after: None, texts: BTreeMap::new(), count: 0 };
    let mut refused = BTreeSet::new();
    let mut tries = MAX_TRIES;
    loop {
        let current = mended.after.as_ref().unwrap_or(&mended.before);
        let chosen = choose(current, &refused, may_edit);
        if chosen.is_empty() || tries == 0 {
            return mended;
        }
        let mut made: Vec<&Diagnostic> = Vec::new();
        let mut best = None;
        // What does not go together is halved until the edit that is to blame stands alone.
        let mut parts = vec![chosen];
        while let Some(part) = parts.pop().filter(|_| tries > 0) {
            tries -= 1;
            let together: Vec<&Diagnostic> = made.iter().chain(&part).copied().collect();
            let texts = edited(current, &together, &mended.texts);
            let result = texts.map(|texts| {
                let overlay = Overlay { files, texts };
                (compile(&overlay), overlay.texts)
            });
            match result.filter(|(result, _)| is_better(current, &together, result)) {
                Some(result) => {
                    best = Some(result);
                    made = together;
                }
                None => match part.as_slice() {
                    [alone] => drop(refused.insert(attempt(alone, current))),
                    _ => {
                        let (first, second) = part.split_at(part.len() / 2);
                        parts.extend([second.to_vec(), first.to_vec()]);
                    }
                },
            }
        }
        mended.count += made.len();
        if let Some((after, texts)) = best {
            // What did not do in the old text may do in the new one.
            refused.clear();
            mended.after = Some(after);
            mended.texts = texts;
        }
    }
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
struct Overlay<'f> {
    files: &'f dyn Files,
    texts: BTreeMap<Uri, Arc<str>>,
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

/// Whether nothing was found that had not been, and all these findings are gone.
fn is_better(before: &Compilation, mended: &[&Diagnostic], after: &Compilation) -> bool {
    let mut left: BTreeMap<Saying<'_>, usize> = BTreeMap::new();
    for finding in &before.diagnostics {
        *left.entry(saying(finding, before)).or_default() += 1;
    }
    for finding in mended {
        if let Some(number) = left.get_mut(&saying(finding, before)) {
            *number = number.saturating_sub(1);
        }
    }
    for finding in &after.diagnostics {
        match left.get_mut(&saying(finding, after)) {
            Some(0) => return false,
            Some(number) => *number -= 1,
            // A fact is nothing wrong: what is read at last may have some.
            None if finding.severity > Severity::Info => return false,
            None => {}
        }
    }
    true
}
