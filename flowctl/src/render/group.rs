//! Findings that are one report for people: those of one file that say the same (`ux.md` section 3c).

use compiler::diagnostic::{Diagnostic, Label};
use std::collections::{BTreeMap, BTreeSet};

/// A finding, and those that say the same of other places of its file.
pub(super) struct Report<'c> {
    pub(super) first: &'c Diagnostic,
    others: Vec<&'c Diagnostic>,
}

/// The reports of findings, in the order of the first of each.
pub(super) fn reports(findings: &[Diagnostic]) -> Vec<Report<'_>> {
    let mut reports: Vec<Report<'_>> = Vec::new();
    let mut known = BTreeMap::new();
    for finding in findings {
        let said =
            (finding.code.name, finding.primary.span.file, &finding.message, &finding.help, &finding.notes);
        let index = *known.entry(said).or_insert(reports.len());
        match reports.get_mut(index) {
            Some(report) => report.others.push(finding),
            None => reports.push(Report { first: finding, others: Vec::new() }),
        }
    }
    reports
}

impl<'c> Report<'c> {
    /// How many findings it stands for.
    pub(super) fn count(&self) -> usize {
        1 + self.others.len()
    }

    /// Whether each of its findings has a fix.
    pub(super) fn is_fixable(&self) -> bool {
        self.first.fix.is_some() && self.others.iter().all(|finding| finding.fix.is_some())
    }

    /// All its labels, each place once: the places of mistakes before those that contributed.
    pub(super) fn labels(&self) -> Vec<&'c Label> {
        let all = || std::iter::once(self.first).chain(self.others.iter().copied());
        let labels =
            all().map(|finding| &finding.primary).chain(all().flat_map(|finding| &finding.secondary));
        if self.others.is_empty() {
            return labels.collect();
        }
        let mut seen = BTreeSet::new();
        labels.filter(|label| seen.insert(label.span)).collect()
    }
}
