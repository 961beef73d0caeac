//! Mistakes seeded into sound catalogs: each run reports those, at their places, and nothing else.
//!
//! A run joins several units, small catalogs of their own, and gives one of them, or ten, a mistake. A unit is the
//! fix of a page, whose mistake is the page's example; or a catalog of the fixtures, in which one of the operators
//! of `operators` changes a place that is drawn by lot. `SEEDING_SEED` repeats a run that failed, `SEEDING_RUNS`
//! sets how many there are.
#![expect(clippy::disallowed_methods, reason = "the pages are files, and the environment chooses runs")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
#![allow(dead_code, reason = "the reader of pages is shared with other tests")]

mod lot;
mod operators;
#[path = "../page/mod.rs"]
mod page;
mod unit;

use compiler::diagnostic::Severity;
use compiler::levels::{Levels, PathPattern};
use compiler::{Compilation, Compiler, MemoryFiles, Request, Uri};
use lot::Lot;
use std::collections::{BTreeMap, BTreeSet};
use unit::{Seeded, Unit};

/// How many units are joined in a run.
const UNITS: usize = 14;

/// The codes whose mistakes are of a whole build or its settings, or are found by tools. `pages.rs` shows each by
/// itself.
const APART: &[&str] = &[
    "external-collection",
    "incompatible-versions",
    "missing-import",
    "missing-tool",
    "path-outside-root",
    "storage-mapping",
    "type-error",
    "untyped-package",
];

/// Where a finding is, and what: path, line, level, code.
type Finding = (String, usize, String, String);

#[test]
fn one_mistake_is_found_and_nothing_else() {
    runs("one mistake", 1);
}

#[test]
fn the_mistake_of_each_page_is_found_and_nothing_else() {
    let (pages, fixtures) = (unit::pages(), unit::fixtures());
    let (mut failures, mut seeded) = (Vec::new(), BTreeSet::new());
    for (seed, page) in (1..).zip(&pages) {
        match run(&mut Lot::new(seed), Some(page), &pages, &fixtures, 1) {
            Ok(codes) => seeded.extend(codes),
            Err(problem) => failures.push(problem),
        }
    }
    let others: Vec<String> = unit::codes().into_iter().filter(|code| !seeded.contains(code)).collect();
    assert_eq!(others, APART, "these codes are seeded nowhere");
    assert!(failures.is_empty(), "{} of {} pages\n\n{}", failures.len(), pages.len(), failures.join("\n\n"));
}

#[test]
fn ten_mistakes_of_different_kinds_are_found_and_nothing_else() {
    runs("ten mistakes", 10);
}

#[test]
fn every_operator_has_places_to_choose_from() {
    let units = unit::fixtures();
    for operator in operators::OPERATORS {
        let places: usize = units.iter().map(|unit| operators::places(operator, unit).len()).sum();
        assert!(places > 0, "{}", operator.what);
    }
}

fn runs(name: &str, mistakes: usize) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let first = number("SEEDING_SEED");
    let runs = if first.is_some() { 1 } else { number("SEEDING_RUNS").unwrap_or(150) };
    let start = first.unwrap_or(1);
    let pages = unit::pages();
    let fixtures = unit::fixtures();
    let (mut failures, mut seeded) = (Vec::new(), BTreeSet::new());
    for seed in start..start + runs {
        let mut lot = Lot::new(seed);
        match run(&mut lot, None, &pages, &fixtures, mistakes) {
            Ok(codes) => seeded.extend(codes),
            Err(problem) => failures.push(format!("SEEDING_SEED={seed}: {problem}")),
        }
    }
    let shown: Vec<&str> = failures.iter().take(8).map(String::as_str).collect();
    let few = first.is_none() && seeded.len() < 50.min(usize::try_from(runs).unwrap() / 3);
    assert!(!few, "mistakes of {} codes alone were seeded: {seeded:?}", seeded.len());
    assert!(failures.is_empty(), "{} of {runs} runs with {name}\n\n{}", failures.len(), shown.join("\n\n"));
}

/// One run: joins units, of which one may be given, seeds mistakes, and compares what is found with what was seeded.
fn run(
    lot: &mut Lot,
    first: Option<&Unit>,
    pages: &[Unit],
    fixtures: &[Unit],
    mistakes: usize,
) -> Result<Vec<String>, String> {
    let mut files = BTreeMap::new();
    let mut levels = Levels::default();
    let (mut expected, mut made, mut told): (Vec<Finding>, BTreeSet<String>, Vec<String>) =
        Default::default();
    let mut imports = Vec::new();
    for number in 0..UNITS {
        let drawn = if lot.below(2) == 0 { lot.pick(pages) } else { lot.pick(fixtures) };
        let unit = first.filter(|_| number == 0).unwrap_or(drawn);
        let folder = format!("{}u{number}", "deep/".repeat(lot.below(3)));
        let wanted = made.len() < mistakes;
        let seeded = wanted
            .then(|| unit.seed(lot))
            .flatten()
            .filter(|seeded| !made.contains(&seeded.code) && (mistakes == 1 || !seeded.alone));
        let Seeded { texts, findings, what, .. } = seeded.clone().unwrap_or_else(|| unit.sound());
        if let Some(seeded) = seeded {
            made.insert(seeded.code);
            told.push(format!("{folder}: {what}"));
        }
        let renamed = unit.renamed(&texts, &format!("u{number}"));
        // Lines above move a mistake away from where its page has it.
        let shift = lot.below(4);
        for (path, text) in renamed {
            let shifted = path.ends_with(".yaml") && !text.starts_with('\u{feff}');
            let above = if shifted { "# above\n".repeat(shift) } else { String::new() };
            files.insert(format!("{folder}/{path}"), format!("{above}{text}"));
        }
        for (path, line, level, code) in findings {
            let line = if path.ends_with(".yaml") { line + shift } else { line };
            expected.push((format!("{folder}/{path}"), line, level, code));
        }
        let paths = vec![PathPattern::new(&format!("{folder}/")).unwrap()];
        levels.overrides.push((paths, unit.rules.clone()));
        imports.push(format!("{folder}/flow.yaml"));
    }
    files.insert("flow.yaml".to_owned(), format!("import: [{}]\n", imports.join(", ")));
    let found = findings(&compile(&files, levels));
    expected.sort();
    if found == expected {
        return Ok(made.into_iter().collect());
    }
    let show = |list: &[Finding], other: &[Finding], sign: &str| {
        let only = list.iter().filter(|finding| !other.contains(finding));
        only.map(|(path, line, level, code)| format!("  {sign} {path}:{line}: {level}[{code}]\n"))
            .collect::<String>()
    };
    let differences = show(&expected, &found, "missing") + &show(&found, &expected, "besides");
    Err(format!("{}\n{differences}", told.join("\n")))
}

fn compile(files: &BTreeMap<String, String>, levels: Levels) -> Compilation {
    let request = Request { roots: vec![Uri::local("flow.yaml")], levels, ..Request::default() };
    Compiler::default().compile(&request, &MemoryFiles::new(files))
}

/// What is found, sorted. Facts are no mistakes.
fn findings(compilation: &Compilation) -> Vec<Finding> {
    let mistakes = compilation.diagnostics.iter().filter(|finding| finding.severity > Severity::Info);
    let mut found: Vec<Finding> = mistakes
        .map(|finding| {
            let file = compilation.sources.file(finding.primary.span.file);
            let line = file.lines.line_of(finding.primary.span.range().start) + 1;
            let (level, code) = (finding.severity.name().to_owned(), finding.code.name.to_owned());
            (file.uri.to_string(), line, level, code)
        })
        .collect();
    found.sort();
    found
}
