//! Why a location is what it is: the keywords that say something of it, on the way from the root.

use super::locate::{Located, locate};
use super::shape::{Pattern, Shape};
use crate::catalog::CollectionId;
use crate::schema::{SchemaId, Schemas};
use crate::source::Span;
use crate::{Compilation, Node};
use runtime_lite::{Pointer, Token};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many schemas of one location are looked at.
const MAX_SCHEMAS: usize = 1000;

/// Keywords that say what values of a location are; others are of other locations.
const OWN: &[&str] = &[
    "$dynamicRef",
    "$recursiveRef",
    "$ref",
    "const",
    "contentEncoding",
    "contentMediaType",
    "default",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "pattern",
    "reduce",
    "secret",
    "title",
    "type",
    "uniqueItems",
];

/// Keywords of the locations above, which decide whether there is anything below.
const ABOVE: &[&str] = &["$dynamicRef", "$recursiveRef", "$ref", "type"];

/// What is known of a location, and why.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// What is there.
    pub located: Located,
    /// What was said of it, from the root on.
    pub facts: Vec<Fact>,
}

/// A keyword that says something of a location.
#[derive(Debug, Clone)]
pub struct Fact {
    /// The location that it is about: the one that is explained, or one above it.
    pub location: Pointer,
    /// The keyword.
    pub keyword: Arc<str>,
    /// What it says, of keywords whose value is not a schema itself.
    pub says: Option<Node>,
    /// Where it stands.
    pub span: Span,
    /// The keyword of whose branches one has to apply for it to be said.
    pub branch: Option<&'static str>,
}

/// A schema of a location, and the keyword on whose branch it depends.
type Applied = (SchemaId, Option<&'static str>);

impl Compilation {
    /// Explains a location of a collection's documents; nothing where the schema could not be read.
    pub fn explain(&self, collection: CollectionId, pointer: &Pointer) -> Option<Explanation> {
        let root: &Arc<Shape> = self.analysis.collection(collection).shape.as_ref().ok()?;
        let schema = self.catalog.collection(collection).schema.ok()?;
        let mut walk = Walk { schemas: &self.catalog.schemas, location: Pointer::root(), facts: Vec::new() };
        let mut applied = walk.in_place(vec![(schema, None)]);
        for token in pointer.tokens() {
            walk.keywords(&applied, ABOVE);
            if locate(root, &walk.location).recursion {
                return Some(Explanation { located: locate(root, pointer), facts: walk.facts });
            }
            let child = walk.location.child(token.clone());
            let below = walk.below(&applied, Token::of(token), &child);
            walk.location = child;
            applied = walk.in_place(below);
        }
        walk.keywords(&applied, OWN);
        Some(Explanation { located: locate(root, pointer), facts: walk.facts })
    }
}

struct Walk<'s> {
    schemas: &'s Schemas,
    location: Pointer,
    facts: Vec<Fact>,
}

impl Walk<'_> {
    /// These schemas, and all that apply to the same values.
    fn in_place(&self, from: Vec<Applied>) -> Vec<Applied> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        let mut left: Vec<Applied> = from.into_iter().rev().collect();
        while let Some((id, branch)) = left.pop() {
            if found.len() == MAX_SCHEMAS || !seen.insert(id) {
                continue;
            }
            found.push((id, branch));
            let keywords = &self.schemas.node(id).keywords;
            let of = |nodes: &[u32], keyword: Option<&'static str>| -> Vec<Applied> {
                nodes.iter().map(|node| (SchemaId { node: *node, ..id }, keyword.or(branch))).collect()
            };
            let dependents: Vec<u32> =
                keywords.objects.dependent_schemas.iter().map(|(_, node)| *node).collect();
            let then: Vec<u32> = keywords.branches.then.into_iter().collect();
            let otherwise: Vec<u32> = keywords.branches.otherwise.into_iter().collect();
            let targets = self.schemas.targets(id).flatten().map(|target| (target, branch)).collect();
            let next = [
                targets,
                of(&keywords.branches.all_of, None),
                of(&keywords.branches.one_of, Some("oneOf")),
                of(&keywords.branches.any_of, Some("anyOf")),
                of(&then, Some("then")),
                of(&otherwise, Some("else")),
                of(&dependents, Some("dependentSchemas")),
            ];
            left.extend(next.concat().into_iter().rev());
        }
        found
    }

    /// The schemas of a child, with what they are children by.
    fn below(&mut self, applied: &[Applied], token: Token<'_>, child: &Pointer) -> Vec<Applied> {
        let mut below = Vec::new();
        for (id, branch) in applied {
            let node = self.schemas.node(*id);
            let keywords = &node.keywords;
            let name = token.name();
            let mut said = |keyword: &str, span: Option<Span>, next: Option<u32>| {
                let written = node.keyword(keyword).map(|entry| entry.key.span);
                if let Some(span) = span.or(written) {
                    let (location, keyword) = (child.clone(), Arc::from(keyword));
                    self.facts.push(Fact { location, keyword, says: None, span, branch: *branch });
                }
                below.extend(next.map(|node| (SchemaId { node, ..*id }, *branch)));
            };
            let mut declared = false;
            for (known, next) in keywords.objects.properties.iter().filter(|(known, _)| &*known.value == name)
            {
                said("properties", Some(known.span), Some(*next));
                declared = true;
            }
            for (text, next) in &keywords.objects.pattern_properties {
                let pattern = Pattern::new(text.value.clone(), Arc::new(Shape::anything()));
                if pattern.matches(name) == Some(true) {
                    said("patternProperties", Some(text.span), Some(*next));
                    declared = true;
                }
            }
            if let (false, Some(next)) = (declared, keywords.objects.additional_properties) {
                said("additionalProperties", None, Some(next));
            }
            if let Some(required) = keywords.objects.required.iter().find(|required| &*required.value == name)
            {
                said("required", Some(required.span), None);
            }
            if let Token::Index(index, _) = token {
                let (tuple, rest) = match node.keyword("prefixItems") {
                    Some(_) => ("prefixItems", "items"),
                    None => ("items", "additionalItems"),
                };
                match (keywords.arrays.tuple.get(index), keywords.arrays.items) {
                    (Some(next), _) => said(tuple, None, Some(*next)),
                    (None, Some(next)) if keywords.arrays.tuple.is_empty() => said("items", None, Some(next)),
                    (None, Some(next)) => said(rest, None, Some(next)),
                    (None, None) => {}
                }
                for keyword in ["minItems", "maxItems"].into_iter().filter(|k| node.keyword(k).is_some()) {
                    said(keyword, None, None);
                }
            }
        }
        below
    }

    /// What schemas say of the location themselves.
    fn keywords(&mut self, applied: &[Applied], wanted: &[&str]) {
        for (id, branch) in applied {
            for entry in self.schemas.node(*id).source.entries() {
                let name = &entry.key.value;
                if wanted.contains(&&**name) || (wanted == OWN && name.starts_with("x-")) {
                    self.facts.push(Fact {
                        location: self.location.clone(),
                        keyword: name.clone(),
                        says: (&**name != "not").then(|| entry.value.clone()),
                        span: entry.key.span.to(entry.value.span),
                        branch: *branch,
                    });
                }
            }
        }
    }
}
