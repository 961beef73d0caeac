//! Generated files, by path.

use std::collections::BTreeMap;

/// Generated files: paths with `/`, relative to the output folder, and their texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    files: BTreeMap<String, String>,
}

impl Output {
    /// Adds a file.
    ///
    /// # Panics
    /// When two emitters write one path, which is a mistake of the emitters.
    pub(crate) fn add(&mut self, path: impl Into<String>, text: String) {
        let path = path.into();
        let previous = self.files.insert(path.clone(), text);
        assert!(previous.is_none(), "two emitters wrote {path}");
    }

    /// All files, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}
