//! Exclusions: the values that are not of a shape, as a union of plain shapes that holds all of them.

use super::Normal;
use crate::analysis::shape::{
    ArrayShape, Choice, Condition, NumericShape, ObjectShape, Property, Shape, StringShape,
};
use crate::schema::Types;
use crate::source::{Span, Spanned};
use serde_json::{Number, Value};
use std::sync::Arc;

impl Normal {
    /// The values that are not of a shape; nothing where that is not known, or takes too much. The span is that of
    /// the keyword that leaves them out.
    pub(in crate::analysis) fn complement(
        &mut self,
        shape: &Arc<Shape>,
        at: Span,
    ) -> Option<Vec<Arc<Shape>>> {
        if !shape.exact {
            return None;
        }
        let mut found = Vec::new();
        for condition in &shape.conditions {
            match condition {
                Condition::Not(other, _) => found.extend(self.alternatives(other).iter().cloned()),
                Condition::Choice(choice) if choice.alternatives.len() > 1 => {
                    found.extend(self.neither(choice, at)?)
                }
                // Facets may have lost a part of what it says.
                Condition::Choice(choice) => {
                    for alternative in &choice.alternatives {
                        found.extend(self.complement(alternative, at)?);
                    }
                }
                Condition::Named(_) => return None,
            }
        }
        found.extend(facets(shape, at).into_iter().map(|shape| Arc::new(shape.measured())));
        Some(self.distinct(found))
    }

    /// The values that are of none of several shapes, or of two of exclusive ones.
    fn neither(&mut self, choice: &Choice, at: Span) -> Option<Vec<Arc<Shape>>> {
        let mut found = vec![Arc::new(Shape::anything())];
        for shape in &choice.alternatives {
            let complement = self.complement(shape, at)?;
            found = self.product(&found, &complement)?;
        }
        if choice.exclusive {
            for (number, one) in choice.alternatives.iter().enumerate() {
                for other in choice.alternatives.iter().skip(number + 1) {
                    let (one, other) = (self.alternatives(one), self.alternatives(other));
                    found.extend(self.product(&one, &other)?);
                }
            }
        }
        Some(found)
    }
}

/// The values that the facets of a shape leave out.
fn facets(shape: &Arc<Shape>, at: Span) -> Vec<Shape> {
    let mut found = Vec::new();
    let others = Types::ANY.without(shape.types);
    if !others.is_empty() {
        found.push(of_types(others));
    }
    // Where facets are of no use, the exclusion stays, and is applied to listed values.
    let except = |types: Types| {
        let bare = Shape { conditions: Vec::new(), ..Shape::clone(shape) };
        let not = Condition::Not(Arc::new(bare), at);
        Shape { conditions: vec![not], ..of_types(types) }
    };
    let possible = |types: Types| shape.types.overlaps(types);
    if let Some(values) = shape.listed() {
        if possible(Types::BOOLEAN) {
            let left: Vec<Value> =
                [false, true].map(Value::Bool).into_iter().filter(|one| !values.contains(one)).collect();
            let is_possible = !left.is_empty();
            let values = Some(Spanned::new(left.into(), at));
            found.extend(is_possible.then(|| Shape { values, ..of_types(Types::BOOLEAN) }));
        }
        let kinds = [Types::NUMBER, Types::STRING, Types::ARRAY, Types::OBJECT];
        found.extend(
            kinds.into_iter().filter(|types| possible(*types)).map(|types| except(types & shape.types)),
        );
        return found;
    }
    if possible(Types::STRING) && !shape.string.allows_all() {
        match shape.string.patterns.is_empty() {
            true => lengths(&shape.string, at, &mut found),
            false => found.push(except(Types::STRING)),
        }
    }
    if possible(Types::NUMBER) && !shape.numeric.allows_all() {
        let kind = Types::NUMBER & shape.types;
        match shape.numeric.divisors.is_empty() {
            true => numbers(&shape.numeric, (kind, at), &mut found),
            false => found.push(except(kind)),
        }
    }
    if possible(Types::ARRAY) && !shape.array.allows_all() {
        arrays(&shape.array, at, &mut found);
    }
    if possible(Types::OBJECT) && !shape.object.allows_all() {
        objects(&shape.object, at, &mut found);
    }
    found
}

fn of_types(types: Types) -> Shape {
    Shape { types, ..Shape::anything() }
}

/// Everything but a shape, which is taken apart when it is asked for.
fn except(shape: &Arc<Shape>, at: Span) -> Arc<Shape> {
    if shape.types.is_empty() {
        return Arc::new(Shape::anything());
    }
    let without = if shape.conditions.is_empty() && shape.allows_all(shape.types) {
        Shape { types_at: Some(at), ..of_types(Types::ANY.without(shape.types)) }
    } else {
        Shape { conditions: vec![Condition::Not(shape.clone(), at)], ..Shape::anything() }
    };
    Arc::new(without.measured())
}

/// Strings that are shorter or longer.
fn lengths(string: &StringShape, at: Span, found: &mut Vec<Shape>) {
    let mut of = |string: StringShape| found.push(Shape { string: string.into(), ..of_types(Types::STRING) });
    if let Some(most) = string.least().checked_sub(1) {
        of(StringShape { max_length: Some(Spanned::new(most, at)), ..StringShape::default() });
    }
    if let Some(least) = string.most().and_then(|most| most.checked_add(1)) {
        of(StringShape { min_length: Some(Spanned::new(least, at)), ..StringShape::default() });
    }
}

/// Numbers beyond each bound.
fn numbers(numeric: &NumericShape, (kind, at): (Types, Span), found: &mut Vec<Shape>) {
    let bound =
        |bound: &Option<Spanned<Number>>| bound.as_ref().map(|bound| Spanned::new(bound.value.clone(), at));
    let none = NumericShape::default;
    let beyond = [
        NumericShape { exclusive_maximum: bound(&numeric.minimum), ..none() },
        NumericShape { maximum: bound(&numeric.exclusive_minimum), ..none() },
        NumericShape { exclusive_minimum: bound(&numeric.maximum), ..none() },
        NumericShape { minimum: bound(&numeric.exclusive_maximum), ..none() },
    ];
    let beyond = beyond.into_iter().filter(|numeric| !numeric.allows_all());
    found.extend(beyond.map(|numeric| Shape { numeric: numeric.into(), ..of_types(kind) }));
}

fn arrays(array: &ArrayShape, at: Span, found: &mut Vec<Shape>) {
    let mut of = |array: ArrayShape| found.push(Shape { array: array.into(), ..of_types(Types::ARRAY) });
    let anything = || Arc::new(Shape::anything());
    let number = |count: usize| Some(Spanned::new(u64::try_from(count).unwrap_or(u64::MAX), at));
    if let Some(least) = array.least().checked_sub(1) {
        of(ArrayShape { max_items: Some(Spanned::new(least, at)), ..ArrayShape::default() });
    }
    if let Some(most) = array.most() {
        let min_items = Some(Spanned::new(most.saturating_add(1), at));
        of(ArrayShape { min_items, ..ArrayShape::default() });
    }
    for (before, item) in array.tuple.iter().enumerate().filter(|(_, item)| !item.allows_anything()) {
        let mut tuple = vec![anything(); before];
        tuple.push(except(item, at));
        of(ArrayShape { min_items: number(before + 1), tuple, ..ArrayShape::default() });
    }
    if array.additional.as_ref().is_some_and(|rest| !rest.allows_anything()) {
        // One of the items is another, and nobody knows which.
        of(ArrayShape { min_items: number(array.tuple.len() + 1), ..ArrayShape::default() });
    }
}

fn objects(object: &ObjectShape, at: Span, found: &mut Vec<Shape>) {
    let mut of = |object: ObjectShape| found.push(Shape { object: object.into(), ..of_types(Types::OBJECT) });
    let having = |name: &Arc<str>, required: Option<Span>, shape: Arc<Shape>| ObjectShape {
        properties: vec![Property { name: name.clone(), required, shape }],
        ..ObjectShape::default()
    };
    for property in &object.properties {
        if property.required.is_some() {
            let nothing = Arc::new(Shape { types_at: Some(at), ..Shape::nothing() });
            of(having(&property.name, None, nothing));
        }
        if !property.shape.allows_anything() {
            of(having(&property.name, Some(at), except(&property.shape, at)));
        }
    }
    let mut others =
        object.patterns.iter().map(|one| &one.shape).chain(&object.additional).chain(&object.names);
    // Some other property is another, and nobody knows which.
    if others.any(|shape| !shape.allows_anything()) {
        of(ObjectShape::default());
    }
}
