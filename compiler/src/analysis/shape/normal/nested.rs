//! Unions that a schema names and another union has among its alternatives, as in `Shape | null`.

use super::{Normal, Plain};
use crate::analysis::shape::{Condition, Provenance, Shape};
use crate::schema::{SchemaId, Types};
use std::sync::Arc;

/// How many choices are looked into for one that has a name.
const MOST_LEVELS: usize = 3;

/// A union with a name, inside of another one.
#[derive(Debug, Clone)]
pub struct Nested {
    /// The schema that is its name.
    pub id: SchemaId,
    /// All that it is.
    pub shape: Arc<Shape>,
    /// Which of the plain shapes around it stand for it, sorted.
    pub places: Vec<usize>,
}

impl Normal {
    /// The unions with names that hold nothing but what some of these plain shapes hold, which are all of one shape.
    /// No plain shape is part of two of them.
    ///
    /// Objects are left together: what tells them apart is to be found among all of them.
    pub fn nested(&mut self, whole: &Arc<Shape>, plain: &Plain) -> Vec<Nested> {
        let mut found = Vec::new();
        if plain.len() > 1 {
            self.look_for_nested(whole, (whole.provenance, plain), MOST_LEVELS, &mut found);
        }
        found
    }

    fn look_for_nested(
        &mut self,
        shape: &Arc<Shape>,
        (own, plain): (Provenance, &Plain),
        levels: usize,
        found: &mut Vec<Nested>,
    ) {
        let Some(levels) = levels.checked_sub(1) else { return };
        for condition in &shape.conditions {
            let Condition::Choice(choice) = condition else { continue };
            for alternative in &choice.alternatives {
                match alternative.provenance {
                    Provenance::Reference(id) if alternative.provenance != own => {
                        let places = self.standing_for(alternative, plain);
                        if places.iter().any(|place| found.iter().any(|one| one.places.contains(place))) {
                            continue;
                        }
                        let nested = Nested { id, shape: alternative.clone(), places };
                        found.extend((!nested.places.is_empty()).then_some(nested));
                    }
                    Provenance::Reference(_) => {}
                    Provenance::Unset | Provenance::Inline => {
                        self.look_for_nested(alternative, (own, plain), levels, found);
                    }
                }
            }
        }
    }

    /// Which of the plain shapes a union may be named for; none where they say less than it, or it is but one.
    fn standing_for(&mut self, union: &Arc<Shape>, plain: &Plain) -> Vec<usize> {
        let parts = self.alternatives(union);
        let is_all = |this: &mut Self, part: &Arc<Shape>| plain.iter().any(|one| this.is_within(part, one));
        if parts.len() < 2 || !parts.iter().all(|part| is_all(self, part)) {
            return Vec::new();
        }
        let (mut inside, mut has_objects, mut others_have) = (Vec::new(), false, false);
        for (place, one) in plain.iter().enumerate() {
            let is_object = one.types.overlaps(Types::OBJECT);
            if parts.iter().any(|part| self.is_within(one, part)) {
                inside.push(place);
                has_objects |= is_object;
            } else {
                others_have |= is_object;
            }
        }
        if has_objects && others_have { Vec::new() } else { inside }
    }
}
