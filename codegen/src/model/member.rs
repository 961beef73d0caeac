//! The members of the union that a shape is.

use super::build::Anchor;
use super::exclusion;
use super::facet;
use super::union::union;
use super::{ArrayType, Doc, NumberType, ObjectType, PropertyType, Root, StringType, Type};
use compiler::analysis::{ArrayShape, Condition, Contains, ObjectShape, Property, Provenance, Shape};
use compiler::analysis::{Normal, Plain, Unsaid};
use compiler::schema::{SchemaId, Schemas, Types};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// How many shapes one module is made of. Shapes are shared, so a small schema may have a huge tree of them;
/// what is beyond is unknown.
const MOST_SHAPES: usize = 100_000;
/// How often a name is opened on the way to a location, for what is said beside it.
const MOST_OPENED: usize = 3;

/// A schema that others refer to.
#[derive(Debug, Clone)]
pub(super) struct Referred {
    pub(super) id: SchemaId,
    pub(super) shape: Arc<Shape>,
}

/// Makes types of shapes.
pub(super) struct Builder {
    /// The number of types that are not definitions.
    roots: usize,
    normal: Normal,
    /// The places of definitions, in the order in which they were met.
    places: BTreeMap<SchemaId, usize>,
    definitions: usize,
    waiting: VecDeque<Referred>,
    left: usize,
    /// How many names are opened on the way to where it is.
    opened: usize,
}

impl Builder {
    /// A builder of these roots, whose types are the first ones. A part of a schema has a name of its own.
    pub(super) fn new(roots: &[Root], schemas: &Schemas) -> Builder {
        let whole =
            |(at, root): (usize, &Root)| Some((root.id.filter(|id| schemas.pointer(*id).is_empty())?, at));
        Builder {
            roots: roots.len(),
            normal: Normal::default(),
            places: roots.iter().enumerate().rev().filter_map(whole).collect(),
            definitions: 0,
            waiting: VecDeque::new(),
            left: MOST_SHAPES,
            opened: 0,
        }
    }

    /// The next definition whose type is still to be made.
    pub(super) fn next(&mut self) -> Option<Referred> {
        self.waiting.pop_front()
    }

    /// The type of a root: another one, where all that is said of it is said by another schema.
    pub(super) fn root(&mut self, root: &Root, at: usize) -> Type {
        let known = root.id.and_then(|id| self.places.get(&id)).filter(|place| **place != at);
        match (known, root.id) {
            (Some(place), _) => Type::Named(*place),
            (None, Some(id)) if !self.places.contains_key(&id) => self.named(id, &root.shape),
            (None, _) => self.of(&root.shape),
        }
    }

    /// The type of an anchor, whose place is the next one; nothing where it has one already.
    pub(super) fn anchor(&mut self, anchor: &Anchor) -> Option<Type> {
        if self.places.contains_key(&anchor.id) {
            return None;
        }
        self.places.insert(anchor.id, self.roots + self.definitions);
        self.definitions += 1;
        Some(self.of(&anchor.shape))
    }

    /// The places of the types of schemas.
    pub(super) fn places(self) -> BTreeMap<SchemaId, usize> {
        self.places
    }

    /// The type of a location: a name, where all that is said of it is said by another schema.
    fn of(&mut self, shape: &Arc<Shape>) -> Type {
        match shape.provenance {
            Provenance::Reference(id) => self.named(id, shape),
            Provenance::Unset | Provenance::Inline => self.body(shape),
        }
    }

    fn named(&mut self, id: SchemaId, shape: &Arc<Shape>) -> Type {
        // These are as short as a name.
        if shape.types.is_empty() || shape.allows_anything() {
            return self.body(shape);
        }
        if let Some(place) = self.places.get(&id) {
            return Type::Named(*place);
        }
        let place = self.roots + self.definitions;
        self.definitions += 1;
        self.places.insert(id, place);
        // A reference that closes a cycle says nothing but the name.
        let own = |condition: &Condition| match condition {
            Condition::Named(named) if named.id == id => named.shape(),
            Condition::Named(_) | Condition::Choice(_) | Condition::Not(..) => None,
        };
        let shape = shape.conditions.iter().find_map(own).unwrap_or_else(|| shape.clone());
        self.waiting.push_back(Referred { id, shape });
        Type::Named(place)
    }

    /// What a shape is, whatever it is called.
    pub(super) fn body(&mut self, shape: &Arc<Shape>) -> Type {
        let Some(left) = self.left.checked_sub(1) else { return Type::Unknown };
        self.left = left;
        if shape.allows_anything() {
            return Type::Unknown;
        }
        let plain = self.normal.alternatives(shape);
        self.union(&plain, shape)
    }

    fn union(&mut self, plain: &Plain, whole: &Arc<Shape>) -> Type {
        let within = self.normal.nested(whole, plain);
        let mut members = Vec::new();
        let mut called = vec![false; within.len()];
        for (at, shape) in plain.iter().enumerate() {
            let named = within.iter().enumerate().find(|(_, union)| union.places.contains(&at));
            if let Some((number, union)) = named {
                if let Some(called) = called.get_mut(number).filter(|called| !**called) {
                    *called = true;
                    members.push(self.named(union.id, &union.shape));
                }
                continue;
            }
            match shape.provenance {
                Provenance::Reference(id) if shape.provenance != whole.provenance => {
                    members.push(self.named(id, shape));
                }
                Provenance::Reference(_) | Provenance::Unset | Provenance::Inline => {
                    members.extend(self.members(shape));
                }
            }
        }
        let doc = Doc { remarks: self.remarks(whole), ..Doc::of(whole) };
        let mut body = union(members, &doc);
        if let Type::Object(object) = &mut body {
            object.doc.remarks = doc.remarks;
        }
        body
    }

    /// What is said of a location. What a schema with a name says is said of its type.
    pub(super) fn doc(&mut self, shape: &Arc<Shape>) -> Doc {
        let is_named = matches!(shape.provenance, Provenance::Reference(_)) && !shape.allows_anything();
        let remarks = if is_named { Vec::new() } else { self.remarks(shape) };
        Doc { remarks, ..Doc::of(shape) }
    }

    /// What the type of a shape does not say, a sentence each.
    pub(super) fn remarks(&mut self, shape: &Arc<Shape>) -> Vec<String> {
        if shape.exclusions.is_empty() && shape.conditions.is_empty() {
            return Vec::new();
        }
        let unsaid = self.normal.unsaid(shape);
        let said = unsaid.iter().map(|unsaid| match unsaid {
            Unsaid::Exclusion(exclusion, types) => exclusion::sentence(exclusion, *types, shape.types),
            Unsaid::OneOf(always) => facet::one_of(*always),
        });
        let mut sentences: Vec<String> = Vec::new();
        for sentence in said {
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        sentences
    }

    /// The types of a plain shape.
    fn members(&mut self, shape: &Arc<Shape>) -> Vec<Type> {
        let name = shape.conditions.iter().find_map(|condition| match condition {
            Condition::Named(named) => Some(named),
            Condition::Choice(_) | Condition::Not(..) => None,
        });
        if let Some(name) = name {
            let Some(target) = name.shape() else { return vec![Type::Unknown] };
            // What is said beside the name may be about all that is inside of it, however far.
            let plain = if self.opened < MOST_OPENED { self.normal.opened(shape) } else { None };
            let Some(plain) = plain else { return vec![self.of_name(name.id, &target)] };
            self.opened += 1;
            let body = self.union(&plain, shape);
            self.opened -= 1;
            return vec![body];
        }
        if let Some(values) = shape.listed() {
            return values.iter().map(|value| Type::Literal(value.clone())).collect();
        }
        let mut members = Vec::new();
        if shape.types.overlaps(Types::OBJECT) {
            members.push(self.object(&shape.object, Doc::of(shape)));
        }
        if shape.types.overlaps(Types::ARRAY) {
            members.push(self.array(&shape.array, &shape.annotations.contains));
        }
        members.extend(shape.types.overlaps(Types::STRING).then(|| Type::String(string(shape))));
        members.extend(shape.types.overlaps(Types::NUMBER).then(|| Type::Number(number(shape))));
        members.extend(shape.types.overlaps(Types::BOOLEAN).then_some(Type::Boolean));
        members.extend(shape.types.overlaps(Types::NULL).then_some(Type::Null));
        members
    }

    fn of_name(&mut self, id: SchemaId, target: &Arc<Shape>) -> Type {
        match target.provenance {
            Provenance::Reference(_) => self.of(target),
            Provenance::Unset | Provenance::Inline => self.named(id, target),
        }
    }

    fn object(&mut self, object: &ObjectShape, doc: Doc) -> Type {
        let mut rest = match &object.additional {
            Some(shape) => self.of(shape),
            None => Type::Unknown,
        };
        let mut listed: Vec<Arc<str>> = Vec::new();
        if let Some(names) = &object.names {
            if !names.types.overlaps(Types::STRING) {
                rest = Type::Never;
            } else if let (Some(values), []) = (names.listed(), object.patterns.as_slice()) {
                let others = values.iter().filter_map(|value| value.as_str());
                let others = others.filter(|name| object.property(name).is_none());
                listed.extend(others.map(Arc::from));
            }
        }
        let is_listed = object.names.as_ref().is_some_and(|names| names.listed().is_some());
        let mut properties: Vec<PropertyType> = Vec::with_capacity(object.properties.len() + listed.len());
        properties.extend(object.properties.iter().map(|property| self.property(property, object)));
        properties.extend(listed.into_iter().map(|name| PropertyType {
            name,
            required: false,
            body: rest.clone(),
            doc: Doc::default(),
        }));
        let mut patterns: Vec<(Arc<str>, Type)> =
            object.patterns.iter().map(|one| (one.text.clone(), self.of(&one.shape))).collect();
        if let [(text, body)] = patterns.as_slice()
            && ["", "^", ".*", "^.*", "^.*$"].contains(&&**text)
        {
            // All names match.
            rest = body.clone();
            patterns.clear();
        }
        let rest = Some(rest).filter(|rest| *rest != Type::Never && !(is_listed && patterns.is_empty()));
        // Of what is absent anyway nothing needs to be said.
        let is_absent = |one: &PropertyType| one.body == Type::Never && !one.required;
        if rest.is_none() && patterns.is_empty() {
            properties.retain(|one| !is_absent(one));
        }
        properties.sort_by(|a, b| a.name.cmp(&b.name));
        let least = object.min_properties.as_ref().map_or(0, |bound| bound.value);
        let most = object.max_properties.as_ref().map(|bound| bound.value);
        let names = object.names.as_deref().filter(|names| names.listed().is_none());
        let names = names.map(string).unwrap_or_default();
        let value = object.additional.as_ref().map(|shape| self.inline(shape)).unwrap_or_default();
        Type::Object(Box::new(ObjectType { properties, patterns, rest, least, most, names, value, doc }))
    }

    fn property(&mut self, property: &Property, object: &ObjectShape) -> PropertyType {
        let name: serde_json::Value = (*property.name).into();
        let is_possible = object.names.as_ref().is_none_or(|names| names.contains(&name));
        PropertyType {
            name: property.name.clone(),
            required: property.required.is_some(),
            body: if is_possible { self.of(&property.shape) } else { Type::Never },
            doc: self.doc(&property.shape),
        }
    }

    /// What is said of a location itself.
    fn inline(&mut self, shape: &Arc<Shape>) -> Doc {
        match shape.provenance {
            Provenance::Reference(_) => Doc::default(),
            Provenance::Unset | Provenance::Inline => self.doc(shape),
        }
    }

    fn array(&mut self, array: &ArrayShape, contains: &[Contains]) -> Type {
        let most = array.most().map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        let prefix: Vec<Type> = array.tuple.iter().take(most).map(|item| self.of(item)).collect();
        let rest = match &array.additional {
            Some(items) => self.of(items),
            None => Type::Unknown,
        };
        let rest = Some(rest).filter(|rest| *rest != Type::Never && most > prefix.len());
        let item = array.additional.as_ref().map(|shape| self.inline(shape)).unwrap_or_default();
        let first = array.tuple.iter().take(prefix.len());
        let first = first.map(|shape| Doc { remarks: self.doc(shape).remarks, ..Doc::default() }).collect();
        let contains = contains.iter().filter_map(facet::contained).collect();
        let (least, most, unique) = (array.least(), array.most(), array.unique);
        Type::Array(Box::new(ArrayType { prefix, rest, least, most, unique, contains, first, item }))
    }
}

fn string(shape: &Shape) -> StringType {
    let string = &shape.string;
    StringType {
        format: string.format.as_ref().map(|format| format.value.clone()),
        content_encoding: string.content_encoding.as_ref().map(|encoding| encoding.value.clone()),
        min_length: string.least(),
        max_length: string.most(),
        patterns: string.patterns.iter().map(|pattern| pattern.value.clone()).collect(),
        remarks: exclusions(shape, Types::STRING),
    }
}

fn number(shape: &Shape) -> NumberType {
    let numeric = &shape.numeric;
    NumberType {
        integer: !shape.types.overlaps(Types::FRACTIONAL),
        minimum: numeric.minimum.as_ref().map(|bound| bound.value.clone()),
        maximum: numeric.maximum.as_ref().map(|bound| bound.value.clone()),
        exclusive_minimum: numeric.exclusive_minimum.as_ref().map(|bound| bound.value.clone()),
        exclusive_maximum: numeric.exclusive_maximum.as_ref().map(|bound| bound.value.clone()),
        divisors: numeric.divisors.iter().map(|divisor| divisor.value.clone()).collect(),
        remarks: exclusions(shape, Types::NUMBER),
    }
}

/// What values of a kind are not.
fn exclusions(shape: &Shape, kind: Types) -> Vec<String> {
    let mut said = Vec::new();
    for condition in &shape.conditions {
        let Condition::Not(other, _) = condition else { continue };
        if let Some(values) = other.listed() {
            said.extend(facet::others(values.iter().filter(|value| Types::of(value).is_subset(kind))));
        } else if kind == Types::STRING && other.types.overlaps(kind) {
            said.extend(facet::unlike(&Type::String(string(other))));
        } else if kind == Types::NUMBER && other.types.overlaps(kind) {
            said.extend(facet::unlike(&Type::Number(number(other))));
        }
    }
    said
}
