//! Unions whose structures a text tells apart: serde reads it before the rest, so that no structure has it.

use super::expression::is_map;
use crate::model::{Model, Type, UnionType};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A union that serde tells apart by a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tagged {
    pub(super) property: Arc<str>,
    /// The value of each member, in the order of the union.
    pub(super) texts: Vec<String>,
}

/// The tags of a module.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// The unions, by their place.
    pub(super) unions: BTreeMap<usize, Tagged>,
    /// The property that a structure does not have itself, by the place of the structure.
    pub(super) moved: BTreeMap<usize, Arc<str>>,
    /// Types of nothing but such properties.
    pub(super) unused: BTreeSet<usize>,
}

impl Tags {
    pub(super) fn of(model: &Model) -> Tags {
        let mut uses = vec![0; model.types.len()];
        model.types.iter().for_each(|named| count(&named.body, &mut uses));
        // A type of the user's own stands by itself, too.
        uses.iter_mut().take(model.roots).for_each(|uses| *uses += 1);
        let mut tags = Tags::default();
        for (at, named) in model.types.iter().enumerate() {
            let Some(tagged) = named.body.as_union().and_then(|union| tagged(model, union, &uses)) else {
                continue;
            };
            for member in named.body.as_union().into_iter().flat_map(|union| &union.members) {
                let Type::Named(member) = member else { continue };
                tags.moved.insert(*member, tagged.property.clone());
                tags.unused.extend(
                    kind(model, *member, &tagged.property).filter(|kind| uses.get(*kind) == Some(&1)),
                );
            }
            tags.unions.insert(at, tagged);
        }
        tags
    }
}

/// What tells the structures of a union apart, if nothing else uses them, and each has one text.
fn tagged(model: &Model, union: &UnionType, uses: &[usize]) -> Option<Tagged> {
    let tag = model.tag(union).filter(|tag| tag.values.len() == union.members.len())?;
    let mut texts = Vec::new();
    for (member, (_, values)) in union.members.iter().zip(&tag.values) {
        let Type::Named(at) = member else { return None };
        let object = model.types.get(*at)?.body.as_object()?;
        let ([Value::String(text)], Some(1), false) = (values.as_slice(), uses.get(*at), is_map(object))
        else {
            return None;
        };
        texts.push(text.clone());
    }
    Some(Tagged { property: tag.property, texts })
}

/// The type that a property of a structure is called by.
fn kind(model: &Model, at: usize, property: &str) -> Option<usize> {
    let object = model.types.get(at)?.body.as_object()?;
    let property = object.properties.iter().find(|one| *one.name == *property)?;
    if let Type::Named(kind) = property.body { Some(kind) } else { None }
}

/// Counts how often each type is named.
fn count(body: &Type, uses: &mut [usize]) {
    if let Type::Named(at) = body {
        if let Some(uses) = uses.get_mut(*at) {
            *uses += 1;
        }
    } else if let Some(union) = body.as_union() {
        union.members.iter().for_each(|member| count(member, uses));
    } else if let Some(object) = body.as_object() {
        let bodies = object.properties.iter().map(|property| &property.body);
        let patterns = object.patterns.iter().map(|(_, body)| body);
        bodies.chain(patterns).chain(&object.rest).for_each(|body| count(body, uses));
    } else if let Type::Array(array) = body {
        array.prefix.iter().chain(&array.rest).for_each(|item| count(item, uses));
    }
}
