//! Values of documents at locations that a schema calls secret, in any of its branches.

use super::Found;
use crate::Compilation;
use crate::schema::{Keywords, SchemaId, Schemas};
use crate::syntax::{Node, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The documents of tests, and what registers begin with.
pub(super) fn find(compilation: &Compilation, found: &mut Found) {
    let catalog = &compilation.catalog;
    let schemas = &catalog.schemas;
    if !schemas.documents().iter().flat_map(|document| &document.nodes).any(|node| is_secret(&node.keywords))
    {
        return;
    }
    let mut walk = Walk { schemas, known: BTreeMap::new(), found };
    for step in catalog.tests.iter().flat_map(|test| &test.steps) {
        let (Ok(id), Ok(documents)) = (step.collection, &step.documents) else { continue };
        let collection = catalog.collection(id);
        let own = [Some(collection.schema), collection.write_schema];
        let own: BTreeSet<SchemaId> = own.into_iter().flatten().flatten().collect();
        documents.items().iter().for_each(|document| walk.node(document, &own));
    }
    for derivation in catalog.collections.iter().filter_map(|collection| collection.derivation.as_ref()) {
        if let (Some(Ok(register)), Some(initial)) = (derivation.register, &derivation.initial) {
            walk.node(initial, &BTreeSet::from([register]));
        }
    }
}

fn is_secret(keywords: &Keywords) -> bool {
    keywords.annotations.secret.as_ref().is_some_and(|secret| secret.value)
}

struct Walk<'c, 'f> {
    schemas: &'c Schemas,
    /// What is said together by some schemas of one value.
    known: BTreeMap<BTreeSet<SchemaId>, Arc<Said>>,
    found: &'f mut Found,
}

/// What some schemas, and those that they apply to the same value, say of its parts.
#[derive(Default)]
struct Said {
    secret: bool,
    properties: BTreeMap<Arc<str>, BTreeSet<SchemaId>>,
    /// Of properties that may have other schemas besides.
    patterns: BTreeSet<SchemaId>,
    /// Of properties that have no schema of their own.
    additional: BTreeSet<SchemaId>,
    tuple: BTreeMap<usize, BTreeSet<SchemaId>>,
    items: BTreeSet<SchemaId>,
}

impl Walk<'_, '_> {
    fn node(&mut self, node: &Node, schemas: &BTreeSet<SchemaId>) {
        if schemas.is_empty() {
            return;
        }
        let said = match self.known.get(schemas) {
            Some(said) => said.clone(),
            None => {
                let said = Arc::new(Said::of(schemas, self.schemas));
                self.known.insert(schemas.clone(), said.clone());
                said
            }
        };
        if said.secret {
            return self.found.leaves(node, false);
        }
        match &node.value {
            Value::Object(entries) => {
                for entry in entries.iter() {
                    let own = said.properties.get(&entry.key.value).unwrap_or(&said.additional);
                    self.node(&entry.value, &(own | &said.patterns));
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.node(item, said.tuple.get(&index).unwrap_or(&said.items));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Hole(_) => {}
        }
    }
}

impl Said {
    fn of(start: &BTreeSet<SchemaId>, schemas: &Schemas) -> Said {
        let mut said = Said::default();
        let mut seen = start.clone();
        let mut left: Vec<SchemaId> = start.iter().copied().collect();
        while let Some(id) = left.pop() {
            let keywords = &schemas.node(id).keywords;
            said.add(keywords, id);
            let branches = &keywords.branches;
            let lists = [&branches.all_of, &branches.any_of, &branches.one_of].into_iter().flatten().copied();
            let one = [branches.condition, branches.then, branches.otherwise].into_iter().flatten();
            let dependent = keywords.objects.dependent_schemas.iter().map(|(_, node)| *node);
            let here = lists.chain(one).chain(dependent).map(|node| SchemaId { node, ..id });
            let referred = schemas.targets(id).flatten();
            left.extend(here.chain(referred).filter(|next| seen.insert(*next)));
        }
        said
    }

    fn add(&mut self, keywords: &Keywords, id: SchemaId) {
        let child = |node: u32| SchemaId { node, ..id };
        let (objects, arrays) = (&keywords.objects, &keywords.arrays);
        self.secret |= is_secret(keywords);
        for (name, node) in &objects.properties {
            self.properties.entry(name.value.clone()).or_default().insert(child(*node));
        }
        self.patterns.extend(objects.pattern_properties.iter().map(|(_, node)| child(*node)));
        let additional = [objects.additional_properties, objects.unevaluated_properties];
        self.additional.extend(additional.into_iter().flatten().map(child));
        for (index, node) in arrays.tuple.iter().enumerate() {
            self.tuple.entry(index).or_default().insert(child(*node));
        }
        let items = [arrays.items, arrays.unevaluated_items, arrays.contains];
        self.items.extend(items.into_iter().flatten().map(child));
    }
}
