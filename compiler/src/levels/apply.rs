//! Gives findings their levels, and leaves out those that are off or suppressed.

use super::suppression::{self, Suppression};
use super::{Level, Levels};
use crate::codes::{self as all_codes, is_configurable};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::{SourceMap, Spanned};
use crate::syntax::Tree;
use std::collections::BTreeMap;

/// The findings to report, each at its level. Suppressions that hide nothing are findings too.
pub(crate) fn apply(
    mut diagnostics: Diagnostics,
    levels: &Levels,
    sources: &SourceMap,
    trees: &[Tree],
) -> Vec<Diagnostic> {
    let suppressions = suppression::find(sources, trees, &mut diagnostics);
    let path = |finding: &Diagnostic| sources.file(finding.primary.span.file).uri.to_string();
    let reported = |finding: &mut Diagnostic| {
        let level = match is_configurable(finding.code) {
            true => levels.of(finding.code, &path(finding)),
            false => Level::On(finding.severity),
        };
        if let Level::On(severity) = level {
            // A finding that its rule takes for less than usual stays less.
            let usual = finding.severity == finding.code.severity;
            finding.severity = if usual { severity } else { severity.min(finding.severity) };
        }
        level != Level::Off
    };
    let mut findings = diagnostics.finish();
    findings.retain_mut(|finding| reported(finding));
    if suppressions.is_empty() {
        return findings;
    }
    let mut used = Used::new(&suppressions);
    findings.retain(|finding| !used.hides(finding, sources));
    let mut rest = Diagnostics::default();
    for finding in findings.into_iter().chain(used.unused(levels, sources)) {
        rest.push(finding);
    }
    let mut findings = rest.finish();
    let is_unused = |finding: &Diagnostic| finding.code.name == codes::UNUSED_SUPPRESSION.name;
    findings.retain_mut(|finding| !is_unused(finding) || reported(finding));
    findings
}

/// Suppressions, and which codes of each have hidden something.
struct Used<'s> {
    suppressions: &'s [Suppression],
    /// Indexes of suppressions, by file and line.
    by_line: BTreeMap<(usize, usize), Vec<usize>>,
    used: Vec<Vec<bool>>,
}

impl<'s> Used<'s> {
    fn new(suppressions: &'s [Suppression]) -> Used<'s> {
        let mut by_line: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, suppression) in suppressions.iter().enumerate() {
            by_line.entry((suppression.span.file.index(), suppression.line)).or_default().push(at);
        }
        let used = suppressions.iter().map(|suppression| vec![false; suppression.codes.len()]).collect();
        Used { suppressions, by_line, used }
    }

    /// Whether some suppression hides a finding, which is used then.
    fn hides(&mut self, finding: &Diagnostic, sources: &SourceMap) -> bool {
        let span = finding.primary.span;
        let line = sources.file(span.file).lines.line_of(span.range().start);
        let mut hidden = false;
        for at in self.by_line.get(&(span.file.index(), line)).into_iter().flatten() {
            let suppression = self.suppressions.get(*at).into_iter();
            let codes = suppression.flat_map(|suppression| &suppression.codes);
            let used = self.used.get_mut(*at).into_iter().flatten();
            for (_, used) in codes.zip(used).filter(|(code, _)| code.value == finding.code.name) {
                *used = true;
                hidden = true;
            }
        }
        hidden
    }

    /// A finding for each code that hides nothing, though it would be reported.
    fn unused(&self, levels: &Levels, sources: &SourceMap) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for (suppression, used) in self.suppressions.iter().zip(&self.used) {
            let path = sources.file(suppression.span.file).uri.to_string();
            for (code, _) in suppression.codes.iter().zip(used).filter(|(_, used)| !**used) {
                let known = all_codes::by_name(code.value);
                if known.is_some_and(|known| levels.of(known, &path) != Level::Off) {
                    findings.push(unused(suppression, code));
                }
            }
        }
        findings
    }
}

fn unused(suppression: &Suppression, code: &Spanned<&'static str>) -> Diagnostic {
    let message = format!("the line that this is about has no finding `{}`", code.value);
    let diagnostic = Diagnostic::new(&codes::UNUSED_SUPPRESSION, code.span, message).label("hides nothing");
    let others = suppression.codes.iter().filter(|other| other.span != code.span).map(|other| other.value);
    let others: Vec<&str> = others.collect();
    match others.is_empty() {
        true => diagnostic.fix("remove the comment", suppression.span, ""),
        false => diagnostic.fix("remove the code", suppression.list, others.join(", ")),
    }
}
