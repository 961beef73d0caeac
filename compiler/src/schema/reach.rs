//! The parts of a schema that not every document reaches: alternatives, conditions, and strategies of reduction.

use super::{SchemaId, Schemas};
use crate::source::Span;
use runtime_lite::{Pointer, Strategy};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The parts of a schema that documents have to be made for, in the order in which they are found.
#[derive(Debug, Clone, Default)]
pub struct SchemaParts {
    /// What applies to some documents alone.
    pub branches: Vec<Branch>,
    /// Where strategies are given.
    pub reductions: Vec<Reducing>,
}

/// A schema that applies to some documents alone.
#[derive(Debug, Clone)]
pub struct Branch {
    /// It.
    pub place: SchemaPlace,
    /// Where it is written.
    pub span: Span,
    /// The schema whose keyword holds it.
    pub holder: SchemaPlace,
    /// The keyword, where it is written.
    pub keyword_at: Span,
    /// The keyword, and its place in it.
    pub kind: BranchKind,
    /// The branch around it, by its index in the list.
    pub within: Option<usize>,
}

/// Which branch a schema is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BranchKind {
    /// An alternative of `anyOf` or `oneOf`.
    Alternative {
        /// `anyOf` or `oneOf`.
        keyword: &'static str,
        /// Which one, from 1.
        number: usize,
        /// How many there are.
        of: usize,
    },
    /// `then`.
    Then,
    /// `else`.
    Else,
    /// What `dependentSchemas` says for documents with a property of this name.
    Dependent(Arc<str>),
}

impl BranchKind {
    /// The keyword that holds it.
    pub fn keyword(&self) -> &'static str {
        match self {
            BranchKind::Alternative { keyword, .. } => keyword,
            BranchKind::Then => "then",
            BranchKind::Else => "else",
            BranchKind::Dependent(_) => "dependentSchemas",
        }
    }
}

/// A schema with a strategy.
#[derive(Debug, Clone)]
pub struct Reducing {
    /// It.
    pub place: SchemaPlace,
    /// The strategy.
    pub strategy: Strategy,
    /// Where it is written.
    pub span: Span,
    /// The first location that it is found at; `*` stands for any item or name.
    pub location: Pointer,
    /// The branch around it, by its index in the list.
    pub within: Option<usize>,
}

/// A schema, and where it is read: aliases of YAML bring one to several places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaPlace {
    /// It.
    pub schema: SchemaId,
    /// Its location from the root of its document.
    pub pointer: Pointer,
}

/// A schema on the way.
struct Step {
    place: SchemaPlace,
    location: Pointer,
    within: Option<usize>,
}

impl Step {
    /// The place of a schema that a keyword holds, below a token where the keyword holds several.
    fn held(&self, node: u32, keyword: &str, token: Option<&str>) -> SchemaPlace {
        let pointer = self.place.pointer.child(keyword);
        let pointer = match token {
            Some(token) => pointer.child(token),
            None => pointer,
        };
        SchemaPlace { schema: SchemaId { node, ..self.place.schema }, pointer }
    }
}

impl Schemas {
    /// The parts of a schema, and of all that it refers to, that values of documents may or may not reach. What `if`,
    /// `not` and `propertyNames` hold asks a question, and says nothing of the documents that answer it.
    pub fn parts(&self, id: SchemaId) -> SchemaParts {
        let mut parts = SchemaParts::default();
        let mut seen = BTreeSet::new();
        let mut pending =
            vec![Step { place: self.written_place(id), location: Pointer::root(), within: None }];
        while let Some(step) = pending.pop() {
            let id = step.place.schema;
            if self.document(id).is_meta_schema() || !seen.insert(id) {
                continue;
            }
            if let Some(reduce) = &self.node(id).keywords.reduce {
                parts.reductions.push(Reducing {
                    place: step.place.clone(),
                    strategy: reduce.value,
                    span: reduce.span,
                    location: step.location.clone(),
                    within: step.within,
                });
            }
            let begin = pending.len();
            self.below(&step, &mut pending);
            self.branches(&step, &mut parts.branches, &mut pending);
            // The last is taken first, and the first way to a schema is the one that it is known by.
            if let Some(added) = pending.get_mut(begin..) {
                added.reverse();
            }
        }
        parts
    }

    /// A schema where it is written.
    fn written_place(&self, schema: SchemaId) -> SchemaPlace {
        SchemaPlace { schema, pointer: Pointer::parse_rfc6901(&self.pointer(schema)).unwrap_or_default() }
    }

    /// The schemas that apply to all documents that get to a step.
    fn below(&self, step: &Step, pending: &mut Vec<Step>) {
        let node = self.node(step.place.schema);
        let (objects, arrays) = (&node.keywords.objects, &node.keywords.arrays);
        let mut add = |place: SchemaPlace, token: Option<&str>| {
            let location = token.map_or_else(|| step.location.clone(), |token| step.location.child(token));
            pending.push(Step { place, location, within: step.within });
        };
        for (name, node) in &objects.properties {
            add(step.held(*node, "properties", Some(&name.value)), Some(&name.value));
        }
        for (name, node) in &objects.pattern_properties {
            add(step.held(*node, "patternProperties", Some(&name.value)), Some("*"));
        }
        let listed = node.keyword("prefixItems").is_some();
        for (index, node) in arrays.tuple.iter().enumerate() {
            let index = index.to_string();
            add(step.held(*node, if listed { "prefixItems" } else { "items" }, Some(&index)), Some(&index));
        }
        let rest = if listed || arrays.tuple.is_empty() { "items" } else { "additionalItems" };
        for (keyword, node) in [
            ("additionalProperties", objects.additional_properties),
            ("unevaluatedProperties", objects.unevaluated_properties),
            (rest, arrays.items),
            ("unevaluatedItems", arrays.unevaluated_items),
            ("contains", arrays.contains),
        ] {
            node.into_iter().for_each(|node| add(step.held(node, keyword, None), Some("*")));
        }
        for (index, node) in node.keywords.branches.all_of.iter().enumerate() {
            add(step.held(*node, "allOf", Some(&index.to_string())), None);
        }
        let targets = self.targets(step.place.schema).filter_map(Result::ok);
        targets.for_each(|target| add(self.written_place(target), None));
    }

    /// The schemas that apply to some of them.
    fn branches(&self, step: &Step, found: &mut Vec<Branch>, pending: &mut Vec<Step>) {
        let node = self.node(step.place.schema);
        let (branches, objects) = (&node.keywords.branches, &node.keywords.objects);
        let mut add = |index: u32, token: Option<&str>, kind: BranchKind| {
            // `dependencies` stands for `dependentSchemas` in older drafts.
            let keywords = [kind.keyword(), "dependencies"];
            let Some(written) = keywords.into_iter().find_map(|keyword| node.keyword(keyword)) else {
                return;
            };
            let place = step.held(index, &written.key.value, token);
            let (location, within) = (step.location.clone(), Some(found.len()));
            pending.push(Step { place: place.clone(), location, within });
            let (holder, keyword_at) = (step.place.clone(), written.key.span);
            let span = self.node(place.schema).span();
            found.push(Branch { place, span, holder, keyword_at, kind, within: step.within });
        };
        for (keyword, list) in [("anyOf", &branches.any_of), ("oneOf", &branches.one_of)] {
            for (at, index) in list.iter().enumerate() {
                let kind = BranchKind::Alternative { keyword, number: at + 1, of: list.len() };
                add(*index, Some(&at.to_string()), kind);
            }
        }
        // Without `if`, nothing decides about them.
        if branches.condition.is_some() {
            branches.then.iter().for_each(|index| add(*index, None, BranchKind::Then));
            branches.otherwise.iter().for_each(|index| add(*index, None, BranchKind::Else));
        }
        for (name, index) in &objects.dependent_schemas {
            add(*index, Some(&name.value), BranchKind::Dependent(name.value.clone()));
        }
    }
}
