//! Names for types that stand inside of others, where a language wants them.

use super::name::{Given, is_name};
use super::{Doc, Model, NamedType, PropertyType, Type};
use crate::model::Style;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Moves types that are to have names out of those around them. `names` says where each type has its name from.
pub(super) fn lift(model: &mut Model, names: &mut Vec<Given>, style: &Style) {
    let mut lifter =
        Lifter { style, names, types: std::mem::take(&mut model.types), titled: BTreeMap::new() };
    let mut at = 0;
    while let Some(named) = lifter.types.get_mut(at) {
        let mut body = std::mem::replace(&mut named.body, Type::Unknown);
        lifter.inside(&mut body, at, "");
        if let Some(named) = lifter.types.get_mut(at) {
            named.body = body;
        }
        at += 1;
    }
    model.types = lifter.types;
}

struct Lifter<'l> {
    style: &'l Style,
    names: &'l mut Vec<Given>,
    types: Vec<NamedType>,
    /// Types as they were, by their titles, with their places: the same type is named once.
    titled: BTreeMap<Arc<str>, Vec<(Type, usize)>>,
}

impl Lifter<'_> {
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
            let is_one = union.members.iter().filter(|one| matches!(one, Type::Object(_))).count() == 1;
            for (member, label) in union.members.iter_mut().zip(labels) {
                // A value among others needs no name.
                if matches!(member, Type::Literal(_)) {
                    continue;
                }
                // An object beside values of other kinds is what the whole is called.
                let is_whole = is_one && !way.is_empty() && matches!(member, Type::Object(_));
                let part = if is_whole { way.to_owned() } else { within(&label) };
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
        self.names.push(match doc.title.as_ref().filter(|title| is_name(title)) {
            Some(title) => Given::Title(title.clone()),
            None => Given::Part(owner, way.to_owned()),
        });
        if let Some(title) = &doc.title {
            self.titled.entry(title.clone()).or_default().push((own.clone(), at));
        }
        self.types.push(NamedType { name: String::new(), doc, body: own });
    }
}

/// What the members of a union are called: by the texts that tell them apart, else by their number.
fn labels(members: &[Type]) -> Vec<String> {
    let tag = |name: &str| -> Option<Vec<String>> {
        let texts = members.iter().map(|member| {
            let Type::Object(object) = member else { return Some(String::new()) };
            let property = object.properties.iter().find(|one| &*one.name == name && one.required)?;
            let Type::Literal(value) = &property.body else { return None };
            value.as_str().map(str::to_owned)
        });
        let texts: Option<Vec<String>> = texts.collect();
        texts.filter(|texts| {
            let mut sorted: Vec<&String> = texts.iter().filter(|text| !text.is_empty()).collect();
            sorted.sort_unstable();
            sorted.windows(2).all(|pair| pair.first() != pair.last())
        })
    };
    let first = members.iter().find_map(Type::as_object);
    let names = first.into_iter().flat_map(|object| &object.properties).filter(|one| one.required);
    let tagged = names.map(|one| &*one.name).find_map(tag);
    let number = |at: usize| (at + 1).to_string();
    match tagged {
        Some(texts) => {
            let label = |(at, text): (usize, String)| if text.is_empty() { number(at) } else { text };
            texts.into_iter().enumerate().map(label).collect()
        }
        None => (0..members.len()).map(number).collect(),
    }
}
