//! Where a pointer leads in a shape, and whether a value is there (`language.md` section 3.5).

use super::shape::{Algebra, Condition, Property, Shape, impute};
use crate::schema::{SchemaId, Types};
use runtime_lite::{Pointer, Token};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Whether a document has a value at a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Exists {
    /// Always.
    Must,
    /// By the document.
    May,
    /// The schema does not know the location, and does not forbid it.
    Implicit,
    /// Never.
    Cannot,
}

impl Exists {
    /// The word in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Exists::Must => "must",
            Exists::May => "may",
            Exists::Implicit => "implicit",
            Exists::Cannot => "cannot",
        }
    }
}

/// What is at a location.
#[derive(Debug, Clone)]
pub struct Located {
    /// What values there are.
    pub shape: Arc<Shape>,
    /// Whether there is one.
    pub exists: Exists,
    /// Whether the schema on the way could not be read in full, which was reported: the rest is a guess.
    pub broken: bool,
    /// Whether the way leads through a recursive schema a second time: there locating stops, and nothing more
    /// is known (`language.md` D3).
    pub recursion: bool,
}

impl Located {
    pub(super) fn new(shape: Arc<Shape>, exists: Exists) -> Located {
        Located { broken: shape.broken, shape, exists, recursion: false }
    }
}

/// Follows a pointer from the root of documents.
pub fn locate(root: &Arc<Shape>, pointer: &Pointer) -> Located {
    let mut names = BTreeSet::new();
    let (shape, _) = entered(root, &mut names);
    let start = Located::new(shape, Exists::Must);
    let located = pointer.tokens().iter().fold(start, |at, token| {
        let next = step(&at.shape, Token::of(token));
        let (shape, stopped) = entered(&next.shape, &mut names);
        Located {
            shape,
            exists: at.exists.max(next.exists),
            broken: at.broken || next.broken,
            recursion: at.recursion || stopped,
        }
    });
    match located.shape.types.is_empty() {
        true => Located { exists: Exists::Cannot, ..located },
        false => located,
    }
}

/// A shape with those that it names, but for those that the way has led through already, and whether there are
/// such.
fn entered(shape: &Arc<Shape>, names: &mut BTreeSet<SchemaId>) -> (Arc<Shape>, bool) {
    let (mut entered, mut stopped) = (shape.clone(), false);
    let mut left = shape.conditions.clone();
    while let Some(condition) = left.pop() {
        let Condition::Named(named) = condition else { continue };
        if !names.insert(named.id) {
            stopped = true;
        } else if let Some(target) = named.shape() {
            left.extend(target.conditions.iter().cloned());
            entered = Algebra::default().intersect(&entered, &target);
        }
    }
    (entered, stopped)
}

fn step(shape: &Shape, token: Token<'_>) -> Located {
    let on_object = shape.types.overlaps(Types::OBJECT).then(|| property(shape, token.name()));
    let on_array = shape.types.overlaps(Types::ARRAY).then(|| item(shape, token)).flatten();
    match (on_object, on_array) {
        (Some(one), None) | (None, Some(one)) => one,
        // Both an object and an array may be here: what is known of either is known of neither.
        (Some(object), Some(array)) => Located::new(
            Algebra::default().union(&object.shape, &array.shape),
            object.exists.min(array.exists).max(Exists::May),
        ),
        (None, None) => Located::new(anything(), Exists::Cannot),
    }
}

fn anything() -> Arc<Shape> {
    Arc::new(Shape::anything())
}

fn property(shape: &Shape, name: &str) -> Located {
    if let Some(Property { required, shape: child, .. }) = shape.property(name) {
        let must = required.is_some() && shape.types == Types::OBJECT;
        return Located::new(child.clone(), if must { Exists::Must } else { Exists::May });
    }
    match impute(&shape.object, name, &mut Algebra::default()) {
        Some(shape) => Located::new(shape, Exists::May),
        None => {
            let may = shape.object.patterns.iter().any(|pattern| pattern.matches(name).is_none());
            Located::new(anything(), if may { Exists::May } else { Exists::Implicit })
        }
    }
}

fn item(shape: &Shape, token: Token<'_>) -> Option<Located> {
    let array = &shape.array;
    let after = || array.additional.clone().unwrap_or_else(anything);
    match token {
        Token::Property(_) | Token::NextProperty => None,
        Token::NextIndex => Some(Located::new(after(), Exists::Cannot)),
        Token::Index(index, _) => {
            let at = u64::try_from(index).unwrap_or(u64::MAX);
            let bounded = array.most().is_some() || index < array.tuple.len() || array.additional.is_some();
            let exists = if shape.types == Types::ARRAY && at < array.least() {
                Exists::Must
            } else if array.most().is_some_and(|most| at >= most) {
                Exists::Cannot
            } else if bounded {
                Exists::May
            } else {
                Exists::Implicit
            };
            Some(Located::new(array.tuple.get(index).cloned().unwrap_or_else(after), exists))
        }
    }
}

/// Every location that the schema names, with the root, depth first: properties, and items of tuples. Those of
/// patterns, of other properties and of further items have no one name. At most so many.
pub fn named_locations(root: &Arc<Shape>, most: usize) -> Vec<(Pointer, Located)> {
    let properties = root.object.properties.len().min(most) + 1;
    let (mut found, mut walk) = (Vec::with_capacity(2 * properties), Vec::with_capacity(properties));
    walk.push((Pointer::root(), Located::new(root.clone(), Exists::Must)));
    while let Some((pointer, at)) = walk.pop() {
        if found.len() >= most {
            break;
        }
        let (parent, shape) = (at.exists, at.shape.clone());
        if shape.types.overlaps(Types::ARRAY) {
            for index in (0..shape.array.tuple.len().min(most)).rev().map(|index| index.to_string()) {
                // A property of that name is listed with the others.
                let is_property = shape.types.overlaps(Types::OBJECT) && shape.property(&index).is_some();
                let item = step(&shape, Token::of(&index));
                if !is_property && item.exists != Exists::Implicit {
                    let exists = if item.shape.types.is_empty() { Exists::Cannot } else { item.exists };
                    walk.push((pointer.child(index), Located { exists: parent.max(exists), ..item }));
                }
            }
        }
        if shape.types.overlaps(Types::OBJECT) {
            for property in shape.object.properties.iter().rev() {
                let exists = match property.required.is_some() && shape.types == Types::OBJECT {
                    _ if property.shape.types.is_empty() => Exists::Cannot,
                    true => Exists::Must,
                    false => Exists::May,
                };
                let child = Located::new(property.shape.clone(), parent.max(exists));
                walk.push((pointer.child(property.name.clone()), child));
            }
        }
        found.push((pointer, at));
    }
    found
}
