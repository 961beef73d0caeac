//! What facets cannot say: alternatives, exclusions, and shapes that hold themselves.

use super::{Algebra, Reduce, Shape};
use crate::schema::SchemaId;
use crate::source::Span;
use std::sync::{Arc, OnceLock, Weak};

/// Something that every value of a shape meets, besides its facets.
#[derive(Debug, Clone)]
pub enum Condition {
    /// A value is of one of several shapes.
    Choice(Arc<Choice>),
    /// A value is not of this shape, which is exact; the span is that of the keyword.
    Not(Arc<Shape>, Span),
    /// A value is of this shape, which may hold itself.
    Named(Arc<NamedShape>),
}

/// Alternatives. What they have in common is in the facets of the shape that the choice is a condition of.
#[derive(Debug)]
pub struct Choice {
    /// The keyword that gives them; absent where several do.
    pub at: Option<Span>,
    /// The alternatives, in the order of the schema. One may be all there is, where facets say less than it.
    pub alternatives: Vec<Arc<Shape>>,
    /// Whether a value is of exactly one of them (`oneOf`).
    pub exclusive: bool,
}

/// A schema that a `$ref` inside of it leads back to: recursion keeps its name (`language.md` D3).
#[derive(Debug)]
pub struct NamedShape {
    /// The schema.
    pub id: SchemaId,
    /// Whether some strategy other than the default applies, there or below.
    pub(in crate::analysis) reduces: bool,
    /// The shape, which the analysis owns.
    pub(in crate::analysis) shape: OnceLock<Weak<Shape>>,
}

impl Shape {
    /// The shape in each branch of its choices that reduces in a way of its own: facets, which are of all
    /// branches together, do not say how.
    pub(crate) fn reducing_branches(&self) -> Vec<Arc<Shape>> {
        let mut branches = Vec::new();
        for (at, condition) in self.conditions.iter().enumerate() {
            let Condition::Choice(choice) = condition else { continue };
            if choice.alternatives.len() < 2 || !choice.alternatives.iter().any(|one| one.reduces()) {
                continue;
            }
            let mut rest = self.clone();
            rest.conditions.remove(at);
            if rest.reduce == Reduce::Multiple {
                rest.reduce = Reduce::Unset;
            }
            let (rest, mut algebra) = (Arc::new(rest), Algebra::default());
            // Below, the strategy of the branch counts; here, one that is said of all branches.
            let here = rest.reduce;
            let all = choice.alternatives.iter().map(|one| {
                let shape = algebra.intersect(one, &rest);
                let own = matches!(here, Reduce::Strategy(..));
                if own { Arc::new(Shape { reduce: here, ..Shape::clone(&shape) }) } else { shape }
            });
            // A branch that no value takes says nothing of any.
            let lacks = |shape: &Shape| {
                let mut properties = shape.object.properties.iter();
                properties.any(|property| property.required.is_some() && property.shape.types.is_empty())
            };
            branches.extend(all.filter(|shape| !shape.types.is_empty() && !lacks(shape)));
        }
        branches
    }
}

impl NamedShape {
    /// The shape, as long as the analysis that inferred it is there.
    pub fn shape(&self) -> Option<Arc<Shape>> {
        self.shape.get().and_then(Weak::upgrade)
    }
}

impl Condition {
    /// The shapes that it speaks of, without those that it names.
    pub fn shapes(&self) -> impl Iterator<Item = &Shape> {
        let (many, one) = match self {
            Condition::Choice(choice) => (choice.alternatives.as_slice(), None),
            Condition::Not(shape, _) => (&[][..], Some(shape)),
            Condition::Named(_) => (&[][..], None),
        };
        many.iter().chain(one).map(|shape| &**shape)
    }

    /// Whether both are the same, which is so where they come from the same place.
    pub(super) fn is_same(&self, other: &Condition) -> bool {
        match (self, other) {
            (Condition::Choice(a), Condition::Choice(b)) => Arc::ptr_eq(a, b),
            (Condition::Not(a, _), Condition::Not(b, _)) => Arc::ptr_eq(a, b),
            (Condition::Named(a), Condition::Named(b)) => a.id == b.id,
            (Condition::Choice(_) | Condition::Not(..) | Condition::Named(_), _) => false,
        }
    }
}
