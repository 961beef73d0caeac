//! What rules look for at locations. Most locations have none of it, so that they are gone through once, and
//! not by each rule.

use super::Nodes;
use crate::analysis::{Reduce, Shape};
use crate::schema::Keywords;
use runtime_lite::Strategy;

/// What a location has that a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Aspect {
    /// It has a reduction.
    Reduction,
    /// It is inside of a set.
    Member,
    /// A schema of it has `anyOf` or `oneOf`.
    Alternatives,
    /// A schema of it lists required properties.
    Required,
    /// No value of it is valid.
    Impossible,
    /// It has a default.
    Default,
}

impl Aspect {
    /// All of them.
    pub(super) const ALL: [Aspect; 6] = [
        Aspect::Reduction,
        Aspect::Member,
        Aspect::Alternatives,
        Aspect::Required,
        Aspect::Impossible,
        Aspect::Default,
    ];

    /// Which of them a location has, by its shape, that around it, and its nodes.
    pub(super) fn of(shape: &Shape, around: Option<&Shape>, nodes: &Nodes<'_>) -> [bool; Aspect::ALL.len()] {
        let any = |has: fn(&Keywords) -> bool| nodes.iter().any(|(_, node)| has(&node.keywords));
        Aspect::ALL.map(|aspect| match aspect {
            Aspect::Reduction => shape.reduce != Reduce::Unset,
            Aspect::Member => {
                around.is_some_and(|around| matches!(around.reduce, Reduce::Strategy(Strategy::Set, _)))
            }
            Aspect::Alternatives => any(|k| !k.branches.any_of.is_empty() || !k.branches.one_of.is_empty()),
            Aspect::Required => any(|k| !k.objects.required.is_empty()),
            Aspect::Impossible => shape.types.is_empty(),
            Aspect::Default => shape.annotations.default.is_some(),
        })
    }
}
