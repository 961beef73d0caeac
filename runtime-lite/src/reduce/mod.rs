//! Reduction strategies: what a schema's `reduce` annotation may say (`language.md` section 6.2).
//!
//! It owns the names and what each needs of the values it meets. The checks of schemas read this table.

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

/// One row of the table of strategies.
#[derive(Debug, Clone, Copy)]
pub struct StrategyInfo {
    /// The strategy.
    pub strategy: Strategy,
    /// Its name in `reduce: { strategy: NAME }`.
    pub name: &'static str,
    /// Its arguments beside `strategy`.
    pub arguments: &'static [&'static str],
}

/// All strategies, sorted by name.
pub static STRATEGIES: &[StrategyInfo] = &[
    StrategyInfo { strategy: Strategy::Append, name: "append", arguments: &[] },
    StrategyInfo { strategy: Strategy::FirstWriteWins, name: "firstWriteWins", arguments: &[] },
    StrategyInfo { strategy: Strategy::JsonSchemaMerge, name: "jsonSchemaMerge", arguments: &[] },
    StrategyInfo {
        strategy: Strategy::LastWriteWins,
        name: "lastWriteWins",
        arguments: &["delete", "associative"],
    },
    StrategyInfo { strategy: Strategy::Maximize, name: "maximize", arguments: &["key"] },
    StrategyInfo { strategy: Strategy::Merge, name: "merge", arguments: &["key", "delete"] },
    StrategyInfo { strategy: Strategy::Minimize, name: "minimize", arguments: &["key"] },
    StrategyInfo { strategy: Strategy::Set, name: "set", arguments: &["key"] },
    StrategyInfo { strategy: Strategy::Sum, name: "sum", arguments: &[] },
];

impl Strategy {
    /// The strategy of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Strategy> {
        STRATEGIES.iter().find(|row| row.name == name).map(|row| row.strategy)
    }

    /// The name as it stands in a schema.
    pub fn name(self) -> &'static str {
        STRATEGIES.iter().find(|row| row.strategy == self).map_or("", |row| row.name)
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
}
