//! Comments that hide findings: which texts are such comments, and which line each is about.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use compiler::source::Uri;
use compiler::{Compiler, MemoryFiles, Request, Severity};

/// The findings of a schema below `properties`, as `line code`.
fn found(properties: &str) -> Vec<String> {
    let text = format!("type: object\nrequired: [id]\nproperties:\n  id: {{ type: string }}\n{properties}");
    let catalog = "collections:\n  - { name: a/b, key: [/id], schema: b.yaml }\n";
    let files = MemoryFiles::new([("flow.yaml", catalog), ("b.yaml", text.as_str())]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let compilation = Compiler::default().compile(&request, &files);
    let findings = compilation.diagnostics.iter().filter(|finding| finding.severity >= Severity::Warning);
    let line = |finding: &compiler::Diagnostic| {
        let file = compilation.sources.file(finding.primary.span.file);
        let line = file.lines.line_of(finding.primary.span.range().start).saturating_sub(3);
        format!("{line} {}", finding.code.name)
    };
    findings.map(line).collect()
}

const INVALID: &str = "  a: { type: string, default: 1 }\n";

#[test]
fn without_a_comment_there_is_a_finding() {
    assert_eq!(found(INVALID), ["1 invalid-default"]);
}

#[test]
fn a_comment_is_about_its_line_or_the_next_with_a_value() {
    let silent = |text: &str| assert_eq!(found(text), [] as [&str; 0], "{text}");
    silent("  a: { type: string, default: 1 } # flowctl: ignore[invalid-default] as agreed\n");
    silent("  a: { type: string, default: 1 } # flowctl: ignore[invalid-default] as agreed\r\n");
    silent("  a: { type: string, default: 1 } #flowctl:ignore[ invalid-default ]as agreed");
    silent("  # flowctl: ignore[invalid-default] as agreed\n\n  # more\n  a: { type: string, default: 1 }\n");
    silent("  a:\n    type: string\n    default: 1 # flowctl: ignore[invalid-default] as agreed\n");
    silent("  a: { type: string, default: 1, x-note: \"#\" } # flowctl: ignore[invalid-default] as agreed\n");
    silent(
        "  a: { type: string, default: 1, x-note: 'a # b' } # flowctl: ignore[invalid-default] as agreed\n",
    );
}

#[test]
fn a_comment_hides_what_it_names_and_no_more() {
    let two = "  a: { type: strng, default: 1, maxLenght: 2 } # flowctl: ignore[unknown-keyword] as agreed\n";
    assert_eq!(found(two), ["1 malformed-keyword"]);
    let both = "  a: { type: string, default: 1, maxLenght: 2 } # flowctl: ignore[unknown-keyword,invalid-default] x\n";
    assert_eq!(found(both), [] as [&str; 0]);
    let one = "  a: { type: string, maxLenght: 2 } # flowctl: ignore[unknown-keyword, invalid-default] x\n";
    assert_eq!(found(one), ["1 unused-suppression"]);
}

#[test]
fn a_comment_may_be_about_what_an_error_has_taken_away() {
    let of = |text: &str| format!("{text} # flowctl: ignore[invalid-default] as agreed\n");
    assert_eq!(found(&of("  a: { type: string, default: a }")), ["1 unused-suppression"]);
    assert_eq!(found(&of("  a: { type: strng, default: 1 }")), ["1 malformed-keyword"]);
}

#[test]
fn text_that_looks_like_a_comment_is_none() {
    let text = |value: &str| format!("  a: {{ type: string, default: 1, x-note: {value} }}\n");
    let reported = |text: &str| assert_eq!(found(text), ["1 invalid-default"], "{text}");
    reported(&text("'# flowctl: ignore[invalid-default] text'"));
    reported(&text("\"# flowctl: ignore[invalid-default] text\""));
    reported(&format!("{INVALID}  b:\n    title: a#flowctl:ignore[invalid-default] text\n"));
    let block = "  b:\n    x-note: |\n      # flowctl: ignore[invalid-default] text\n    title: b\n";
    reported(&format!("{INVALID}{block}"));
    // After the header of a block scalar a comment may stand.
    let header =
        "  b: { type: string }\n  a:\n    title: | # flowctl: ignore[invalid-default] x\n      text\n";
    assert_eq!(found(header), ["3 unused-suppression"]);
}

#[test]
fn what_is_no_suppression_is_reported_and_hides_nothing() {
    let of = |comment: &str| found(&format!("  a: {{ type: string, default: 1 }} # flowctl: {comment}\n"));
    assert_eq!(of("ignore"), ["1 invalid-default", "1 invalid-suppression"]);
    assert_eq!(of("ignore[] x"), ["1 invalid-default", "1 invalid-suppression"]);
    assert_eq!(of("ignore[invalid-defualt] x"), ["1 invalid-default", "1 invalid-suppression"]);
    assert_eq!(of("ignore[malformed-keyword] x"), ["1 invalid-default", "1 invalid-suppression"]);
    assert_eq!(of("disable invalid-default"), ["1 invalid-default", "1 invalid-suppression"]);
    // Without a reason it hides all the same, so that one cause is one finding.
    assert_eq!(of("ignore[invalid-default]"), ["1 invalid-suppression"]);
}
