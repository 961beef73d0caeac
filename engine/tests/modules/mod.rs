//! Modules that are given as texts.

use engine::Texts;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Modules by path; a place is shown as it is.
pub(crate) struct Modules(pub(crate) BTreeMap<&'static str, &'static str>);

impl Texts for Modules {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        self.0.get(path).map(|text| (*text).into())
    }

    fn place(&self, path: &str, line: usize, column: usize) -> String {
        format!("{path}:{line}:{column}")
    }
}
