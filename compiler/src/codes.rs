//! Every code of a finding, by name: those of the phases and those of the rules.

use crate::diagnostic::codes::PHASES;
use crate::diagnostic::{Code, Severity};
use crate::rules::RULES;

/// Names that codes once had, and what they are called now.
pub static RENAMED: &[(&str, &str)] = &[];

/// Every code, of phases and of rules, sorted by name.
pub fn all() -> Vec<&'static Code> {
    let mut codes: Vec<&Code> = PHASES.iter().copied().chain(RULES.iter().map(|rule| &rule.code)).collect();
    codes.sort_by_key(|code| code.name);
    codes
}

/// The code of a name, or of one that was renamed.
pub fn by_name(name: &str) -> Option<&'static Code> {
    let name = RENAMED.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new);
    let mut codes = PHASES.iter().copied().chain(RULES.iter().map(|rule| &rule.code));
    codes.find(|code| code.name == name)
}

/// The names of all codes, sorted.
pub fn names() -> Vec<&'static str> {
    all().iter().map(|code| code.name).collect()
}

/// Whether a code can be given another level, or be suppressed: all but the errors of phases, by which a part of
/// the catalog is not understood.
pub fn is_configurable(code: &Code) -> bool {
    code.severity < Severity::Error || RULES.iter().any(|rule| rule.code.name == code.name)
}

#[cfg(test)]
mod tests {
    use super::all;
    use crate::diagnostic::codes::PHASES;

    #[test]
    fn names_are_sorted_unique_and_kebab_case() {
        assert!(PHASES.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert!(all().windows(2).all(|pair| pair[0].name < pair[1].name));
        for code in all() {
            assert!(code.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", code.name);
            assert!(code.docs.starts_with(&format!("# {}\n\n", code.name)), "the page of {}", code.name);
            assert!(!code.summary().is_empty() && code.summary().lines().count() == 1, "{}", code.name);
        }
    }
}
