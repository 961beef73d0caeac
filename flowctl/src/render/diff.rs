//! What a fix changes, as a unified diff for people: secrets are masked in it, and hidden characters spelled out.

use super::mask::Masks;
use super::{Names, escape};
use compiler::fix::Mended;
use compiler::source::SourceFile;
use similar::{ChangeTag, TextDiff};
use std::io::{self, Write};

/// How many lines without a change are shown around one.
const CONTEXT: usize = 3;

/// Writes the differences of all files that were mended.
///
/// # Errors
/// The stream cannot be written to.
pub fn render(mended: &Mended, names: &Names, out: &mut dyn Write) -> io::Result<()> {
    let Some(after) = &mended.after else { return Ok(()) };
    let masks = [Masks::new(&mended.before), Masks::of_all(after)];
    for uri in mended.texts.keys() {
        let files = [mended.before.sources.by_uri(uri), after.sources.by_uri(uri)];
        let [Some(old), Some(new)] = files else { continue };
        file([old, new], &masks, &names.of(uri), out)?;
    }
    Ok(())
}

fn file(files: [&SourceFile; 2], masks: &[Masks<'_>; 2], name: &str, out: &mut dyn Write) -> io::Result<()> {
    let [old, new] = [0, 1].map(|side: usize| {
        let pair = files.get(side).zip(masks.get(side));
        pair.map(|(file, masks)| masks.file(file)).unwrap_or_default()
    });
    writeln!(out, "--- a/{name}\n+++ b/{name}")?;
    let diff = TextDiff::from_lines(&old, &new);
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        writeln!(out, "{}", hunk.header())?;
        for change in hunk.iter_changes() {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            let line = change.value().trim_end_matches(['\n', '\r']);
            writeln!(out, "{sign}{}", escape::block(line))?;
            if change.missing_newline() {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}
