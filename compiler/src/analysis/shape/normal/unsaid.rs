//! What plain shapes do not say of a shape, so that people can be told.

use super::{MOST_PAIRS, Normal, address, settle, within};
use crate::analysis::shape::{
    ArrayShape, Choice, Condition, Exclusion, NumericShape, ObjectShape, Provenance, Shape,
};
use crate::schema::{SchemaId, Types};
use crate::source::Spanned;
use runtime_lite::compare;
use serde_json::{Number, Value};
use std::sync::Arc;

/// How many choices are looked into.
const MOST_LEVELS: usize = 3;

/// Something that holds of the values of a shape, and that its plain shapes do not say.
#[derive(Debug, Clone)]
pub enum Unsaid {
    /// Values of these types are not what a `not` excludes.
    Exclusion(Arc<Exclusion>, Types),
    /// Alternatives of `oneOf` overlap, and of two of them no value is. The flag says whether every value is of one;
    /// else others are of none.
    OneOf(bool),
}

/// What was found, and the schemas whose unions are called by their names.
struct Looking {
    named: Vec<SchemaId>,
    found: Vec<Unsaid>,
}

impl Normal {
    /// What the [`Normal::alternatives`] of a shape do not say of it. What a schema with a name says is said there.
    pub fn unsaid(&mut self, shape: &Arc<Shape>) -> Arc<[Unsaid]> {
        // The shape is kept where it is known.
        let plain = self.alternatives(shape);
        if let Some(found) = self.unsaid.get(&address(shape)) {
            return found.clone();
        }
        let named = self.nested(shape, &plain).into_iter().map(|nested| nested.id).collect();
        let mut looking = Looking { named, found: Vec::new() };
        self.look_for_unsaid(shape, (shape.types, true), MOST_LEVELS, &mut looking);
        let found: Arc<[Unsaid]> = looking.found.into();
        self.unsaid.insert(address(shape), found.clone());
        found
    }

    /// Looks into a shape that values of these types are of. The flag says whether all are.
    fn look_for_unsaid(
        &mut self,
        shape: &Arc<Shape>,
        (types, all): (Types, bool),
        levels: usize,
        looking: &mut Looking,
    ) {
        let Some(levels) = levels.checked_sub(1) else { return };
        self.alternatives(shape);
        for exclusion in &shape.exclusions {
            let lost = self.lost(shape, exclusion) & types;
            let is_known =
                |one: &Unsaid| matches!(one, Unsaid::Exclusion(known, _) if known.at == exclusion.at);
            if !lost.is_empty() && !looking.found.iter().any(is_known) {
                looking.found.push(Unsaid::Exclusion(exclusion.clone(), lost));
            }
        }
        for (place, condition) in shape.conditions.iter().enumerate() {
            let Condition::Choice(choice) = condition else { continue };
            if choice.alternatives.len() < 2 {
                continue;
            }
            let is_known = looking.found.iter().any(|one| matches!(one, Unsaid::OneOf(_)));
            if choice.exclusive && !is_known && self.overlaps(shape, (choice, place), types) {
                looking.found.push(Unsaid::OneOf(all));
            }
            for (at, alternative) in choice.alternatives.iter().enumerate() {
                let mut others = choice.alternatives.iter().enumerate().filter(|(other, _)| *other != at);
                // What is said of one is not true of others whose values may look the same.
                let alone = others.all(|(_, other)| !(other.types & alternative.types).overlaps(types));
                if alone && !self.is_named(alternative, &looking.named) {
                    let own = (alternative.types & types, false);
                    self.look_for_unsaid(alternative, own, levels, looking);
                }
            }
        }
    }

    /// Whether an alternative is called by the name of its schema, where what it says is said.
    fn is_named(&mut self, alternative: &Arc<Shape>, named: &[SchemaId]) -> bool {
        let Provenance::Reference(id) = alternative.provenance else { return false };
        let is_it = |plain: &Arc<Shape>| plain.provenance == alternative.provenance;
        named.contains(&id) || self.alternatives(alternative).iter().all(is_it)
    }

    /// The types of values of which plain shapes do not say that an exclusion leaves some out.
    fn lost(&mut self, shape: &Arc<Shape>, exclusion: &Exclusion) -> Types {
        let is_it = |one: &Condition| matches!(one, Condition::Not(_, at) if *at == exclusion.at);
        let place = shape.conditions.iter().position(is_it);
        let Some((place, Condition::Not(other, _))) =
            place.and_then(|place| Some((place, shape.conditions.get(place)?)))
        else {
            return shape.types;
        };
        // Listed values that are left are known.
        if shape.values.is_some() {
            return Types::NONE;
        }
        match self.left_out.contains(&(address(shape), place)) {
            true => shape.types,
            false => approximated(other) & shape.types,
        }
    }

    /// Whether some value of these types may be of two of the alternatives of a choice, as plain shapes have them.
    fn overlaps(&mut self, shape: &Arc<Shape>, (choice, place): (&Choice, usize), types: Types) -> bool {
        if self.depth == 0 {
            self.steps = 0;
        }
        let rest = Arc::new(Shape { types, conditions: Vec::new(), ..Shape::clone(shape) });
        let is_left_out = self.left_out.contains(&(address(shape), place));
        let groups: Vec<Vec<Arc<Shape>>> = (0..choice.alternatives.len())
            .map(|at| match (is_left_out, choice.alternatives.get(at)) {
                (true, Some(alternative)) => self.alternatives(alternative).to_vec(),
                (true, None) => Vec::new(),
                (false, _) => self.alternative(choice, at, types),
            })
            .collect();
        let mut tried = 0;
        for (at, ours) in groups.iter().enumerate() {
            for theirs in groups.iter().skip(at + 1) {
                let mut pairs = ours.iter().flat_map(|one| theirs.iter().map(move |other| (one, other)));
                let overlap = pairs.any(|(one, other)| {
                    if within::are_apart(one, other, types) {
                        return false;
                    }
                    tried += 1;
                    tried > MOST_PAIRS || !self.is_void(&[one, other, &rest])
                });
                if overlap {
                    return true;
                }
            }
        }
        false
    }

    /// Whether surely no value is of all of several shapes.
    pub(in crate::analysis) fn is_void(&mut self, shapes: &[&Arc<Shape>]) -> bool {
        let all =
            shapes.iter().fold(Arc::new(Shape::anything()), |all, one| self.algebra.intersect(&all, one));
        is_void(&all, MOST_LEVELS)
    }
}

/// The types of values of which the complement of a shape says less than there is to say.
fn approximated(shape: &Shape) -> Types {
    let mut types = Types::NONE;
    if shape.values.is_some() {
        return shape.types & (Types::ARRAY | Types::OBJECT);
    }
    let is_free = |shape: &Arc<Shape>| shape.allows_anything();
    if !shape.array.additional.iter().all(is_free) {
        types = types | Types::ARRAY;
    }
    let object = &shape.object;
    let mut others =
        object.patterns.iter().map(|one| &one.shape).chain(&object.additional).chain(&object.names);
    if !others.all(is_free) {
        types = types | Types::OBJECT;
    }
    let inside = shape.conditions.iter().flat_map(Condition::shapes);
    inside.fold(types, |sum, shape| sum | approximated(shape)) & shape.types
}

/// Whether a shape surely has no value.
fn is_void(shape: &Arc<Shape>, levels: usize) -> bool {
    let Some(shape) = settle::settled(shape) else { return true };
    let Some(levels) = levels.checked_sub(1).filter(|_| shape.values.is_none()) else { return false };
    let mut types = shape.types;
    if shape.string.most().is_some_and(|most| most < shape.string.least()) {
        types = types.without(Types::STRING);
    }
    if no_number(&shape.numeric) {
        types = types.without(Types::NUMBER);
    }
    if no_array(&shape.array, levels) {
        types = types.without(Types::ARRAY);
    }
    if no_object(&shape.object, levels) {
        types = types.without(Types::OBJECT);
    }
    types.is_empty()
}

fn no_number(numeric: &NumericShape) -> bool {
    let value = |bound: &Spanned<Number>| Value::Number(bound.value.clone());
    let least = numeric.minimum.iter().map(|bound| (bound, false));
    let least = least.chain(numeric.exclusive_minimum.iter().map(|bound| (bound, true)));
    least.into_iter().any(|(least, above)| {
        let most = numeric.maximum.iter().map(|bound| (bound, false));
        let mut most = most.chain(numeric.exclusive_maximum.iter().map(|bound| (bound, true)));
        most.any(|(most, below)| {
            let order = compare(&value(least), &value(most));
            order.is_gt() || (order.is_eq() && (above || below))
        })
    })
}

fn no_array(array: &ArrayShape, levels: usize) -> bool {
    let least = usize::try_from(array.least()).unwrap_or(usize::MAX);
    array.most().is_some_and(|most| most < array.least())
        || array.tuple.iter().take(least).any(|item| is_void(item, levels))
        || (least > array.tuple.len() && array.additional.iter().any(|item| is_void(item, levels)))
}

fn no_object(object: &ObjectShape, levels: usize) -> bool {
    let count = |bound: &Option<Spanned<u64>>| bound.as_ref().map(|bound| bound.value);
    let few = count(&object.max_properties).is_some_and(|most| Some(most) < count(&object.min_properties));
    few || object.properties.iter().any(|one| one.required.is_some() && is_void(&one.shape, levels))
}
