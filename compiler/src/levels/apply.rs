//! Gives findings their levels, and leaves out those that are off or suppressed.

use super::suppression::{self, Listed, Suppression};
use super::{Level, Levels};
use crate::catalog::Catalog;
use crate::codes::{self as all_codes, is_configurable};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::{FileId, SourceMap};
use crate::syntax::Tree;
use crate::tool::is_found_by_tools;
use std::collections::BTreeMap;

/// The findings to report, each at its level. Suppressions that hide nothing are findings too, where the catalog is
/// whole: what is missing may be what they are about.
pub(crate) fn apply(
    mut diagnostics: Diagnostics,
    levels: &Levels,
    (sources, trees): (&SourceMap, &[Tree]),
    catalog: &Catalog,
) -> Vec<Diagnostic> {
    let suppressions = suppression::find(sources, trees, &mut diagnostics);
    let reported = |finding: &mut Diagnostic| is_reported(finding, levels, sources);
    let mut findings = diagnostics.finish();
    findings.retain_mut(|finding| reported(finding));
    if suppressions.is_empty() {
        return findings;
    }
    let mut used = Used::new(&suppressions);
    findings.retain(|finding| !used.hides(finding, sources));
    if !catalog.whole {
        return findings;
    }
    let mut rest = Diagnostics::default();
    for finding in findings.into_iter().chain(used.unused(levels, sources)) {
        rest.push(finding);
    }
    let mut findings = rest.finish();
    let is_unused = |finding: &Diagnostic| finding.code.name == codes::UNUSED_SUPPRESSION.name;
    findings.retain_mut(|finding| !is_unused(finding) || reported(finding));
    findings
}

/// What tools have found after a compilation, each at its level, without what is suppressed. What is wrong with
/// suppressions has been said.
pub(crate) fn leveled(
    mut findings: Vec<Diagnostic>,
    levels: &Levels,
    (sources, trees): (&SourceMap, &[Tree]),
) -> Vec<Diagnostic> {
    let suppressions = suppression::find(sources, trees, &mut Diagnostics::default());
    let mut used = Used::new(&suppressions);
    findings.retain_mut(|finding| is_reported(finding, levels, sources));
    findings.retain(|finding| !used.hides(finding, sources));
    findings
}

/// Gives a finding its level; false where it is off.
fn is_reported(finding: &mut Diagnostic, levels: &Levels, sources: &SourceMap) -> bool {
    let path = sources.file(finding.primary.span.file).uri.to_string();
    let level = match is_configurable(finding.code) {
        true => levels.of(finding.code, &path),
        false => Level::On(finding.severity),
    };
    if let Level::On(severity) = level {
        // A finding that its rule takes for less than usual stays less.
        let usual = finding.severity == finding.code.severity;
        finding.severity = if usual { severity } else { severity.min(finding.severity) };
    }
    level != Level::Off
}

/// Suppressions, and what of them has hidden something.
struct Used<'s> {
    suppressions: &'s [Suppression],
    /// Whether a code that is suppressed on a line of a file has hidden something.
    used: BTreeMap<(FileId, usize, &'static str), bool>,
}

impl<'s> Used<'s> {
    fn new(suppressions: &'s [Suppression]) -> Used<'s> {
        let keys = suppressions.iter().flat_map(|suppression| {
            suppression.codes.iter().map(|code| (suppression.span.file, suppression.line, code.name))
        });
        Used { suppressions, used: keys.map(|key| (key, false)).collect() }
    }

    /// Whether some suppression hides a finding, which is used then.
    fn hides(&mut self, finding: &Diagnostic, sources: &SourceMap) -> bool {
        let span = finding.primary.span;
        let line = sources.file(span.file).lines.line_of(span.range().start);
        let used = self.used.get_mut(&(span.file, line, finding.code.name));
        used.map(|used| *used = true).is_some()
    }

    /// A finding for each code that hides nothing, though it would be reported.
    fn unused(&self, levels: &Levels, sources: &SourceMap) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for suppression in self.suppressions {
            let file = suppression.span.file;
            let path = sources.file(file).uri.to_string();
            let is_used = |code: &Listed| self.used.get(&(file, suppression.line, code.name)) == Some(&true);
            // Whether one hides what a tool finds is known when the tool has run.
            let may_be_idle = |code: &&Listed| !is_used(code) && !is_found_by_tools(code.name);
            for code in suppression.codes.iter().filter(may_be_idle) {
                let known = all_codes::by_name(code.name);
                if known.is_some_and(|known| levels.of(known, &path) != Level::Off) {
                    findings.push(unused(suppression, code));
                }
            }
        }
        findings
    }
}

fn unused(suppression: &Suppression, code: &Listed) -> Diagnostic {
    let message = format!("the line that this is about has no finding `{}`", code.name);
    let diagnostic = Diagnostic::new(&codes::UNUSED_SUPPRESSION, code.span, message).label("hides nothing");
    match code.part {
        None => diagnostic.fix("remove the comment", suppression.span, ""),
        Some(part) => diagnostic.fix("remove the code", part, ""),
    }
}
