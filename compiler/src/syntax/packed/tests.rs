//! What is packed comes back as it was, or is not packed; damage is found out, or is harmless.

use super::{pack, unpack};
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Role, SourceFile, SourceMap, Uri};
use crate::syntax::{Tree, parse};
use proptest::prelude::*;

fn file(path: &str, text: &str) -> SourceFile {
    let mut sources = SourceMap::default();
    let id: FileId = sources.add(Uri::local(path), Role::Catalog, text.into());
    sources.file(id).clone()
}

fn tree(file: &SourceFile) -> (Tree, bool) {
    let mut diagnostics = Diagnostics::default();
    let tree = parse(file, &mut diagnostics);
    let sound = diagnostics.finish().is_empty();
    (tree, sound)
}

/// Whether the tree of a text is packed; if so it comes back.
fn returns(path: &str, text: &str) -> bool {
    let file = file(path, text);
    let (tree, _) = tree(&file);
    let Some(bytes) = pack(&tree, text) else { return false };
    let back = unpack(&bytes, &file).expect("what was packed can be unpacked");
    assert_eq!(format!("{tree:?}"), format!("{back:?}"), "{text}");
    true
}

#[test]
fn values_of_every_form_come_back() {
    let packed = [
        "",
        "a: 1\nb: [true, false, null, ~, 1.5e3]\n? c\n: ''\n",
        "'it''s': \"a \\\"quoted\\\" text\"\n\"\\u00e9\": é\n",
        "block: |\n  one\n    two\n\n  three\nfolded: >-\n  one\n  two\n\n  three\n",
        "plain: one\n  two\nquoted: 'one\n  two'\ndouble: \"one\n  two\"\n",
        "crlf: |\r\n  one\r\n  two\r\n",
        "\u{feff}a: &x {b: [c, d]}\ne: *x\nf: {<<: *x, g: h}\n",
        "aa: aa\nbb: [aa, bb, aa]\n",
    ];
    for text in packed {
        assert!(returns("a.yaml", text), "{text:?}");
    }
    assert!(returns("a.json", r#"{"a": [1, "b\n\u0041", {"c": null}], "a/b": -0.5}"#));
}

#[test]
fn what_is_not_in_the_text_is_not_packed() {
    // An escape of YAML alone, a number in another notation, a tree with a hole, an alias bomb.
    let bomb = "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n";
    for text in ["a: \"\\x41\"\n", "a: 0x1F\n", "a: *nope\n", bomb] {
        assert!(!returns("a.yaml", text), "{text:?}");
    }
}

#[test]
fn packed_trees_hold_no_text() {
    let text = "endpoints:\n  db: {postgres: {password: \"correct-horse\", user: 'flow'}}\n";
    let file = file("flow.yaml", text);
    let bytes = pack(&tree(&file).0, text).expect("it is packed");
    for word in ["endpoints", "postgres", "password", "correct-horse", "flow"] {
        assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
}

proptest! {
    #[test]
    fn any_text_comes_back(text in "[ab:\\-\\n \"'\\[\\]{},>|&*\\\\u0041é]{0,60}", json in any::<bool>()) {
        returns(if json { "a.json" } else { "a.yaml" }, &text);
    }

    #[test]
    fn any_value_comes_back(values in prop::collection::vec(".{0,20}", 0..6)) {
        let text = serde_json::to_string(&values).unwrap();
        prop_assert!(returns("a.json", &text), "{}", text);
        returns("a.yaml", &text);
    }

    #[test]
    fn damage_is_survived(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let text = "a: [1, 'b', \"c\\n\", {d: e}]\nf: |\n  one\n  two\ng: [b, b, b]\n";
        let file = file("a.yaml", text);
        let mut bytes = pack(&tree(&file).0, text).unwrap();
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] = byte;
        }
        let _ = unpack(&bytes, &file);
    }
}
