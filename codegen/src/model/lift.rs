//! Names for types that stand inside of others, where a language wants them.

use super::name::{Given, Naming, is_name};
use super::{Doc, Model, NamedType, ObjectType, PropertyType, Type};
use crate::model::Style;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Moves types that are to have names out of those around them. `names` says where each type has its name from.
pub(super) fn lift(model: &mut Model, names: &mut Vec<Naming>, style: &Style) {
    let types = std::mem::take(&mut model.types);
    let mut lifter = Lifter { style, names, types, titled: BTreeMap::new(), is_late: false };
    lifter.all();
    // What has the same title in both is called as without anchors.
    lifter.is_late = true;
    lifter.all();
    model.types = lifter.types;
}

struct Lifter<'l> {
    style: &'l Style,
    names: &'l mut Vec<Naming>,
    types: Vec<NamedType>,
    /// Types as they were, by their titles, with their places: the same type is named once.
    titled: BTreeMap<Arc<str>, Vec<(Type, usize)>>,
    /// Which types are looked at: those that only anchors lead to, or the others.
    is_late: bool,
}

impl Lifter<'_> {
    /// Looks at all types, those included that are moved out on the way.
    fn all(&mut self) {
        let mut at = 0;
        while let (Some(named), Some(naming)) = (self.types.get_mut(at), self.names.get(at)) {
            if naming.is_late == self.is_late {
                let mut body = std::mem::replace(&mut named.body, Type::Unknown);
                self.inside(&mut body, at, "");
                if let Some(named) = self.types.get_mut(at) {
                    named.body = body;
                }
            }
            at += 1;
        }
    }

    /// Looks at what is inside of a type, which is itself not moved. `owner` is the place of the type with a name
    /// around it, and `way` leads from there to the type.
    fn inside(&mut self, body: &mut Type, owner: usize, way: &str) {
        let within = |part: &str| if way.is_empty() { part.to_owned() } else { format!("{way} {part}") };
        if let Type::Object(object) = body {
            for property in &mut object.properties {
                self.property(property, owner, &within(&property.name.clone()));
            }
            for body in object.patterns.iter_mut().map(|(_, body)| body).chain(&mut object.rest) {
                self.visit(body, owner, &within("value"));
            }
        } else if let Type::Array(array) = body {
            for (number, item) in array.prefix.iter_mut().enumerate() {
                self.visit(item, owner, &within(&format!("item {number}")));
            }
            if let Some(rest) = &mut array.rest {
                self.visit(rest, owner, &within("item"));
            }
        } else if let Type::Union(union) = body {
            let labels = labels(&union.members);
            let is_only = |of: fn(&Type) -> bool| union.members.iter().filter(|one| of(one)).count() == 1;
            let (only_object, only_array) = (is_only(is_object), is_only(is_array));
            for (member, label) in union.members.iter_mut().zip(labels) {
                // A value among others needs no name.
                if matches!(member, Type::Literal(_)) {
                    continue;
                }
                // An object or an array beside values of other kinds is what the whole is called.
                let is_whole = (only_object && is_object(member)) || (only_array && is_array(member));
                let is_titled = member.as_object().is_some_and(|object| object.doc.title.is_some());
                let part = match label {
                    _ if is_whole && !way.is_empty() => way.to_owned(),
                    Label::Text(text) => within(&text),
                    // The name of the whole is taken by the union.
                    Label::Number(_) if is_whole && (self.style.has_name)(member, is_titled) => {
                        within("object")
                    }
                    Label::Number(_) if is_whole => way.to_owned(),
                    Label::Number(number) => within(&number.to_string()),
                };
                self.visit(member, owner, &part);
            }
        }
    }

    fn property(&mut self, property: &mut PropertyType, owner: usize, way: &str) {
        self.visit(&mut property.body, owner, way);
        // What the type says of itself needs not be said of the property, too.
        if let Type::Named(at) = property.body {
            let own = self.types.get(at).map(|named| &named.doc);
            let doc = &mut property.doc;
            if own.is_some_and(|own| own.title == doc.title && own.description == doc.description) {
                (doc.title, doc.description) = (None, None);
            }
            if own.is_some_and(|own| own.remarks == doc.remarks) {
                doc.remarks.clear();
            }
        }
    }

    fn visit(&mut self, body: &mut Type, owner: usize, way: &str) {
        let doc = match (body.as_object(), body.as_union()) {
            (Some(object), _) => object.doc.clone(),
            (None, Some(union)) => union.doc.clone(),
            (None, None) => Doc::default(),
        };
        if !(self.style.has_name)(body, doc.title.is_some()) {
            return self.inside(body, owner, way);
        }
        let known = doc.title.as_ref().and_then(|title| self.titled.get(title));
        let known = known.and_then(|known| known.iter().find(|(other, _)| other == body));
        if let Some((_, at)) = known {
            *body = Type::Named(*at);
            return;
        }
        let at = self.types.len();
        let own = std::mem::replace(body, Type::Named(at));
        let given = match doc.title.as_ref().filter(|title| is_name(title)) {
            Some(title) => Given::Title(title.clone()),
            None => Given::Part(owner, way.to_owned()),
        };
        self.names.push(Naming { given, is_late: self.is_late });
        if let Some(title) = &doc.title {
            self.titled.entry(title.clone()).or_default().push((own.clone(), at));
        }
        self.types.push(NamedType { name: String::new(), doc, body: own });
    }
}

fn is_object(body: &Type) -> bool {
    matches!(body, Type::Object(_))
}

fn is_array(body: &Type) -> bool {
    matches!(body, Type::Array(_))
}

/// What a member of a union is called beside others.
enum Label {
    /// The text that tells it apart.
    Text(String),
    /// The number among the members of its kind, from 1.
    Number(usize),
}

/// How many properties are looked at for one that tells the objects of a union apart.
const MOST_ASKED: usize = 8;

/// What the members of a union are called: by the texts that tell most of them apart, else by their numbers.
fn labels(members: &[Type]) -> Vec<Label> {
    let objects: Vec<&ObjectType> = members.iter().filter_map(Type::as_object).collect();
    let has_names = members.iter().any(|member| matches!(member, Type::Named(_)));
    let properties = objects.iter().flat_map(|object| &object.properties);
    let names: BTreeSet<&str> = properties.filter(|one| text(one).is_some()).map(|one| &*one.name).collect();
    let tags = names.into_iter().take(MOST_ASKED).map(|name| Tags::of(name, &objects));
    let tags = tags.filter(|tags| tags.counts.len() > 1 || has_names || objects.len() == 1);
    // The first of those that tell as many apart.
    let mut tags = tags.rev().max_by_key(|tags| (tags.texts.iter().flatten().count(), tags.counts.len()));
    let mut counts = BTreeMap::new();
    let label = |member: &Type| {
        let number = counts.entry((is_object(member), is_array(member))).or_insert(0);
        *number += 1;
        let text = tags.as_mut().filter(|_| is_object(member)).and_then(|tags| tags.take(*number));
        text.map_or(Label::Number(*number), Label::Text)
    };
    members.iter().map(label).collect()
}

/// The texts that are the values of one property in objects of a union.
struct Tags<'m> {
    /// The text of each object that has one.
    texts: Vec<Option<&'m str>>,
    /// How many objects are called by each of them already.
    counts: BTreeMap<&'m str, usize>,
}

impl<'m> Tags<'m> {
    fn of(name: &str, objects: &[&'m ObjectType]) -> Tags<'m> {
        let own = |object: &&'m ObjectType| {
            let place = object.properties.binary_search_by(|one| (*one.name).cmp(name)).ok()?;
            object.properties.get(place).and_then(text)
        };
        let texts: Vec<Option<&str>> = objects.iter().map(own).collect();
        let counts: BTreeMap<&str, usize> = texts.iter().flatten().map(|text| (*text, 0)).collect();
        Tags { texts, counts }
    }

    /// What the object of a number, from 1, is called, with a number if one before it has its text.
    fn take(&mut self, number: usize) -> Option<String> {
        let text = (*self.texts.get(number.checked_sub(1)?)?)?;
        let called = self.counts.get_mut(text)?;
        *called += 1;
        Some(if *called == 1 { text.to_owned() } else { format!("{text} {called}") })
    }
}

/// The only text that a property may be.
fn text(property: &PropertyType) -> Option<&str> {
    let Type::Literal(value) = &property.body else { return None };
    value.as_str().filter(|text| !text.is_empty())
}
