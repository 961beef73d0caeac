//! Inference against the corpora: it is sound, and the page of its precision is up to date.
#![expect(clippy::disallowed_methods, reason = "a test looks for the corpus on the disk")]

use std::io::Write as _;
use std::path::PathBuf;
use xtask::{conformance, workspace};

/// Valid instances that lie outside, each with the reason. One that comes inside must leave the list.
const OUTSIDE: [(&str, &str); 3] = [
    // Its meta-schema, which leaves the validation vocabulary out, is nowhere to be read: `unknown-meta-schema`.
    ("d2020_vocabulary_000", "no validation: invalid number, but it still validates"),
    // Draft 7 ignores the siblings of `$ref`; in the catalog language they apply in every draft (D2).
    ("d7_ref_005", "ref valid, maxItems ignored"),
    ("d7_ref_006", "$ref resolves to /definitions/base_foo, data validates"),
];

/// The repository, if the corpus lies beside it; else a line says that it does not. Under CI it has to.
fn with_corpus() -> Option<PathBuf> {
    let root = workspace::root();
    let corpus = root.join(conformance::CORPUS);
    if corpus.is_dir() {
        return Some(root);
    }
    assert!(std::env::var_os("CI").is_none(), "the corpus is missing at {}", corpus.display());
    // Not by a macro: the test runner would keep the line to itself.
    let line = format!("skipped: there is no corpus at {}\n", corpus.display());
    std::io::stderr().write_all(line.as_bytes()).expect("standard error can be written to");
    None
}

/// The valid instances of a corpus that lie outside of their shape.
fn unsound(corpus: &str) -> Option<Vec<(String, String)>> {
    let scores = conformance::score(&with_corpus()?, corpus).expect("the corpus can be read");
    let valid: u32 = scores.values().map(|score| score.valid.all).sum();
    assert!(valid > 50, "only {valid} valid instances");
    Some(scores.into_values().flat_map(|score| score.unsound).collect())
}

#[test]
fn the_suite_is_sound() {
    let Some(unsound) = unsound("suite") else { return };
    let mut expected = OUTSIDE.map(|(group, test)| (group.to_owned(), test.to_owned()));
    let mut found = unsound;
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "valid instances that lie outside of their shape");
}

#[test]
fn real_schemas_are_sound() {
    let Some(unsound) = unsound("real") else { return };
    assert_eq!(unsound, [], "valid instances that lie outside of their shape");
}

#[test]
fn the_page_of_shapes_is_up_to_date() {
    let Some(root) = with_corpus() else { return };
    if let Err(fault) = conformance::shapes(&root, true, false) {
        panic!("{fault}");
    }
}
