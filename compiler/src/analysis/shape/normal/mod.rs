//! Shapes as unions of plain shapes: alternatives, exclusions and what is exclusive are multiplied out, as far as
//! that stays small. What is left out of account is allowed, so that every value of a shape is in the union.

mod complement;
mod nested;
mod settle;
mod unsaid;
mod within;

#[cfg(test)]
pub(in crate::analysis) use within::are_apart;

pub use nested::Nested;
pub use unsaid::Unsaid;

use super::{Algebra, Choice, Condition, Provenance, Shape};
use crate::schema::Types;
use crate::source::Span;
use crate::sparse::Sparse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// As many plain shapes as there are of one shape at most; beyond, conditions are left out of account.
const MOST: usize = 64;
/// As many pairs as are tried for one condition.
const MOST_PAIRS: usize = 512;
/// As many exclusions as the complement of one alternative may be for `oneOf` to be told apart by it.
const MOST_EXCLUSIONS: usize = 4;
/// How often shapes are combined for one question, which bounds its time.
const MOST_STEPS: usize = 20_000;

/// Takes shapes apart, and keeps what it found: shapes are shared.
#[derive(Debug, Default)]
pub struct Normal {
    algebra: Algebra,
    /// The plain shapes of a shape, by its address, which it keeps.
    known: BTreeMap<usize, (Arc<Shape>, Plain)>,
    /// Whether the first of two shapes is inside of the second.
    inside: HashMap<(usize, usize), Inside>,
    /// Conditions that plain shapes leave out of account, by the address of their shape and their place.
    left_out: BTreeSet<(usize, usize)>,
    /// What plain shapes do not say of a shape, by its address.
    unsaid: BTreeMap<usize, Arc<[Unsaid]>>,
    /// How many questions led to the one that is being answered.
    depth: usize,
    steps: usize,
}

/// An answer, with both shapes, which keep their addresses from being used again.
type Inside = (bool, Arc<Shape>, Arc<Shape>);

/// Shapes without choices.
pub type Plain = Arc<[Arc<Shape>]>;

impl Normal {
    /// Plain shapes whose union holds every value of a shape: no [`Condition::Choice`] is among their conditions,
    /// and [`Condition::Not`] only where no facet says it. None where no value is possible.
    ///
    /// A reference that nothing is added to stays one, which its provenance says.
    pub fn alternatives(&mut self, shape: &Arc<Shape>) -> Plain {
        if let Some((_, found)) = self.known.get(&address(shape)) {
            return found.clone();
        }
        if self.depth == 0 {
            self.steps = 0;
        }
        self.depth += 1;
        let found: Plain = self.multiplied(shape).into();
        self.depth -= 1;
        self.known.insert(address(shape), (shape.clone(), found.clone()));
        found
    }

    /// The plain shapes of one that names another shape, with what the other says. Nothing where it says no more
    /// than the name.
    pub fn opened(&mut self, shape: &Arc<Shape>) -> Option<Plain> {
        let named = shape.conditions.iter().find_map(|condition| match condition {
            Condition::Named(named) => Some(named),
            Condition::Choice(_) | Condition::Not(..) => None,
        })?;
        let target = named.shape()?;
        let is_same = |one: &Condition| matches!(one, Condition::Named(other) if other.id == named.id);
        let mut rest = Shape::clone(shape);
        rest.conditions.retain(|one| !is_same(one));
        let rest = Arc::new(rest.measured());
        if self.is_within(&target, &rest) {
            return None;
        }
        let both = self.algebra.intersect(&rest, &target);
        let both = Shape { provenance: Provenance::Inline, ..Shape::clone(&both) };
        Some(self.alternatives(&Arc::new(both)))
    }

    fn multiplied(&mut self, shape: &Arc<Shape>) -> Vec<Arc<Shape>> {
        let is_plain = |condition: &Condition| match condition {
            Condition::Choice(choice) => choice.alternatives.len() < 2,
            Condition::Not(..) => false,
            Condition::Named(_) => true,
        };
        if shape.conditions.iter().all(is_plain) {
            return settle::settled(shape).into_iter().collect();
        }
        let rest = Shape {
            conditions: shape
                .conditions
                .iter()
                .filter(|one| matches!(one, Condition::Named(_)))
                .cloned()
                .collect(),
            annotations: Sparse::default(),
            provenance: Provenance::Unset,
            ..Shape::clone(shape)
        };
        let mut found: Vec<Arc<Shape>> = settle::settled(&Arc::new(rest.measured())).into_iter().collect();
        for (place, condition) in shape.conditions.iter().enumerate() {
            let one_of = match condition {
                Condition::Choice(choice) if choice.alternatives.len() > 1 => {
                    self.chosen(choice, shape.types)
                }
                Condition::Not(other, at) => self.complement(other, *at),
                Condition::Choice(_) | Condition::Named(_) => None,
            };
            match one_of.and_then(|one_of| self.product(&found, &one_of)) {
                Some(both) => found = both,
                None => drop(self.left_out.insert((address(shape), place))),
            }
        }
        self.distinct(found)
    }

    /// The alternatives of a choice, each multiplied out, for values of these types; nothing where they are too many.
    fn chosen(&mut self, choice: &Choice, types: Types) -> Option<Vec<Arc<Shape>>> {
        let mut found = Vec::new();
        for at in 0..choice.alternatives.len() {
            found.extend(self.alternative(choice, at, types));
            if found.len() > MOST {
                return None;
            }
        }
        Some(found)
    }

    /// One of the alternatives of a choice, multiplied out, without the values of exclusive others as far as it stays
    /// as small.
    fn alternative(&mut self, choice: &Choice, at: usize, types: Types) -> Vec<Arc<Shape>> {
        let Some(shape) = choice.alternatives.get(at) else { return Vec::new() };
        let mut own = self.alternatives(shape).to_vec();
        if choice.exclusive && !matches!(shape.provenance, Provenance::Reference(_)) {
            for (_, other) in choice.alternatives.iter().enumerate().filter(|(other, _)| *other != at) {
                own = self.excluding(own, other, (choice.at, types));
            }
        }
        own
    }

    /// Shapes without the values of another one, unless that makes them more than they are. `at` is the keyword that
    /// excludes, and `types` are those that values may have.
    fn excluding(
        &mut self,
        shapes: Vec<Arc<Shape>>,
        other: &Arc<Shape>,
        (at, types): (Option<Span>, Types),
    ) -> Vec<Arc<Shape>> {
        let overlap = other.exact && shapes.iter().any(|shape| !within::are_apart(shape, other, types));
        let complement = at.filter(|_| overlap).and_then(|at| self.complement(other, at));
        let of_types = |shape: &Arc<Shape>| shape.types.overlaps(types);
        let complement = complement.map(|list| list.into_iter().filter(of_types).collect::<Vec<_>>());
        let Some(complement) = complement.filter(|list| list.len() <= MOST_EXCLUSIONS) else { return shapes };
        let without = self.product(&shapes, &complement);
        without.filter(|without| without.len() <= shapes.len()).unwrap_or(shapes)
    }

    /// The shapes of values that are of one of each side; nothing where they are too many.
    fn product(&mut self, left: &[Arc<Shape>], right: &[Arc<Shape>]) -> Option<Vec<Arc<Shape>>> {
        let pairs = left.len().saturating_mul(right.len());
        self.steps = self.steps.saturating_add(pairs);
        if pairs > MOST_PAIRS || self.steps > MOST_STEPS {
            return None;
        }
        let mut found = Vec::new();
        for one in left {
            for other in right {
                found.extend(self.meet(one, other));
            }
        }
        let found = self.distinct(found);
        (found.len() <= MOST).then_some(found)
    }

    /// The shape of values of both, if there are any. One that is inside of the other stays as it is.
    fn meet(&mut self, left: &Arc<Shape>, right: &Arc<Shape>) -> Option<Arc<Shape>> {
        if self.is_within(right, left) {
            return Some(right.clone());
        }
        if self.is_within(left, right) {
            return Some(left.clone());
        }
        let both = self.algebra.intersect(right, left);
        let both = Shape { provenance: Provenance::Inline, ..Shape::clone(&both) };
        settle::settled(&Arc::new(both))
    }

    /// Leaves out what is inside of another one, unless it has a name.
    fn distinct(&mut self, shapes: Vec<Arc<Shape>>) -> Vec<Arc<Shape>> {
        let mut kept: Vec<Arc<Shape>> = Vec::new();
        for shape in shapes {
            let is_named = matches!(shape.provenance, Provenance::Reference(_));
            let covers = |this: &mut Self, one: &Arc<Shape>| match is_named {
                true => one.provenance == shape.provenance,
                false => this.is_within(&shape, one),
            };
            if kept.iter().any(|one| covers(self, one)) {
                continue;
            }
            let is_kept = |one: &Arc<Shape>| {
                matches!(one.provenance, Provenance::Reference(_)) || !self.is_within(one, &shape)
            };
            kept = kept.into_iter().filter(is_kept).collect();
            kept.push(shape);
        }
        kept
    }
}

fn address(shape: &Arc<Shape>) -> usize {
    Arc::as_ptr(shape).addr()
}
