//! What the keywords of a schema say, each read once.

use super::read::Reader;
use super::vocabulary::{since, unknown};
use super::{Draft, SchemaId, Types};
use crate::diagnostic::Resolved;
use crate::source::Spanned;
use crate::syntax::{Entry, Node, Value as Tree};
use runtime_lite::Strategy;
use serde_json::{Number, Value};
use std::sync::Arc;

/// The name of a property, where it is written.
pub(crate) type Name = Spanned<Arc<str>>;

/// The keywords of a schema node that inference reads. Children are nodes of the same document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keywords {
    /// The schema is `true` or `false`.
    pub(crate) always: Option<bool>,
    /// `$ref`.
    pub(crate) reference: Option<Reference>,
    /// `$dynamicRef` (2020-12) or `$recursiveRef` (2019-09). Its target is where it leads if nothing in the
    /// dynamic scope says otherwise.
    pub(crate) dynamic_reference: Option<Reference>,
    /// `$dynamicAnchor` (2020-12).
    pub(crate) dynamic_anchor: Option<Arc<str>>,
    /// `$recursiveAnchor` (2019-09).
    pub(crate) recursive_anchor: bool,
    pub(crate) types: Option<Spanned<Types>>,
    /// `enum`, or `const` as a set of one.
    pub(crate) values: Vec<Spanned<Vec<Value>>>,
    pub(crate) properties: Vec<(Spanned<Arc<str>>, u32)>,
    pub(crate) pattern_properties: Vec<(Spanned<Arc<str>>, u32)>,
    pub(crate) additional_properties: Option<u32>,
    pub(crate) unevaluated_properties: Option<u32>,
    pub(crate) property_names: Option<u32>,
    pub(crate) required: Vec<Spanned<Arc<str>>>,
    /// `dependentRequired`, and the lists of `dependencies`: the names that each property requires.
    pub(crate) dependent_required: Vec<(Name, Vec<Name>)>,
    /// `dependentSchemas`, and the schemas of `dependencies`.
    pub(crate) dependent_schemas: Vec<(Spanned<Arc<str>>, u32)>,
    pub(crate) min_properties: Option<Spanned<u64>>,
    pub(crate) max_properties: Option<Spanned<u64>>,
    /// `prefixItems`, or `items` as a list.
    pub(crate) tuple: Vec<u32>,
    /// `items`, or `additionalItems` beside `items` as a list.
    pub(crate) items: Option<u32>,
    pub(crate) unevaluated_items: Option<u32>,
    pub(crate) contains: Option<u32>,
    pub(crate) min_contains: Option<Spanned<u64>>,
    pub(crate) max_contains: Option<Spanned<u64>>,
    pub(crate) unique_items: Option<Spanned<bool>>,
    pub(crate) all_of: Vec<u32>,
    pub(crate) any_of: Vec<u32>,
    pub(crate) one_of: Vec<u32>,
    pub(crate) then: Option<u32>,
    pub(crate) otherwise: Option<u32>,
    pub(crate) condition: Option<u32>,
    /// `not`.
    pub(crate) negated: Option<u32>,
    pub(crate) format: Option<Spanned<Arc<str>>>,
    pub(crate) content_encoding: Option<Spanned<Arc<str>>>,
    pub(crate) content_media_type: Option<Spanned<Arc<str>>>,
    pub(crate) pattern: Option<Spanned<Arc<str>>>,
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    /// A bound that is not allowed itself; of draft 4, where it is a flag of `minimum`, the same number.
    pub(crate) exclusive_minimum: Option<Spanned<Number>>,
    pub(crate) exclusive_maximum: Option<Spanned<Number>>,
    pub(crate) multiple_of: Option<Spanned<Number>>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) description: Option<Arc<str>>,
    pub(crate) default: Option<Value>,
    pub(crate) reduce: Option<Spanned<Strategy>>,
    pub(crate) secret: Option<bool>,
    /// Whether a keyword could not be read, which was reported.
    pub(crate) broken: bool,
    /// Subschemas that say nothing about documents here, but whose references count.
    pub(crate) others: Vec<u32>,
}

/// A `$ref`: its text and, once it is resolved, where it leads.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    pub(crate) text: Spanned<Arc<str>>,
    pub(crate) target: Option<Resolved<SchemaId>>,
}

impl Keywords {
    /// The subschemas that values, their parts or their names are checked against.
    pub(crate) fn children(&self) -> impl Iterator<Item = u32> {
        let properties = self.properties.iter().map(|(_, node)| *node);
        let patterns = self.pattern_properties.iter().map(|(_, node)| *node);
        let lists = [&self.tuple, &self.all_of, &self.any_of, &self.one_of];
        let dependents = self.dependent_schemas.iter().map(|(_, node)| *node);
        let one = [
            self.additional_properties,
            self.items,
            self.condition,
            self.then,
            self.otherwise,
            self.negated,
            self.contains,
            self.property_names,
            self.unevaluated_items,
            self.unevaluated_properties,
        ];
        properties
            .chain(patterns)
            .chain(dependents)
            .chain(lists.into_iter().flatten().copied())
            .chain(one.into_iter().flatten())
    }
}

impl Reader<'_> {
    /// Reads the keywords that the draft has. Of others it says that they have no effect.
    pub(super) fn keywords(&mut self, entries: &[Entry], resource: u32) -> Keywords {
        let mut k = Keywords::default();
        let is_list = |entry: &Entry| matches!(entry.value.value, Tree::Array(_));
        let member = |name: &str| entries.iter().find(|entry| &*entry.key.value == name);
        let prefixed = self.draft == Draft::Draft2020 && member("prefixItems").is_some();
        let tuple_items = !prefixed && member("items").is_some_and(is_list);
        for Entry { key, value } in entries {
            match since(&key.value) {
                Some(draft) if draft <= self.draft => {
                    self.keyword(&mut k, &key.value, value, resource, tuple_items);
                }
                Some(_) | None => {
                    if let Some(diagnostic) = unknown(&key.value, self.draft, key.span) {
                        self.warn(diagnostic);
                    }
                }
            }
        }
        let flag = |name: &str| {
            let value = &member(name)?.value;
            matches!(value.value, Tree::Bool(true)).then_some(value.span)
        };
        if let (Some(span), Some(bound)) = (flag("exclusiveMinimum"), &k.minimum) {
            k.exclusive_minimum = Some(Spanned::new(bound.clone(), span));
        }
        if let (Some(span), Some(bound)) = (flag("exclusiveMaximum"), &k.maximum) {
            k.exclusive_maximum = Some(Spanned::new(bound.clone(), span));
        }
        k
    }

    fn keyword(&mut self, k: &mut Keywords, name: &str, value: &Node, resource: u32, tuple_items: bool) {
        match name {
            "$ref" => k.reference = self.reference(value),
            "$dynamicRef" => k.dynamic_reference = self.reference(value),
            "$recursiveRef" => k.dynamic_reference = self.recursive_reference(value),
            "$dynamicAnchor" => k.dynamic_anchor = self.string(value).map(|name| name.value),
            "$recursiveAnchor" => k.recursive_anchor = self.boolean(value).is_some_and(|flag| flag.value),
            "$anchor" | "$schema" => drop(self.string(value)),
            name if name == self.draft.id_keyword() => drop(self.string(value)),
            "type" => k.types = self.types(value),
            "enum" => {
                let values = |items: &[Node]| items.iter().map(Node::to_json).collect();
                k.values.extend(self.array(value).map(|items| Spanned::new(values(items), value.span)));
            }
            "const" => k.values.push(Spanned::new(vec![value.to_json()], value.span)),
            "allOf" => k.all_of = self.branches(value, resource),
            "anyOf" => k.any_of = self.branches(value, resource),
            "oneOf" => k.one_of = self.branches(value, resource),
            "if" => k.condition = Some(self.schema(value, resource)),
            "then" => k.then = Some(self.schema(value, resource)),
            "else" => k.otherwise = Some(self.schema(value, resource)),
            "not" => k.negated = Some(self.schema(value, resource)),
            "format" => k.format = self.string(value),
            "contentEncoding" => k.content_encoding = self.string(value),
            "contentMediaType" => k.content_media_type = self.string(value),
            "pattern" => {
                k.pattern = self.string(value);
                k.pattern.iter().for_each(|text| self.expression(text));
            }
            "minLength" => k.min_length = self.count(value),
            "maxLength" => k.max_length = self.count(value),
            "minimum" => k.minimum = self.number(value),
            "maximum" => k.maximum = self.number(value),
            // Flags of draft 4, which later drafts read, too: they belong to their bounds.
            "exclusiveMinimum" | "exclusiveMaximum" if self.draft == Draft::Draft4 => {
                let _ = self.boolean(value);
            }
            "exclusiveMinimum" | "exclusiveMaximum" if matches!(value.value, Tree::Bool(_)) => {}
            "exclusiveMinimum" => k.exclusive_minimum = self.spanned_number(value),
            "exclusiveMaximum" => k.exclusive_maximum = self.spanned_number(value),
            "multipleOf" => k.multiple_of = self.divisor(value),
            "title" => k.title = self.string(value).map(|text| text.value),
            "description" => k.description = self.string(value).map(|text| text.value),
            "default" => k.default = Some(value.to_json()),
            "reduce" => k.reduce = self.reduce(value),
            "secret" => k.secret = Some(matches!(value.value, Tree::Bool(true))),
            "contentSchema" => k.others.push(self.schema(value, resource)),
            "$defs" | "definitions" => {
                let children = self.children(value, resource);
                k.others.extend(children.into_iter().map(|(_, node)| node));
            }
            name => self.structure(k, name, value, resource, tuple_items),
        }
    }

    /// The keywords of objects and arrays.
    fn structure(&mut self, k: &mut Keywords, name: &str, value: &Node, resource: u32, tuple_items: bool) {
        match name {
            "properties" => k.properties = self.children(value, resource),
            "patternProperties" => {
                k.pattern_properties = self.children(value, resource);
                k.pattern_properties.iter().for_each(|(text, _)| self.expression(text));
            }
            "additionalProperties" => k.additional_properties = Some(self.schema(value, resource)),
            "unevaluatedProperties" => k.unevaluated_properties = Some(self.schema(value, resource)),
            "propertyNames" => k.property_names = Some(self.schema(value, resource)),
            "required" => k.required = self.names(value),
            "dependentRequired" => k.dependent_required.extend(self.dependent_names(value)),
            "dependentSchemas" => k.dependent_schemas.extend(self.children(value, resource)),
            "dependencies" => self.dependencies(value, resource, k),
            "minProperties" => k.min_properties = self.spanned_count(value),
            "maxProperties" => k.max_properties = self.spanned_count(value),
            "items" if tuple_items => k.tuple.extend(self.list(value, resource)),
            "items" => k.items = Some(self.schema(value, resource)),
            "additionalItems" if tuple_items => k.items = Some(self.schema(value, resource)),
            "additionalItems" => k.others.push(self.schema(value, resource)),
            "prefixItems" => k.tuple.extend(self.list(value, resource)),
            "unevaluatedItems" => k.unevaluated_items = Some(self.schema(value, resource)),
            "contains" => k.contains = Some(self.schema(value, resource)),
            "minContains" => k.min_contains = self.spanned_count(value),
            "maxContains" => k.max_contains = self.spanned_count(value),
            "minItems" => k.min_items = self.count(value),
            "maxItems" => k.max_items = self.count(value),
            "uniqueItems" => k.unique_items = self.boolean(value),
            // The others say nothing that is read.
            _ => {}
        }
    }

    /// `dependencies` (draft 7 section 6.5.7): a list of names, or a schema, by the name of a property.
    fn dependencies(&mut self, node: &Node, resource: u32, k: &mut Keywords) {
        for Entry { key, value } in self.object(node, "expected names or schemas by name, as an object") {
            match matches!(value.value, Tree::Array(_)) {
                true => k.dependent_required.push((key.clone(), self.names(value))),
                false => k.dependent_schemas.push((key.clone(), self.schema(value, resource))),
            }
        }
    }
}
