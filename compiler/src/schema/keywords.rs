//! What the keywords of a schema say, each read once.

use super::read::Reader;
use super::vocabulary::{is_extension, is_transparent, since, unknown};
use super::{Annotations, Contains, Draft, NumericShape, SchemaId, StringShape, Types};
use crate::diagnostic::Resolved;
use crate::source::Spanned;
use crate::sparse::{Sparse, empty};
use crate::syntax::{Entry, Node, Value as Tree};
use runtime_lite::Strategy;
use serde_json::Value;
use std::sync::Arc;

/// The name of a property, where it is written.
pub(crate) type Name = Spanned<Arc<str>>;

/// The keywords of a schema node that inference reads. Children are nodes of the same document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keywords {
    /// The schema is `true` or `false`.
    pub(crate) always: Option<bool>,
    pub(crate) references: Sparse<ReferenceKeywords>,
    pub(crate) objects: Sparse<ObjectKeywords>,
    pub(crate) arrays: Sparse<ArrayKeywords>,
    pub(crate) branches: Sparse<BranchKeywords>,
    pub(crate) strings: Sparse<StringShape>,
    pub(crate) numbers: Sparse<NumericShape>,
    pub(crate) annotations: Sparse<Annotations>,
    pub(crate) types: Option<Spanned<Types>>,
    /// `enum`, or `const` as a set of one.
    pub(crate) values: Vec<Spanned<Vec<Value>>>,
    pub(crate) reduce: Option<Spanned<Strategy>>,
    /// Whether a string or number is refused by a keyword that is not kept: `pattern`, `multipleOf`, bounds that
    /// are not allowed themselves.
    pub(crate) refines: bool,
    /// Whether something is said here that a `$ref` beside it does not say.
    pub(crate) inline: bool,
    /// Whether a keyword could not be read, which was reported.
    pub(crate) broken: bool,
}

/// Keywords that lead to other schemas.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReferenceKeywords {
    /// `$ref`.
    pub(crate) reference: Option<Reference>,
    /// `$dynamicRef` (2020-12) or `$recursiveRef` (2019-09). Its target is where it leads if nothing in the
    /// dynamic scope says otherwise.
    pub(crate) dynamic_reference: Option<Reference>,
    /// `$dynamicAnchor` (2020-12).
    pub(crate) dynamic_anchor: Option<Arc<str>>,
    /// `$recursiveAnchor` (2019-09).
    pub(crate) recursive_anchor: bool,
}

/// Keywords of objects.
#[derive(Debug, Clone, Default)]
pub(crate) struct ObjectKeywords {
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
}

/// Keywords of arrays.
#[derive(Debug, Clone, Default)]
pub(crate) struct ArrayKeywords {
    /// `prefixItems`, or `items` as a list.
    pub(crate) tuple: Vec<u32>,
    /// `items`, or `additionalItems` beside `items` as a list.
    pub(crate) items: Option<u32>,
    pub(crate) unevaluated_items: Option<u32>,
    pub(crate) contains: Option<u32>,
    pub(crate) min_contains: Option<Spanned<u64>>,
    pub(crate) max_contains: Option<Spanned<u64>>,
    pub(crate) unique_items: Option<Spanned<bool>>,
    pub(crate) min_items: Option<Spanned<u64>>,
    pub(crate) max_items: Option<Spanned<u64>>,
}

/// Keywords that apply schemas to the same value.
#[derive(Debug, Clone, Default)]
pub(crate) struct BranchKeywords {
    pub(crate) all_of: Vec<u32>,
    pub(crate) any_of: Vec<u32>,
    pub(crate) one_of: Vec<u32>,
    pub(crate) then: Option<u32>,
    pub(crate) otherwise: Option<u32>,
    pub(crate) condition: Option<u32>,
    /// `not`.
    pub(crate) negated: Option<u32>,
}

empty! { ReferenceKeywords ObjectKeywords ArrayKeywords BranchKeywords }

/// A `$ref`: its text and, once it is resolved, where it leads.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    pub(crate) text: Spanned<Arc<str>>,
    pub(crate) target: Option<Resolved<SchemaId>>,
}

impl BranchKeywords {
    /// Whether there is an `if`, a `then` or an `else`.
    pub(super) fn has_condition(&self) -> bool {
        self.condition.is_some() || self.then.is_some() || self.otherwise.is_some()
    }
}

impl Keywords {
    /// The subschemas that values, their parts or their names are checked against.
    pub(crate) fn children(&self) -> impl Iterator<Item = u32> {
        let properties = self.objects.properties.iter().map(|(_, node)| *node);
        let patterns = self.objects.pattern_properties.iter().map(|(_, node)| *node);
        let lists = [&self.arrays.tuple, &self.branches.all_of, &self.branches.any_of, &self.branches.one_of];
        let dependents = self.objects.dependent_schemas.iter().map(|(_, node)| *node);
        let one = [
            self.objects.additional_properties,
            self.arrays.items,
            self.branches.condition,
            self.branches.then,
            self.branches.otherwise,
            self.branches.negated,
            self.arrays.contains,
            self.objects.property_names,
            self.arrays.unevaluated_items,
            self.objects.unevaluated_properties,
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
            k.inline = k.inline || !is_transparent(&key.value);
            match since(&key.value) {
                Some(draft) if draft <= self.draft => {
                    self.keyword(&mut k, &key.value, value, resource, tuple_items);
                }
                Some(_) | None if is_extension(&key.value) => {
                    let value = Spanned::new(value.to_json(), value.span);
                    k.annotations.extensions.insert(key.value.clone(), value);
                }
                Some(_) | None => {
                    self.warn(unknown(&key.value, self.draft, key.span, |name| member(name).is_some()));
                }
            }
        }
        if let (Some(schema), Some(_)) = (member("contains"), k.arrays.contains) {
            let count = |count: &Option<Spanned<u64>>| count.as_ref().map(|count| count.value);
            let (least, most) = (count(&k.arrays.min_contains), count(&k.arrays.max_contains));
            let schema = Arc::new(schema.value.to_json());
            k.annotations.contains.push(Contains { schema, least: least.unwrap_or(1), most });
        }
        let flag = |name: &str| member(name).is_some_and(|flag| matches!(flag.value.value, Tree::Bool(true)));
        // With the flags of draft 4, the bounds themselves are not allowed.
        if k.numbers.minimum.is_some() && flag("exclusiveMinimum") {
            k.refines = true;
            k.numbers.exclusive_minimum = k.numbers.minimum.take();
        }
        if k.numbers.maximum.is_some() && flag("exclusiveMaximum") {
            k.refines = true;
            k.numbers.exclusive_maximum = k.numbers.maximum.take();
        }
        k
    }

    fn keyword(&mut self, k: &mut Keywords, name: &str, value: &Node, resource: u32, tuple_items: bool) {
        match name {
            "$ref" => k.references.reference = self.reference(value),
            "$dynamicRef" => k.references.dynamic_reference = self.reference(value),
            "$recursiveRef" => k.references.dynamic_reference = self.recursive_reference(value),
            "$dynamicAnchor" => k.references.dynamic_anchor = self.string(value).map(|name| name.value),
            "$recursiveAnchor" => {
                k.references.recursive_anchor = self.boolean(value).is_some_and(|flag| flag.value)
            }
            "$anchor" | "$schema" => drop(self.string(value)),
            name if name == self.draft.id_keyword() => drop(self.string(value)),
            "type" => k.types = self.types(value),
            "enum" => {
                let values = |items: &[Node]| items.iter().map(Node::to_json).collect();
                k.values.extend(self.array(value).map(|items| Spanned::new(values(items), value.span)));
            }
            "const" => k.values.push(Spanned::new(vec![value.to_json()], value.span)),
            "allOf" => k.branches.all_of = self.branches(value, resource),
            "anyOf" => k.branches.any_of = self.branches(value, resource),
            "oneOf" => k.branches.one_of = self.branches(value, resource),
            "if" => k.branches.condition = Some(self.schema(value, resource)),
            "then" => k.branches.then = Some(self.schema(value, resource)),
            "else" => k.branches.otherwise = Some(self.schema(value, resource)),
            "not" => k.branches.negated = Some(self.schema(value, resource)),
            "format" => k.strings.format = self.string(value),
            "contentEncoding" => k.strings.content_encoding = self.string(value),
            "contentMediaType" => k.strings.content_media_type = self.string(value),
            "pattern" => {
                k.refines = true;
                if let Some(text) = self.string(value) {
                    self.expression(&text);
                    k.strings.patterns.push(text);
                }
            }
            "minLength" => k.strings.min_length = self.spanned_count(value),
            "maxLength" => k.strings.max_length = self.spanned_count(value),
            "minimum" => k.numbers.minimum = self.spanned_number(value),
            "maximum" => k.numbers.maximum = self.spanned_number(value),
            // Flags of draft 4, which later drafts read, too: they belong to their bounds.
            "exclusiveMinimum" | "exclusiveMaximum" if self.draft == Draft::Draft4 => {
                let _ = self.boolean(value);
            }
            "exclusiveMinimum" | "exclusiveMaximum" if matches!(value.value, Tree::Bool(_)) => {}
            "exclusiveMinimum" => {
                if let Some(bound) = self.spanned_number(value) {
                    k.refines = true;
                    k.numbers.exclusive_minimum = Some(bound);
                }
            }
            "exclusiveMaximum" => {
                if let Some(bound) = self.spanned_number(value) {
                    k.refines = true;
                    k.numbers.exclusive_maximum = Some(bound);
                }
            }
            "multipleOf" => {
                if let Some(divisor) = self.divisor(value) {
                    k.refines = true;
                    k.numbers.divisors.push(divisor);
                }
            }
            "title" => k.annotations.title = self.string(value),
            "description" => k.annotations.description = self.string(value),
            "default" => {
                k.annotations.default = Some(Spanned::new(Arc::new(value.to_json()), value.span));
            }
            "examples" => {
                k.annotations.examples = Some(Spanned::new(Arc::new(value.to_json()), value.span));
            }
            "deprecated" => {
                let deprecated = matches!(value.value, Tree::Bool(true));
                k.annotations.deprecated = Some(Spanned::new(deprecated, value.span));
            }
            "reduce" => k.reduce = self.reduce(value),
            "secret" => {
                let secret = matches!(value.value, Tree::Bool(true));
                k.annotations.secret = Some(Spanned::new(secret, value.span));
            }
            // These say nothing of documents here, but others may refer to them.
            "contentSchema" => drop(self.schema(value, resource)),
            "$defs" | "definitions" => drop(self.children(value, resource)),
            name => self.structure(k, name, value, resource, tuple_items),
        }
    }

    /// The keywords of objects and arrays.
    fn structure(&mut self, k: &mut Keywords, name: &str, value: &Node, resource: u32, tuple_items: bool) {
        match name {
            "properties" => k.objects.properties = self.children(value, resource),
            "patternProperties" => {
                k.objects.pattern_properties = self.children(value, resource);
                k.objects.pattern_properties.iter().for_each(|(text, _)| self.expression(text));
            }
            "additionalProperties" => k.objects.additional_properties = Some(self.schema(value, resource)),
            "unevaluatedProperties" => k.objects.unevaluated_properties = Some(self.schema(value, resource)),
            "propertyNames" => k.objects.property_names = Some(self.schema(value, resource)),
            "required" => k.objects.required = self.names(value),
            "dependentRequired" => k.objects.dependent_required.extend(self.dependent_names(value)),
            "dependentSchemas" => k.objects.dependent_schemas.extend(self.children(value, resource)),
            "dependencies" => self.dependencies(value, resource, k),
            "minProperties" => k.objects.min_properties = self.spanned_count(value),
            "maxProperties" => k.objects.max_properties = self.spanned_count(value),
            "items" if tuple_items => k.arrays.tuple.extend(self.list(value, resource)),
            "items" => k.arrays.items = Some(self.schema(value, resource)),
            "additionalItems" if tuple_items => k.arrays.items = Some(self.schema(value, resource)),
            "additionalItems" => drop(self.schema(value, resource)),
            "prefixItems" => k.arrays.tuple.extend(self.list(value, resource)),
            "unevaluatedItems" => k.arrays.unevaluated_items = Some(self.schema(value, resource)),
            "contains" => k.arrays.contains = Some(self.schema(value, resource)),
            "minContains" => k.arrays.min_contains = self.spanned_count(value),
            "maxContains" => k.arrays.max_contains = self.spanned_count(value),
            "minItems" => k.arrays.min_items = self.spanned_count(value),
            "maxItems" => k.arrays.max_items = self.spanned_count(value),
            "uniqueItems" => k.arrays.unique_items = self.boolean(value),
            // The others say nothing that is read.
            _ => {}
        }
    }

    /// `dependencies` (draft 7 section 6.5.7): a list of names, or a schema, by the name of a property.
    fn dependencies(&mut self, node: &Node, resource: u32, k: &mut Keywords) {
        for Entry { key, value } in self.object(node, "expected names or schemas by name, as an object") {
            match matches!(value.value, Tree::Array(_)) {
                true => k.objects.dependent_required.push((key.clone(), self.names(value))),
                false => k.objects.dependent_schemas.push((key.clone(), self.schema(value, resource))),
            }
        }
    }
}
