//! Generated types against schemas that nobody here wrote, by the harness beside the repository: each module
//! compiles, takes every valid instance, and refuses no fewer of the others than it did.
//!
//! A sample of 15 % is run here. `cargo xtask conformance types` runs all of it, and writes `docs/conformance.md`.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "a test looks for tools on the disk and runs them")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is missing; under CI nothing may be.
fn skipped(what: &str) {
    assert!(std::env::var_os("CI").is_none(), "{what} is missing");
    // Not by a macro: the test runner would keep the line to itself.
    let line = format!("skipped: {what} is missing\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

#[test]
fn types_of_a_sample_are_sound_and_as_exact_as_they_were() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let harness = root.join("../shared/conformance/codegen");
    if !harness.is_dir() {
        return skipped("../shared/conformance/codegen");
    }
    let Some(python) = std::env::var_os("FLOWCTL_TEST_PYTHON").map(PathBuf::from) else {
        return skipped("FLOWCTL_TEST_PYTHON");
    };
    let output = Command::new(python)
        .arg(root.join("scripts/tools/conformance.py"))
        .args([&harness, Path::new(env!("CARGO_BIN_EXE_flowctl"))])
        .arg(root.join("target/conformance/sample"))
        .args(["ts,py,rs", "--sample"])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}{}", String::from_utf8_lossy(&output.stdout));
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap());
}
