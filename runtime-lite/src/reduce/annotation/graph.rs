//! A schema with everything that it refers to, reduced to what decides where annotations apply.
//!
//! It knows the keywords that lead to other schemas and `reduce`, and no others. What it cannot follow makes the
//! graph [`Graph::is_open`], and then documents are evaluated.

use super::reduction::{Reduction, malformed};
use crate::percent::decoded;
use crate::pointer::escape;
use crate::validator::{BASE, BuildError, Place, ValidatorOptions, uri};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// The index of a schema in its graph.
pub(super) type NodeId = usize;

/// A schema: what it says of the value itself and of its children.
#[derive(Debug, Default)]
pub(super) struct Schema {
    pub(super) reduction: Option<Reduction>,
    pub(super) properties: Vec<(String, NodeId)>,
    pub(super) patterns: Vec<(String, NodeId)>,
    pub(super) additional: Option<NodeId>,
    pub(super) prefix: Vec<NodeId>,
    pub(super) items: Option<NodeId>,
    pub(super) reference: Option<NodeId>,
    pub(super) all_of: Vec<NodeId>,
    /// Schemas that apply under a condition, by keyword and the token after it, if there is one.
    pub(super) conditional: Vec<(String, String, NodeId)>,
    /// Whether what it refers to is not known, or depends on the way to it.
    pub(super) open: bool,
}

/// Schemas that lead to one another; the first is the root.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(super) schemas: Vec<Schema>,
}

/// Where a schema is.
#[derive(Debug, Clone)]
struct At {
    /// The pointer from the root of the document.
    pointer: String,
    /// The resources around it, innermost last, each with the length of the pointer to its root.
    resources: Rc<[(String, usize)]>,
}

impl At {
    fn root(resource: String) -> At {
        At { pointer: String::new(), resources: [(resource, 0)].into() }
    }

    fn below(&self, tokens: &[&str]) -> At {
        let mut pointer = self.pointer.clone();
        for token in tokens {
            pointer.push('/');
            pointer.push_str(&escape(token));
        }
        At { pointer, resources: self.resources.clone() }
    }

    /// The URL of the innermost resource.
    fn base(&self) -> &str {
        self.resources.last().map_or("", |(base, _)| base)
    }

    /// The URLs of the schema and the pointers in them.
    fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.resources
            .iter()
            .map(|(base, start)| (base.as_str(), self.pointer.get(*start..).unwrap_or_default()))
    }
}

/// A schema on its way into the graph.
struct Walk<'s> {
    schemas: Vec<Schema>,
    /// The fragments of all references: no other pointer is asked for.
    fragments: HashSet<String>,
    /// Schemas by URL and fragment.
    named: HashMap<String, NodeId>,
    /// References to be followed, each with its base.
    references: Vec<(NodeId, String, String)>,
    pending: Vec<(NodeId, &'s Value, At)>,
}

/// How the value of a keyword holds schemas that are no conditions.
const CONDITIONS: &[&str] =
    &["anyOf", "oneOf", "if", "then", "else", "contains", "unevaluatedItems", "unevaluatedProperties"];
const CONDITIONS_BY_NAME: &[&str] = &["dependentSchemas", "dependencies"];
const DEFINITIONS: &[&str] = &["$defs", "definitions"];
/// Keywords below which nothing is an annotation of a document, but that references may lead to.
const SILENT: &[&str] = &["not", "propertyNames", "contentSchema"];

impl Graph {
    /// The graph of a schema and of the documents of its options.
    ///
    /// # Errors
    /// The base is no URL, or a `reduce` is malformed.
    pub(crate) fn new(schema: &Value, options: &ValidatorOptions) -> Result<Graph, BuildError> {
        let base = uri(BASE, options.base.as_deref().unwrap_or_default())?;
        let mut walk = Walk {
            schemas: Vec::new(),
            fragments: HashSet::new(),
            named: HashMap::new(),
            references: Vec::new(),
            pending: Vec::new(),
        };
        walk.take_fragments(schema);
        options.documents.values().for_each(|document| walk.take_fragments(document));
        walk.enter(schema, At::root(base.clone()));
        for (url, document) in &options.documents {
            walk.enter(document, At::root(uri(&base, url)?));
        }
        while let Some((id, schema, at)) = walk.pending.pop() {
            walk.schema(id, schema, at)?;
        }
        for (id, base, reference) in std::mem::take(&mut walk.references) {
            let target = uri(&base, &reference).ok().and_then(|url| walk.find(&url));
            let is_meta = reference.contains("//json-schema.org/draft");
            if let Some(schema) = walk.schemas.get_mut(id) {
                schema.reference = target;
                schema.open |= target.is_none() && !is_meta;
            }
        }
        Ok(Graph { schemas: walk.schemas })
    }

    pub(super) fn schema(&self, id: NodeId) -> &Schema {
        self.schemas.get(id).expect("ids are indices of the list that made them")
    }

    /// Which schemas have an annotation, or lead to one that has.
    pub(super) fn annotated(&self) -> Vec<bool> {
        let mut parents: Vec<Vec<NodeId>> = vec![Vec::new(); self.schemas.len()];
        let mut found = vec![false; self.schemas.len()];
        let mut pending = Vec::new();
        for (id, schema) in self.schemas.iter().enumerate() {
            if schema.reduction.is_some() {
                pending.push(id);
            }
            for child in schema.children() {
                if let Some(parents) = parents.get_mut(child) {
                    parents.push(id);
                }
            }
        }
        while let Some(id) = pending.pop() {
            if let Some(known) = found.get_mut(id).filter(|known| !**known) {
                *known = true;
                pending.extend(parents.get(id).into_iter().flatten());
            }
        }
        found
    }

    /// The schemas that the root leads to.
    pub(super) fn reached(&self) -> Vec<NodeId> {
        let mut seen = vec![false; self.schemas.len()];
        let (mut pending, mut reached) = (vec![0], Vec::new());
        while let Some(id) = pending.pop() {
            if let Some(known) = seen.get_mut(id).filter(|known| !**known) {
                *known = true;
                reached.push(id);
                pending.extend(self.schema(id).children());
            }
        }
        reached
    }
}

impl Schema {
    /// All schemas that may apply to the value or to its children.
    pub(super) fn children(&self) -> impl Iterator<Item = NodeId> {
        let named = self.properties.iter().chain(&self.patterns).map(|(_, id)| *id);
        let single = [self.additional, self.items, self.reference].into_iter().flatten();
        let lists = self.prefix.iter().chain(&self.all_of).copied();
        named.chain(single).chain(lists).chain(self.conditional.iter().map(|(_, _, id)| *id))
    }
}

impl<'s> Walk<'s> {
    fn enter(&mut self, schema: &'s Value, at: At) -> NodeId {
        let id = self.schemas.len();
        self.schemas.push(Schema::default());
        for (base, pointer) in at.names().filter(|(_, pointer)| self.fragments.contains(*pointer)) {
            self.named.entry(format!("{base}#{pointer}")).or_insert(id);
        }
        self.pending.push((id, schema, at));
        id
    }

    /// Takes down the fragments of references.
    fn take_fragments(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    let fragment = reference.split_once('#').map_or("", |(_, fragment)| fragment);
                    self.fragments.extend(decoded(fragment));
                }
                members.values().for_each(|member| self.take_fragments(member));
            }
            Value::Array(items) => items.iter().for_each(|item| self.take_fragments(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// The schema of a URL, whose fragment is a pointer or the name of an anchor.
    fn find(&self, url: &str) -> Option<NodeId> {
        let (resource, fragment) = url.split_once('#').unwrap_or((url, ""));
        let fragment = decoded(fragment)?;
        self.named.get(&format!("{resource}#{fragment}")).copied()
    }

    fn schema(&mut self, id: NodeId, schema: &'s Value, mut at: At) -> Result<(), BuildError> {
        let Value::Object(members) = schema else { return Ok(()) };
        let own = ["$id", "id"].iter().find_map(|name| members.get(*name)?.as_str());
        if let Some(own) = own {
            match own.strip_prefix('#') {
                Some(anchor) => {
                    self.named.entry(format!("{}#{anchor}", at.base())).or_insert(id);
                }
                None => {
                    let identity = uri(at.base(), own)?.trim_end_matches('#').to_owned();
                    self.named.entry(format!("{identity}#")).or_insert(id);
                    let known = at.resources.iter().cloned();
                    at.resources = known.chain([(identity, at.pointer.len())]).collect();
                }
            }
        }
        for anchor in ["$anchor", "$dynamicAnchor"] {
            if let Some(anchor) = members.get(anchor).and_then(Value::as_str) {
                self.named.entry(format!("{}#{anchor}", at.base())).or_insert(id);
            }
        }
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            self.references.push((id, at.base().to_owned(), reference.to_owned()));
        }
        let mut found = Schema::default();
        if let Some(reduce) = members.get("reduce") {
            let place = || Place { resource: String::new(), pointer: at.below(&["reduce"]).pointer };
            found.reduction = Some(Reduction::read(reduce).map_err(|message| malformed(place(), message))?);
        }
        found.open = ["$dynamicRef", "$recursiveRef"].iter().any(|name| members.contains_key(*name));
        self.keywords(members, &at, &mut found);
        if let Some(schema) = self.schemas.get_mut(id) {
            *schema = found;
        }
        Ok(())
    }

    fn keywords(&mut self, members: &'s Map<String, Value>, at: &At, found: &mut Schema) {
        for (keyword, value) in members {
            match keyword.as_str() {
                "properties" => found.properties = self.by_name(keyword, value, at),
                "patternProperties" => found.patterns = self.by_name(keyword, value, at),
                "additionalProperties" => found.additional = Some(self.enter(value, at.below(&[keyword]))),
                "allOf" => found.all_of = self.list(keyword, value, at),
                "prefixItems" => found.prefix = self.list(keyword, value, at),
                "items" if !value.is_array() => found.items = Some(self.enter(value, at.below(&[keyword]))),
                "items" if members.contains_key("prefixItems") => found.open = true,
                "items" => found.prefix = self.list(keyword, value, at),
                "additionalItems" if members.get("items").is_some_and(Value::is_array) => {
                    found.items = Some(self.enter(value, at.below(&[keyword])));
                }
                name if CONDITIONS.contains(&name) && value.is_array() => {
                    let branches = self.list(keyword, value, at).into_iter().enumerate();
                    let branches = branches.map(|(index, id)| (name.to_owned(), index.to_string(), id));
                    found.conditional.extend(branches);
                }
                name if CONDITIONS.contains(&name) => {
                    let id = self.enter(value, at.below(&[keyword]));
                    found.conditional.push((name.to_owned(), String::new(), id));
                }
                name if CONDITIONS_BY_NAME.contains(&name) => {
                    let branches = self.by_name(keyword, value, at).into_iter();
                    found.conditional.extend(branches.map(|(of, id)| (name.to_owned(), of, id)));
                }
                name if DEFINITIONS.contains(&name) => {
                    self.by_name(keyword, value, at);
                }
                name if SILENT.contains(&name) => {
                    self.enter(value, at.below(&[keyword]));
                }
                _ => {}
            }
        }
        // Older drafts do not know it, and `items` stands for it there.
        let old =
            members.get("$schema").and_then(Value::as_str).is_some_and(|name| !name.contains("2020-12"));
        found.open |= old && members.contains_key("prefixItems");
    }

    fn by_name(&mut self, keyword: &str, value: &'s Value, at: &At) -> Vec<(String, NodeId)> {
        let members = value.as_object().into_iter().flatten();
        members.map(|(name, schema)| (name.clone(), self.enter(schema, at.below(&[keyword, name])))).collect()
    }

    fn list(&mut self, keyword: &str, value: &'s Value, at: &At) -> Vec<NodeId> {
        let items = value.as_array().into_iter().flatten().enumerate();
        items.map(|(index, schema)| self.enter(schema, at.below(&[keyword, &index.to_string()]))).collect()
    }
}
