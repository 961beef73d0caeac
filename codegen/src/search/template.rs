//! Index templates: what is put to `_index_template`, with everything decided.

use super::mapping::{Budget, Mapping, mapping};
use crate::sql::DdlOptions;
use compiler::Checked;
use compiler::analysis::{Projection, Table};
use compiler::connector::{self, DialectFacts};
use serde::Serialize;
use std::collections::BTreeMap;

/// Of the templates that match an index, the one with the greatest number is taken: Elasticsearch guide,
/// "Templates", section "Avoid index pattern collisions".
const PRIORITY: u32 = 501;
/// How many fields inside of objects a template has at most.
const INNER_FIELDS: usize = 10_000;
/// The fields that an index has by default, and how many of them are left for what is added later.
const DEFAULT_FIELDS: usize = 1000;
const SPARE_FIELDS: usize = 100;

/// An index template.
#[derive(Serialize)]
pub(super) struct Template<'c> {
    /// The name of the index.
    index_patterns: [&'c str; 1],
    priority: u32,
    template: IndexView<'c>,
}

#[derive(Serialize)]
struct IndexView<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<Settings>,
    mappings: Mappings<'c>,
}

#[derive(Serialize)]
struct Settings {
    #[serde(rename = "index.mapping.total_fields.limit")]
    total_fields: usize,
}

#[derive(Serialize)]
struct Mappings<'c> {
    /// Fields that are not in the template are stored, and neither looked at nor added to the mapping.
    dynamic: bool,
    #[serde(rename = "_meta")]
    meta: Meta<'c>,
    properties: BTreeMap<String, Mapping>,
}

/// Where an index comes from. A search engine keeps it and takes no notice.
#[derive(Serialize)]
struct Meta<'c> {
    collection: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    materialization: Option<&'c str>,
    /// The fields that tell documents apart.
    key: Vec<&'c str>,
    #[serde(flatten)]
    words: Words<'c>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<&'c str, Words<'c>>,
}

/// What people are told. The `meta` of a field would hold 50 characters.
#[derive(Default, Serialize)]
struct Words<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'c str>,
}

impl<'c> Words<'c> {
    fn of(shape: &'c compiler::analysis::Shape) -> Words<'c> {
        let annotations = &shape.annotations;
        Words {
            title: annotations.title.as_ref().map(|title| &*title.value),
            description: annotations.description.as_ref().map(|description| &*description.value),
        }
    }

    fn is_empty(&self) -> bool {
        self.title.is_none() && self.description.is_none()
    }
}

/// The fields of an index, in order, each with its mapping if it has one.
pub(super) fn fields<'c>(checked: Checked<'c>, table: &Table) -> Vec<(&'c Projection, Option<Mapping>)> {
    let facts = facts(table);
    let projections = &checked.compilation().analysis.collection(table.collection).projections;
    let mut budget = Budget(INNER_FIELDS);
    let columns = table.columns.iter().filter_map(|at| projections.get(*at));
    let field = |projection: &'c Projection| (projection, mapping(projection, facts, &mut budget));
    columns.map(field).collect()
}

fn facts(table: &Table) -> &'static DialectFacts {
    connector::dialect(table.dialect).expect("the dialects of tables are the compiler's")
}

impl<'c> Template<'c> {
    /// Decides what is said of an index.
    pub(super) fn new(checked: Checked<'c>, table: &'c Table, options: &DdlOptions) -> Template<'c> {
        let fields = fields(checked, table);
        let meta = meta(checked, table, &fields, options);
        let mut properties = BTreeMap::new();
        for (projection, mapping) in fields {
            if let Some(mapping) = mapping {
                insert(&mut properties, facts(table), &projection.field, mapping);
            }
        }
        let number = properties.values().map(Mapping::count).sum::<usize>() + SPARE_FIELDS;
        let total_fields = number.next_multiple_of(DEFAULT_FIELDS);
        let settings = (number > DEFAULT_FIELDS).then_some(Settings { total_fields });
        Template {
            index_patterns: [&table.name],
            priority: PRIORITY,
            template: IndexView { settings, mappings: Mappings { dynamic: false, meta, properties } },
        }
    }
}

/// Adds a field, inside of the objects that its name says. None of them is a field of its own, or the table would
/// have been refused.
fn insert(properties: &mut BTreeMap<String, Mapping>, facts: &DialectFacts, name: &str, mapping: Mapping) {
    let mut inside = properties;
    let mut begin = 0;
    for outer in facts.around(name) {
        let part = outer.get(begin..).unwrap_or_default();
        begin = outer.len() + 1;
        let object = inside.entry(part.to_owned()).or_insert_with(|| Mapping::object(BTreeMap::new()));
        inside = &mut object.properties;
    }
    inside.insert(name.get(begin..).unwrap_or_default().to_owned(), mapping);
}

fn meta<'c>(
    checked: Checked<'c>,
    table: &'c Table,
    fields: &[(&'c Projection, Option<Mapping>)],
    options: &DdlOptions,
) -> Meta<'c> {
    let compilation = checked.compilation();
    let mut key: Vec<(usize, &str)> =
        fields.iter().filter_map(|(field, _)| Some((field.key?, &*field.field))).collect();
    key.sort_unstable();
    let shape = compilation.analysis.collection(table.collection).shape.as_ref().ok();
    let words = shape.filter(|_| options.comments).map(|shape| Words::of(shape));
    let said = fields.iter().filter(|_| options.comments);
    let said = said.map(|(field, _)| (&*field.field, Words::of(&field.shape)));
    Meta {
        collection: &compilation.catalog.collection(table.collection).name.value,
        materialization: table.binding().map(|(task, _)| &*compilation.catalog.task(task).name),
        key: key.into_iter().map(|(_, field)| field).collect(),
        words: words.unwrap_or_default(),
        fields: said.filter(|(_, words)| !words.is_empty()).collect(),
    }
}
