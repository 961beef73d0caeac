//! What two schemas that both apply let through, or more: `allOf`, `$ref`, and keywords beside alternatives.

use super::bound::{Bound, End};
use super::union::known;
use super::{Arrays, Counts, Described, Numbers, Objects, Strings};
use crate::compare;
use std::collections::BTreeSet;

impl Described {
    /// What both of two let through. Where that has no words, the left one counts.
    pub(super) fn intersection(self, other: Described) -> Described {
        // Most schemas behind a reference have nothing beside it, and going through them once a level adds up.
        let anything = Described::anything();
        if self == anything || other == anything {
            return if self == anything { other } else { self };
        }
        let values = match (self.values, other.values) {
            (Some(mut left), Some(right)) => {
                left.retain(|value| right.iter().any(|other| compare(value, other).is_eq()));
                Some(left)
            }
            (left, right) => left.or(right),
        };
        let both = Described {
            null: self.null && other.null,
            boolean: self.boolean && other.boolean,
            numbers: self.numbers.zip(other.numbers).map(|(left, right)| numbers(left, right)),
            strings: self.strings.zip(other.strings).map(|(left, right)| strings(left, right)),
            arrays: self.arrays.zip(other.arrays).map(|(left, right)| arrays(left, right)),
            objects: self.objects.zip(other.objects).map(|(left, right)| objects(left, right)),
            values,
        };
        both.settle()
    }
}

fn part(left: Option<Box<Described>>, right: Option<Box<Described>>) -> Option<Box<Described>> {
    match (left, right) {
        (Some(left), Some(right)) => known(left.intersection(*right)),
        (left, right) => left.or(right),
    }
}

fn numbers(left: Numbers, right: Numbers) -> Numbers {
    Numbers {
        integers: left.integers || right.integers,
        least: Bound::stricter(left.least, right.least, End::Least),
        greatest: Bound::stricter(left.greatest, right.greatest, End::Greatest),
        multiple_of: left.multiple_of.or(right.multiple_of),
    }
}

fn strings(left: Strings, right: Strings) -> Strings {
    Strings {
        lengths: left.lengths.intersection(right.lengths),
        format: left.format.or(right.format),
        pattern: left.pattern.or(right.pattern),
        content_encoding: left.content_encoding.or(right.content_encoding),
        content_media_type: left.content_media_type.or(right.content_media_type),
    }
}

fn arrays(left: Arrays, right: Arrays) -> Arrays {
    Arrays {
        lengths: left.lengths.intersection(right.lengths),
        unique: left.unique || right.unique,
        items: part(left.items, right.items),
    }
}

fn objects(left: Objects, right: Objects) -> Objects {
    let names: BTreeSet<&String> = left.named.keys().chain(right.named.keys()).collect();
    let both = |name: &str| left.property(name).intersection(right.property(name));
    Objects {
        sizes: left.sizes.intersection(right.sizes),
        required: left.required.union(&right.required).cloned().collect(),
        named: names.into_iter().map(|name| (name.clone(), both(name))).collect(),
        others: part(left.others, right.others),
    }
}

impl Counts {
    fn intersection(self, other: Counts) -> Counts {
        let greatest = match (self.greatest, other.greatest) {
            (Some(left), Some(right)) => Some(left.min(right)),
            (left, right) => left.or(right),
        };
        Counts { least: self.least.max(other.least), greatest }
    }
}
