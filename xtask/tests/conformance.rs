//! The pages of what was measured against the corpora are up to date.
#![expect(clippy::disallowed_methods, reason = "a test looks for the corpus on the disk")]

use std::io::Write as _;
use xtask::{conformance, workspace};

#[test]
fn the_page_of_shapes_is_up_to_date() {
    let root = workspace::root();
    let corpus = root.join(conformance::CORPUS);
    if !corpus.is_dir() {
        assert!(std::env::var_os("CI").is_none(), "the corpus is missing at {}", corpus.display());
        // Not by a macro: the test runner would keep the line to itself.
        let line = format!("skipped: there is no corpus at {}\n", corpus.display());
        std::io::stderr().write_all(line.as_bytes()).expect("standard error can be written to");
        return;
    }
    if let Err(fault) = conformance::shapes(&root, true, false) {
        panic!("{fault}");
    }
}
