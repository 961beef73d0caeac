//! Reduction strategies: what a schema's `reduce` annotation may say (`language.md` section 6.2).
//!
//! It owns the names and what each strategy takes. Each is a file here with its row of the table; the checks of
//! schemas read the same table.

mod append;
mod first_write_wins;
mod json_schema_merge;
mod last_write_wins;
mod maximize;
mod merge;
mod minimize;
mod set;
mod sum;

use super::annotation::{At, Reduction};
use super::failure::Failure;
use super::node::Node;
use super::walk::Walk;
use serde_json::Value;

/// How documents of one key combine at a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Strategy {
    /// Items of the right side follow those of the left.
    Append,
    /// The left side stays.
    FirstWriteWins,
    /// The union of what two JSON Schemas describe.
    JsonSchemaMerge,
    /// The right side replaces the left. The default.
    LastWriteWins,
    /// The greater of both sides, by key or as a whole.
    Maximize,
    /// Objects by property, arrays by index or key.
    Merge,
    /// The smaller of both sides, by key or as a whole.
    Minimize,
    /// A set with members added, removed or intersected.
    Set,
    /// The sum of both sides.
    Sum,
}

/// What a strategy reduces: the left side if there is one, the right side, and what the schema says there.
pub(super) struct Sides<'a> {
    pub(super) left: Option<Node>,
    pub(super) right: Value,
    pub(super) at: At<'a>,
    pub(super) reduction: &'a Reduction,
}

/// How a strategy reduces two sides.
pub(super) type Reduce = for<'a> fn(&Walk<'_>, Sides<'a>) -> Result<Node, Failure>;

/// One row of the table of strategies.
#[derive(Debug, Clone, Copy)]
pub struct StrategyInfo {
    /// The strategy.
    pub strategy: Strategy,
    /// Its name in `reduce: { strategy: NAME }`.
    pub name: &'static str,
    /// Its arguments beside `strategy`.
    pub arguments: &'static [&'static str],
    /// What it does.
    pub(super) reduce: Reduce,
}

/// All strategies, sorted by name.
pub static STRATEGIES: &[StrategyInfo] = &[
    append::STRATEGY,
    first_write_wins::STRATEGY,
    json_schema_merge::STRATEGY,
    last_write_wins::STRATEGY,
    maximize::STRATEGY,
    merge::STRATEGY,
    minimize::STRATEGY,
    set::STRATEGY,
    sum::STRATEGY,
];

impl Strategy {
    /// The strategy of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Strategy> {
        STRATEGIES.iter().find(|row| row.name == name).map(|row| row.strategy)
    }

    /// The name as it stands in a schema.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    pub(super) fn row(self) -> &'static StrategyInfo {
        STRATEGIES.iter().find(|row| row.strategy == self).expect("a test finds a row for each strategy")
    }
}

#[cfg(test)]
mod tests {
    use super::{STRATEGIES, Strategy};

    #[test]
    fn the_table_is_sorted_and_names_round_trip() {
        assert!(STRATEGIES.windows(2).all(|pair| pair[0].name < pair[1].name));
        for row in STRATEGIES {
            assert_eq!(Strategy::from_name(row.name), Some(row.strategy));
            assert_eq!(row.strategy.name(), row.name);
        }
        assert_eq!(Strategy::from_name("Sum"), None);
    }

    #[test]
    fn each_file_is_a_strategy_and_each_strategy_a_file() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/reduce/strategy");
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut files: Vec<String> = names
            .map(|name| name.into_string().unwrap().trim_end_matches(".rs").replace('_', ""))
            .filter(|name| name != "mod")
            .collect();
        files.sort();
        let names: Vec<String> = STRATEGIES.iter().map(|row| row.name.to_lowercase()).collect();
        assert_eq!(files, names);
    }
}
