//! `[rules]`, `[[overrides]]` and the flags `--select` and `--ignore`: which findings are reported, at which level.

use super::{Setting, Source, unknown, wrong};
use crate::Failure;
use compiler::codes;
use compiler::diagnostic::{Code, did_you_mean};
use compiler::levels::{LEVELS, Level, Levels, PathPattern};
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// Levels of codes, by name.
pub type Rules = BTreeMap<String, Setting<Level>>;

/// What is said of levels, and where.
#[derive(Debug, Clone, Default)]
pub struct LevelSettings {
    /// `[rules]`: levels of codes, by name.
    pub rules: Rules,
    /// `[[overrides]]`: levels of codes in the files of some paths.
    pub overrides: Vec<(Vec<PathPattern>, Rules)>,
    /// `--select`: the only codes to report, if any are named.
    pub select: BTreeSet<String>,
    /// `--ignore`: codes not to report.
    pub ignore: BTreeSet<String>,
}

impl LevelSettings {
    /// What the compiler is to do.
    pub fn levels(&self) -> Levels {
        let plain = |rules: &Rules| rules.iter().map(|(name, level)| (name.clone(), level.value)).collect();
        Levels {
            rules: plain(&self.rules),
            overrides: self.overrides.iter().map(|(paths, rules)| (paths.clone(), plain(rules))).collect(),
            select: self.select.clone(),
            ignore: self.ignore.clone(),
        }
    }

    /// Adds what the command line says.
    ///
    /// # Errors
    /// A name that is no code, or that of a code that is always reported.
    pub fn add_flags(&mut self, select: &[String], ignore: &[String]) -> Result<(), Failure> {
        for (flag, names, codes) in
            [("--select", select, &mut self.select), ("--ignore", ignore, &mut self.ignore)]
        {
            for name in names {
                codes.insert(configurable(name, flag)?.name.to_owned());
            }
        }
        Ok(())
    }
}

/// The word of a level in settings.
pub(crate) fn word(level: Level) -> &'static str {
    LEVELS.iter().find(|(_, known)| *known == level).map_or("", |(word, _)| *word)
}

/// Reads `[rules]`.
pub(super) fn rules(entries: &Table, source: &Source<'_>) -> Result<Rules, Failure> {
    let mut rules = Rules::new();
    for (name, value) in entries {
        let code = configurable(name, &format!("[rules]` of `{}", source.shown))?;
        let expected = || wrong(name, "`off`, `info`, `warn` or `error`", source.shown);
        let word = value.as_str().ok_or_else(expected)?;
        let level = LEVELS.iter().find(|(known, _)| *known == word);
        let (_, level) = level.ok_or_else(|| {
            expected().maybe_help(did_you_mean(word, LEVELS.iter().map(|(known, _)| *known)))
        })?;
        rules.insert(code.name.to_owned(), Setting { value: *level, origin: source.origin.clone() });
    }
    Ok(rules)
}

/// Reads one table of `[[overrides]]`.
pub(super) fn override_of(value: &Value, source: &Source<'_>) -> Result<(Vec<PathPattern>, Rules), Failure> {
    let shown = source.shown;
    let entries = value.as_table().ok_or_else(|| wrong("overrides", "a list of tables", shown))?;
    if let Some(key) = entries.keys().find(|key| !["paths", "rules"].contains(&key.as_str())) {
        return Err(unknown(key, ["paths", "rules"], shown));
    }
    let expected = || wrong("paths", "a list of patterns such as `legacy/` or `**/*.schema.yaml`", shown);
    let listed = entries.get("paths").and_then(Value::as_array).filter(|paths| !paths.is_empty());
    let mut paths = Vec::new();
    for path in listed.ok_or_else(expected)? {
        let text = path.as_str().ok_or_else(expected)?;
        let pattern = PathPattern::new(text).map_err(|reason| {
            Failure::new(format!("`{text}` in `{shown}` is no pattern of paths: {reason}"))
        })?;
        paths.push(pattern);
    }
    let levels = entries.get("rules").and_then(Value::as_table);
    let levels = levels.ok_or_else(|| wrong("rules", "a table of levels by code", shown))?;
    Ok((paths, rules(levels, source)?))
}

/// The code of a name, if its level can be chosen. `place` is where the name stands, to be put in backticks.
fn configurable(name: &str, place: &str) -> Result<&'static Code, Failure> {
    match codes::by_name(name) {
        Some(code) if codes::is_configurable(code) => Ok(code),
        Some(_) => Err(Failure::new(format!("`{name}` in `{place}` is always an error"))
            .help("it breaks a part of the catalog: mend what it reports")),
        None => Err(Failure::new(format!("`{name}` in `{place}` is no code of a finding"))
            .help("`flowctl explain` lists all codes")
            .maybe_help(did_you_mean(name, codes::names()))),
    }
}
