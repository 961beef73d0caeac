//! Which findings are reported, and at which level: what a project and a run say about codes.
//!
//! Rules, and phases whose findings are no errors, can be given another level or be turned off. An error of a
//! phase means that a part of the catalog could not be understood, and is always reported.

mod apply;
mod suppression;

pub(crate) use apply::{apply, leveled};

use crate::diagnostic::{Code, Severity};
use globset::{GlobBuilder, GlobMatcher};
use std::collections::{BTreeMap, BTreeSet};

/// What is done with the findings of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// They are not reported.
    Off,
    /// They are reported at this level.
    On(Severity),
}

/// The levels by the words that settings use.
pub const LEVELS: [(&str, Level); 4] = [
    ("off", Level::Off),
    ("info", Level::On(Severity::Info)),
    ("warn", Level::On(Severity::Warning)),
    ("error", Level::On(Severity::Error)),
];

/// Files, by their paths relative to the root of the build.
///
/// `*` and `?` stand for characters of a name, `**` for folders, `{a,b}` for either. What ends in `/` is a folder
/// with all below it.
#[derive(Debug, Clone)]
pub struct PathPattern {
    text: String,
    matcher: GlobMatcher,
}

/// What a project and a run say of the levels of codes.
///
/// The last that says something decides: the level that a code has by default, `rules`, those of `overrides` that
/// match its file, `select` and `ignore`.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    /// Levels of codes, by name.
    pub rules: BTreeMap<String, Level>,
    /// Levels of codes in some files, by name.
    pub overrides: Vec<(Vec<PathPattern>, BTreeMap<String, Level>)>,
    /// The only codes to report, by name, if any are named.
    pub select: BTreeSet<String>,
    /// Codes not to report, by name.
    pub ignore: BTreeSet<String>,
}

impl PathPattern {
    /// A pattern.
    ///
    /// # Errors
    /// Why the text is none.
    pub fn new(text: &str) -> Result<PathPattern, String> {
        let below = if text.ends_with('/') { format!("{text}**") } else { text.to_owned() };
        let glob = GlobBuilder::new(&below).literal_separator(true).build();
        let glob = glob.map_err(|error| error.kind().to_string())?;
        Ok(PathPattern { text: text.to_owned(), matcher: glob.compile_matcher() })
    }

    /// The pattern as written.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Levels {
    /// The level of a code in a file, by the path that its URI has in the build.
    pub fn of(&self, code: &Code, path: &str) -> Level {
        if self.ignore.contains(code.name) || !(self.select.is_empty() || self.select.contains(code.name)) {
            return Level::Off;
        }
        let default = if code.off { Level::Off } else { Level::On(code.severity) };
        let mut level = self.rules.get(code.name).copied().unwrap_or(default);
        for (patterns, rules) in &self.overrides {
            if let Some(other) = rules.get(code.name)
                && patterns.iter().any(|pattern| pattern.matcher.is_match(path))
            {
                level = *other;
            }
        }
        // Who asks for a code by its name wants to see it.
        if level == Level::Off && self.select.contains(code.name) {
            return Level::On(code.severity);
        }
        level
    }

    /// Whether findings of a code may be reported in some file.
    pub(crate) fn is_on(&self, code: &Code) -> bool {
        let somewhere = self.overrides.iter().filter_map(|(_, rules)| rules.get(code.name));
        let asked = self.select.is_empty() || self.select.contains(code.name);
        let on = |level: &Level| *level != Level::Off;
        !self.ignore.contains(code.name) && asked && (on(&self.of(code, "")) || somewhere.into_iter().any(on))
    }
}

#[cfg(test)]
mod tests {
    use super::{Level, Levels, PathPattern, Severity};
    use crate::diagnostic::Code;

    static SHOWN: Code = Code::warning("shown", "");
    static HIDDEN: Code = Code::off("hidden", "");
    const WARNING: Level = Level::On(Severity::Warning);
    const ERROR: Level = Level::On(Severity::Error);

    fn set(names: &[&str]) -> std::collections::BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_last_that_says_something_decides() {
        let mut levels = Levels::default();
        let of = |levels: &Levels, code| levels.of(code, "legacy/a.flow.yaml");
        assert_eq!((of(&levels, &SHOWN), of(&levels, &HIDDEN)), (WARNING, Level::Off));
        levels.rules = [("shown".to_owned(), ERROR), ("hidden".to_owned(), WARNING)].into();
        assert_eq!((of(&levels, &SHOWN), of(&levels, &HIDDEN)), (ERROR, WARNING));
        let legacy = vec![PathPattern::new("legacy/").unwrap()];
        levels.overrides.push((legacy, [("shown".to_owned(), Level::Off)].into()));
        assert_eq!(of(&levels, &SHOWN), Level::Off);
        assert_eq!(levels.of(&SHOWN, "new/legacy/a.flow.yaml"), ERROR);
        assert!(levels.is_on(&SHOWN));
        levels.select = set(&["shown"]);
        assert_eq!((of(&levels, &SHOWN), of(&levels, &HIDDEN)), (WARNING, Level::Off));
        levels.ignore = set(&["shown"]);
        assert_eq!(of(&levels, &SHOWN), Level::Off);
        assert!(!levels.is_on(&SHOWN));
    }

    #[test]
    fn patterns_are_of_whole_paths() {
        let matches = |pattern: &str, path| PathPattern::new(pattern).unwrap().matcher.is_match(path);
        assert!(matches("legacy/", "legacy/deep/a.yaml") && !matches("legacy/", "old/legacy/a.yaml"));
        assert!(matches("*.flow.yaml", "a.flow.yaml") && !matches("*.flow.yaml", "deep/a.flow.yaml"));
        assert!(matches("**/*.flow.yaml", "deep/a.flow.yaml") && matches("{a,b}/*", "b/x"));
        assert_eq!(PathPattern::new("a/[").unwrap_err(), "unclosed character class; missing ']'");
    }
}
