//! How much of the user's text a finding repeats: enough to know it by, however long it is.

use super::Diagnostic;

/// How many characters of a text of the user's a finding shows.
pub const QUOTED: usize = 200;

/// How many bytes a text of a finding has at most, whatever it quotes.
const LONGEST: usize = 4000;

/// A text of the user's, cut where it is longer than a finding shows.
pub(crate) fn cut(text: &str) -> String {
    let mut shown = String::new();
    push(text, QUOTED, &mut shown);
    shown
}

/// A JSON Pointer whose long tokens are cut.
pub(crate) fn cut_pointer(pointer: String) -> String {
    if pointer.len() <= QUOTED {
        return pointer;
    }
    let mut shown = String::new();
    for (number, token) in pointer.split('/').enumerate() {
        if number > 0 {
            shown.push('/');
        }
        push(token, QUOTED, &mut shown);
    }
    shown
}

/// Cuts what the texts of a finding quote. An edit that is longer than what is shown is not offered.
pub(super) fn bound(finding: &mut Diagnostic) {
    let labels = finding.secondary.iter_mut().map(|label| &mut label.text);
    let texts = labels.chain(&mut finding.notes).chain(&mut finding.help);
    for text in texts.chain([&mut finding.message, &mut finding.primary.text]) {
        if text.len() > QUOTED {
            *text = cut_quotations(text);
        }
    }
    finding.fix.take_if(|fix| {
        fix.title = cut_quotations(&fix.title);
        fix.edits.iter().any(|edit| edit.value.len() > LONGEST)
    });
}

/// A text whose quotations, between backticks, are cut where they are long, and the whole where it still is.
fn cut_quotations(text: &str) -> String {
    let mut shown = String::with_capacity(text.len().min(LONGEST));
    for (number, part) in text.split('`').enumerate() {
        if number > 0 {
            shown.push('`');
        }
        let room = LONGEST.saturating_sub(shown.len());
        // Every other part is a quotation. What is quoted may hold backticks too: then the whole is cut.
        push(part, if number % 2 == 1 { QUOTED.min(room) } else { room }, &mut shown);
        if shown.len() >= LONGEST {
            break;
        }
    }
    shown
}

/// Appends at most so many characters of a text, and an ellipsis where some are left out.
fn push(text: &str, characters: usize, shown: &mut String) {
    // No text has more characters than bytes: most are not counted.
    let end = if text.len() <= characters { None } else { text.char_indices().nth(characters) };
    match end.and_then(|(at, _)| text.get(..at)) {
        Some(start) => {
            shown.push_str(start);
            shown.push('…');
        }
        None => shown.push_str(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, QUOTED, cut, cut_pointer, cut_quotations};
    use proptest::prelude::*;

    #[test]
    fn quotations_are_cut_and_our_own_words_are_not() {
        let long = "\u{e9}".repeat(QUOTED + 1);
        let words = "words and ".repeat(30);
        let shown = format!("{}…", "\u{e9}".repeat(QUOTED));
        assert_eq!(
            cut_quotations(&format!("{words}`{long}` or `short`")),
            format!("{words}`{shown}` or `short`")
        );
        assert_eq!(cut(&long), shown);
        assert_eq!(cut(&"x".repeat(QUOTED)), "x".repeat(QUOTED));
        assert_eq!(cut_pointer(format!("/a/{long}/0")), format!("/a/{shown}/0"));
    }

    proptest! {
        #[test]
        fn no_text_is_long(text in "[`x]{0,9}", times in 1_usize..2000) {
            let cut = cut_quotations(&text.repeat(times));
            prop_assert!(cut.len() <= LONGEST + "…".len(), "{} bytes", cut.len());
        }
    }
}
