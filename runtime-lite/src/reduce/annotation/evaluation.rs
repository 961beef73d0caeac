//! The annotations of one document, as its evaluation found them.
//!
//! Where several apply at one location, the way to each through the schema decides which comes first.

use super::graph::{Graph, NodeId};
use super::reduction::Reduction;
use crate::Pointer;
use crate::validator::{Annotation, Place};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A location of a document that has an annotation, or one below it.
#[derive(Debug, Default)]
pub(super) struct Evaluated {
    /// What applies, and the schema that says so.
    reduction: Option<(Reduction, Place)>,
    path: Vec<Arc<str>>,
    children: BTreeMap<Arc<str>, Evaluated>,
}

impl Evaluated {
    pub(super) fn reduction(&self) -> Option<&Reduction> {
        self.reduction.as_ref().map(|(reduction, _)| reduction)
    }

    pub(super) fn place(&self) -> Option<&Place> {
        self.reduction.as_ref().map(|(_, place)| place)
    }

    pub(super) fn child(&self, token: &str) -> Option<&Evaluated> {
        self.children.get(token)
    }

    pub(super) fn has_no_children(&self) -> bool {
        self.children.is_empty()
    }
}

/// The annotations of a document by location.
pub(super) fn evaluated(annotations: Vec<Annotation>, graph: &Graph) -> Evaluated {
    let mut root = Evaluated::default();
    for annotation in annotations {
        // The graph has read each of them, so that none is malformed.
        let Ok(reduction) = Reduction::read(&annotation.value) else { continue };
        let tokens = |text: &str| Pointer::parse_rfc6901(text).unwrap_or_default().tokens().to_vec();
        let mut at = &mut root;
        for token in tokens(&annotation.instance) {
            at = at.children.entry(token).or_default();
        }
        let path = tokens(&annotation.path);
        if at.reduction.is_none() || graph.rank(&path) < graph.rank(&at.path) {
            at.reduction = Some((reduction, annotation.place));
            at.path = path;
        }
    }
    root
}

/// The places of keywords in the order in which their annotations count: those for children first, for what they
/// say is said by the schema itself.
const ORDER: &[&str] = &[
    "properties",
    "patternProperties",
    "additionalProperties",
    "prefixItems",
    "items",
    "additionalItems",
    "contains",
    "unevaluatedProperties",
    "unevaluatedItems",
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependencies",
];

/// Keywords whose value holds schemas by name or index.
const HOLDING: &[&str] = &[
    "properties",
    "patternProperties",
    "prefixItems",
    "allOf",
    "anyOf",
    "oneOf",
    "dependentSchemas",
    "dependencies",
];

impl Graph {
    /// The steps of a way through the schema, as numbers that sort as the annotations at their ends count.
    fn rank(&self, path: &[Arc<str>]) -> Vec<(usize, usize)> {
        let place = |keyword: &str| ORDER.iter().position(|known| *known == keyword).unwrap_or(ORDER.len());
        let mut ranks = Vec::new();
        let mut at = Some(0);
        let mut rest = path.iter().map(|token| &**token).peekable();
        while let Some(keyword) = rest.next() {
            let is_index = |token: &&str| token.bytes().all(|byte| byte.is_ascii_digit());
            let holds = HOLDING.contains(&keyword) || keyword == "items" && rest.peek().is_some_and(is_index);
            let of = if holds { rest.next().unwrap_or_default() } else { "" };
            let (next, keyword, index) = self.follow(at, keyword, of);
            ranks.push((place(keyword), index));
            at = next;
        }
        ranks
    }

    /// Where a keyword of a schema leads: the schema, the keyword as it was written, and its place in it.
    fn follow<'k>(&self, at: Option<NodeId>, keyword: &'k str, of: &str) -> (Option<NodeId>, &'k str, usize) {
        let Some(schema) = at.map(|id| self.schema(id)) else { return (None, keyword, 0) };
        let named = |list: &[(String, NodeId)]| {
            let found = list.iter().enumerate().find(|(_, (name, _))| name == of);
            found.map_or((None, 0), |(index, (_, id))| (Some(*id), index))
        };
        let index = of.parse::<usize>().unwrap_or_default();
        match keyword {
            "properties" => (named(&schema.properties).0, keyword, 0),
            "patternProperties" => {
                let (id, index) = named(&schema.patterns);
                (id, keyword, index)
            }
            "additionalProperties" => (schema.additional, keyword, 0),
            "prefixItems" => (schema.prefix.get(index).copied(), keyword, 0),
            "items" | "additionalItems" => {
                let listed = schema.prefix.get(index).copied().filter(|_| !of.is_empty());
                (listed.or(schema.items), keyword, 0)
            }
            // In older drafts a reference with siblings is given to the crate as the last branch of `allOf`.
            "allOf" if index == schema.all_of.len() => (at, "$ref", 0),
            "allOf" => (schema.all_of.get(index).copied(), keyword, index),
            "$ref" => (schema.reference, keyword, 0),
            _ => {
                let found = schema.conditional.iter().enumerate();
                let found = found.filter(|(_, (name, token, _))| name == keyword && token == of);
                let found = found.map(|(index, (_, _, id))| (Some(*id), index)).next();
                let (id, index) = found.unwrap_or((None, 0));
                (id, keyword, index)
            }
        }
    }
}
