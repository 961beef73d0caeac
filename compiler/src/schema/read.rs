//! Trees to schema documents: each keyword once, malformed ones reported.

use super::{Keywords, Name, Reference, Resource, SchemaDocument, SchemaNode, Types};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, codes, did_you_mean, nearest};
use crate::source::{FileId, Span, Spanned, Uri};
use crate::syntax::{Entry, Node, Value};
use runtime_lite::{STRATEGIES, Strategy};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The keywords that are read here.
const READ: &[&str] = &[
    "$defs",
    "$dynamicRef",
    "$recursiveRef",
    "$ref",
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "description",
    "else",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "reduce",
    "required",
    "secret",
    "then",
    "title",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
];

/// Keywords of some draft, or of the catalog language, that say nothing that a shape holds.
const IGNORED: &[&str] = &[
    "$anchor",
    "$comment",
    "$dynamicAnchor",
    "$id",
    "$recursiveAnchor",
    "$schema",
    "$vocabulary",
    "deprecated",
    "examples",
    "id",
    "readOnly",
    "redact",
    "writeOnly",
];

/// Reads a document whose base URI is that of its file, unless its root has an `$id`.
pub(crate) fn read(
    file: FileId,
    uri: &Uri,
    inline: bool,
    source: &Node,
    diagnostics: &mut Diagnostics,
) -> SchemaDocument {
    let root = Resource { uri: uri.clone(), pointer: String::new(), anchors: BTreeMap::new() };
    let mut document = SchemaDocument {
        file,
        inline,
        source: source.clone(),
        nodes: Vec::new(),
        resources: vec![root],
        by_place: BTreeMap::new(),
    };
    Reader { document: &mut document, diagnostics, faults: 0 }.schema(source, 0);
    document
}

/// Reads the part of a document at a pointer that no keyword leads to, when a `$ref` does.
pub(super) fn read_part(
    document: &mut SchemaDocument,
    source: &Node,
    resource: u32,
    diagnostics: &mut Diagnostics,
) -> u32 {
    Reader { document, diagnostics, faults: 0 }.schema(source, resource)
}

struct Reader<'r> {
    document: &'r mut SchemaDocument,
    diagnostics: &'r mut Diagnostics,
    /// How many faults the keywords of the node have that is being read.
    faults: usize,
}

impl Reader<'_> {
    fn fault(&mut self, diagnostic: Diagnostic) -> Reported {
        self.faults += 1;
        self.diagnostics.push(diagnostic)
    }

    fn schema(&mut self, node: &Node, resource: u32) -> u32 {
        let index = u32::try_from(self.document.nodes.len()).expect("a build has at most 2 million nodes");
        let (span, source) = (node.span, node.clone());
        let empty = SchemaNode { span, source, resource, keywords: Keywords::default() };
        self.document.nodes.push(empty);
        // A node that aliases bring to several places is the same schema at each of them.
        self.document.by_place.entry(node.span).or_insert(index);
        let outer = std::mem::take(&mut self.faults);
        let mut keywords = match &node.value {
            Value::Bool(always) => Keywords { always: Some(*always), ..Keywords::default() },
            Value::Object(entries) => {
                let resource = self.identify(entries, node.span, resource, index);
                self.keywords(entries, resource)
            }
            Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Hole(_) => {
                // A schema that cannot be read may mean anything.
                self.malformed(node, "a schema is an object, `true` or `false`");
                Keywords::default()
            }
        };
        keywords.broken = self.faults > 0;
        self.faults = outer;
        if let Some(slot) = self.document.nodes.get_mut(index as usize) {
            slot.keywords = keywords;
        }
        index
    }

    /// Opens a resource at `$id`, records anchors, and returns the resource of the node.
    fn identify(&mut self, entries: &[Entry], place: Span, resource: u32, index: u32) -> u32 {
        let text = |name: &str| {
            let entry = entries.iter().find(|entry| &*entry.key.value == name)?;
            entry.value.as_str().map(|text| (text.clone(), entry.value.span))
        };
        let mut resource = resource;
        if let Some((id, span)) = text("$id") {
            resource = self.open_resource(&id, span, place, resource);
        }
        if let Some(slot) = self.document.nodes.get_mut(index as usize) {
            slot.resource = resource;
        }
        for anchor in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
            if let Some(resource) = self.document.resources.get_mut(resource as usize) {
                resource.anchors.entry(anchor.0).or_insert(index);
            }
        }
        resource
    }

    fn open_resource(&mut self, id: &str, span: Span, place: Span, parent: u32) -> u32 {
        let Some(base) = self.document.resources.get(parent as usize).map(|parent| parent.uri.clone()) else {
            return parent;
        };
        match base.join(id) {
            Ok((uri, fragment)) if fragment.as_deref().unwrap_or("").is_empty() => {
                let pointer = self.document.source.pointer_to(place);
                let next = Resource { uri, pointer, anchors: BTreeMap::new() };
                self.document.resources.push(next);
                u32::try_from(self.document.resources.len() - 1).unwrap_or(parent)
            }
            Ok(_) | Err(_) => {
                let message = format!("the `$id` `{id}` is not a URL without fragment");
                let help = "give an absolute URL, or remove the `$id`: a file's own path identifies it";
                self.fault(Diagnostic::new(&codes::MALFORMED_KEYWORD, span, message).help(help));
                parent
            }
        }
    }

    fn malformed(&mut self, node: &Node, expected: &str) -> Reported {
        if let Value::Hole(reported) = node.value {
            self.faults += 1;
            return reported;
        }
        let message = format!("{expected}, found {}", node.kind());
        self.fault(Diagnostic::new(&codes::MALFORMED_KEYWORD, node.span, message))
    }

    fn keywords(&mut self, entries: &[Entry], resource: u32) -> Keywords {
        let mut k = Keywords::default();
        let tuple_items = entries
            .iter()
            .any(|entry| &*entry.key.value == "items" && matches!(entry.value.value, Value::Array(_)));
        for Entry { key, value } in entries {
            match &*key.value {
                "$ref" => k.reference = self.reference(value),
                "$dynamicRef" | "$recursiveRef" => k.dynamic_reference = self.reference(value),
                "type" => k.types = self.types(value),
                "enum" => k.values.extend(
                    self.array(value)
                        .map(|items| Spanned::new(items.iter().map(Node::to_json).collect(), value.span)),
                ),
                "const" => k.values.push(Spanned::new(vec![value.to_json()], value.span)),
                "properties" => k.properties = self.children(value, resource),
                "patternProperties" => k.pattern_properties = self.children(value, resource),
                "additionalProperties" => {
                    k.additional_properties = Some(self.schema(value, resource));
                }
                "unevaluatedProperties" => k.unevaluated_properties = Some(self.schema(value, resource)),
                "propertyNames" => k.property_names = Some(self.schema(value, resource)),
                "required" => k.required = self.names(value),
                "dependentRequired" => k.dependent_required.extend(self.dependent_names(value)),
                "dependentSchemas" => k.dependent_schemas.extend(self.children(value, resource)),
                "dependencies" => self.dependencies(value, resource, &mut k),
                "minProperties" => k.min_properties = self.spanned_count(value),
                "maxProperties" => k.max_properties = self.spanned_count(value),
                "items" if tuple_items => k.tuple.extend(self.list(value, resource)),
                "items" => k.items = Some(self.schema(value, resource)),
                "additionalItems" if tuple_items => k.items = Some(self.schema(value, resource)),
                "prefixItems" => k.tuple.extend(self.list(value, resource)),
                "unevaluatedItems" => k.unevaluated_items = Some(self.schema(value, resource)),
                "contains" => k.contains = Some(self.schema(value, resource)),
                "minContains" => k.min_contains = self.spanned_count(value),
                "maxContains" => k.max_contains = self.spanned_count(value),
                "uniqueItems" => k.unique_items = self.boolean(value),
                "not" => k.negated = Some(self.schema(value, resource)),
                "allOf" => k.all_of = self.list(value, resource),
                "anyOf" => k.any_of = self.list(value, resource),
                "oneOf" => k.one_of = self.list(value, resource),
                "if" => k.condition = Some(self.schema(value, resource)),
                "then" => k.then = Some(self.schema(value, resource)),
                "else" => k.otherwise = Some(self.schema(value, resource)),
                "format" => k.format = self.string(value),
                "contentEncoding" => k.content_encoding = self.string(value),
                "contentMediaType" => k.content_media_type = self.string(value),
                "pattern" => k.pattern = self.string(value),
                "minLength" => k.min_length = self.count(value),
                "maxLength" => k.max_length = self.count(value),
                "minItems" => k.min_items = self.count(value),
                "maxItems" => k.max_items = self.count(value),
                "minimum" => k.minimum = self.number(value),
                "maximum" => k.maximum = self.number(value),
                // Flags of draft 4, which are read with their bounds below.
                "exclusiveMinimum" | "exclusiveMaximum" if matches!(value.value, Value::Bool(_)) => {}
                "exclusiveMinimum" => k.exclusive_minimum = self.spanned_number(value),
                "exclusiveMaximum" => k.exclusive_maximum = self.spanned_number(value),
                "multipleOf" => k.multiple_of = self.spanned_number(value),
                "title" => k.title = self.string(value).map(|text| text.value),
                "description" => k.description = self.string(value).map(|text| text.value),
                "default" => k.default = Some(value.to_json()),
                "reduce" => k.reduce = self.reduce(value),
                "secret" => k.secret = Some(matches!(value.value, Value::Bool(true))),
                "contentSchema" | "additionalItems" => k.others.push(self.schema(value, resource)),
                "$defs" | "definitions" => {
                    let children = self.children(value, resource);
                    k.others.extend(children.into_iter().map(|(_, node)| node));
                }
                other => self.unknown(other, key.span),
            }
        }
        let flag = |name: &str| {
            let entry = entries.iter().find(|entry| &*entry.key.value == name)?;
            matches!(entry.value.value, Value::Bool(true)).then_some(entry.value.span)
        };
        if let (Some(span), Some(bound)) = (flag("exclusiveMinimum"), &k.minimum) {
            k.exclusive_minimum = Some(Spanned::new(bound.clone(), span));
        }
        if let (Some(span), Some(bound)) = (flag("exclusiveMaximum"), &k.maximum) {
            k.exclusive_maximum = Some(Spanned::new(bound.clone(), span));
        }
        k
    }

    fn reference(&mut self, node: &Node) -> Option<Reference> {
        self.string(node).map(|text| Reference { text, target: None })
    }

    /// `dependencies` (draft 7 section 6.5.7): a list of names, or a schema, by the name of a property.
    fn dependencies(&mut self, node: &Node, resource: u32, k: &mut Keywords) {
        if !matches!(node.value, Value::Object(_)) {
            self.malformed(node, "expected names or schemas by name, as an object");
        }
        for Entry { key, value } in node.entries() {
            match value.value {
                Value::Array(_) => k.dependent_required.push((key.clone(), self.names(value))),
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Object(_)
                | Value::Hole(_) => k.dependent_schemas.push((key.clone(), self.schema(value, resource))),
            }
        }
    }

    fn dependent_names(&mut self, node: &Node) -> Vec<(Name, Vec<Name>)> {
        if !matches!(node.value, Value::Object(_)) {
            self.malformed(node, "expected lists of names by name, as an object");
        }
        node.entries().iter().map(|Entry { key, value }| (key.clone(), self.names(value))).collect()
    }

    fn boolean(&mut self, node: &Node) -> Option<Spanned<bool>> {
        match node.value {
            Value::Bool(value) => Some(Spanned::new(value, node.span)),
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_)
            | Value::Hole(_) => {
                self.malformed(node, "expected `true` or `false`");
                None
            }
        }
    }

    /// A keyword that no draft of JSON Schema and no dialect of the catalog language has (`language.md` D2).
    fn unknown(&mut self, keyword: &str, span: Span) {
        let extension = keyword.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"));
        if extension || IGNORED.contains(&keyword) {
            return;
        }
        let message = format!("`{keyword}` is not a keyword of JSON Schema");
        let known = || READ.iter().chain(IGNORED).copied();
        let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_KEYWORD, span, message)
            .label("has no effect")
            .help("remove it, or begin it with `x-` to mark it as an extension")
            .maybe_help(did_you_mean(keyword, known()));
        if let [only] = nearest(keyword, known()).as_slice() {
            diagnostic = diagnostic.rename(span, keyword, only);
        }
        self.diagnostics.push(diagnostic);
    }

    fn string(&mut self, node: &Node) -> Option<Spanned<Arc<str>>> {
        match node.as_str() {
            Some(text) => Some(Spanned::new(text.clone(), node.span)),
            None => {
                self.malformed(node, "expected a string");
                None
            }
        }
    }

    fn array<'n>(&mut self, node: &'n Node) -> Option<&'n [Node]> {
        match &node.value {
            Value::Array(items) => Some(items),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_)
            | Value::Hole(_) => {
                self.malformed(node, "expected a list");
                None
            }
        }
    }

    fn names(&mut self, node: &Node) -> Vec<Spanned<Arc<str>>> {
        let items = self.array(node).unwrap_or_default();
        items.iter().filter_map(|item| self.string(item)).collect()
    }

    fn number(&mut self, node: &Node) -> Option<serde_json::Number> {
        match &node.value {
            Value::Number(text) => serde_json::from_str(text).ok(),
            Value::Null
            | Value::Bool(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_)
            | Value::Hole(_) => {
                self.malformed(node, "expected a number");
                None
            }
        }
    }

    fn spanned_number(&mut self, node: &Node) -> Option<Spanned<serde_json::Number>> {
        self.number(node).map(|number| Spanned::new(number, node.span))
    }

    fn spanned_count(&mut self, node: &Node) -> Option<Spanned<u64>> {
        self.count(node).map(|count| Spanned::new(count, node.span))
    }

    /// A non-negative integer; `3.0` is one (JSON Schema Validation 2020-12 section 6).
    fn count(&mut self, node: &Node) -> Option<u64> {
        let number = self.number(node)?;
        let text = number.to_string();
        let whole = text.strip_suffix(".0").unwrap_or(&text);
        match whole.parse() {
            Ok(count) => Some(count),
            Err(_) => {
                let message = format!("expected a non-negative integer, found `{number}`");
                self.fault(Diagnostic::new(&codes::MALFORMED_KEYWORD, node.span, message));
                None
            }
        }
    }

    fn types(&mut self, node: &Node) -> Option<Spanned<Types>> {
        let one = std::slice::from_ref(node);
        let names = match &node.value {
            Value::Array(items) => items,
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_)
            | Value::Hole(_) => one,
        };
        let mut types = Types::NONE;
        for name in names {
            types = types | self.type_name(name)?;
        }
        Some(Spanned::new(types, node.span))
    }

    fn type_name(&mut self, node: &Node) -> Option<Types> {
        const NAMES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
        let name = self.string(node)?;
        let types = Types::from_name(&name.value);
        if types.is_none() {
            let message = format!("`{}` is not a JSON type", name.value);
            let diagnostic = Diagnostic::new(&codes::MALFORMED_KEYWORD, name.span, message)
                .help("the types are `array`, `boolean`, `integer`, `null`, `number`, `object` and `string`")
                .maybe_help(did_you_mean(&name.value, NAMES));
            self.fault(diagnostic);
        }
        types
    }

    fn children(&mut self, node: &Node, resource: u32) -> Vec<(Spanned<Arc<str>>, u32)> {
        if !matches!(node.value, Value::Object(_)) {
            self.malformed(node, "expected schemas by name, as an object");
        }
        let entries = node.entries().iter();
        entries.map(|Entry { key, value }| (key.clone(), self.schema(value, resource))).collect()
    }

    fn list(&mut self, node: &Node, resource: u32) -> Vec<u32> {
        let items = self.array(node).unwrap_or_default();
        items.iter().map(|item| self.schema(item, resource)).collect()
    }

    /// `reduce: { strategy: NAME, … }` (`language.md` section 6.2, L14).
    fn reduce(&mut self, node: &Node) -> Option<Spanned<Strategy>> {
        let Some(entry) = node.get("strategy") else {
            self.malformed(node, "expected a reduction such as `{ strategy: sum }`");
            return None;
        };
        let name = self.string(&entry.value)?;
        let Some(strategy) = Strategy::from_name(&name.value) else {
            let names = STRATEGIES.iter().map(|row| row.name);
            let known: Vec<String> = names.clone().map(|name| format!("`{name}`")).collect();
            let message = format!("`{}` is not a reduction strategy", name.value);
            let diagnostic = Diagnostic::new(&codes::MALFORMED_KEYWORD, name.span, message)
                .help(format!("the strategies are {}", known.join(", ")))
                .maybe_help(did_you_mean(&name.value, names));
            self.fault(diagnostic);
            return None;
        };
        let info = STRATEGIES.iter().find(|row| row.strategy == strategy)?;
        for other in node.entries() {
            let key = &*other.key.value;
            if key != "strategy" && !info.arguments.contains(&key) {
                let message = format!("the strategy `{}` has no argument `{key}`", info.name);
                let diagnostic = Diagnostic::new(&codes::MALFORMED_KEYWORD, other.key.span, message)
                    .maybe_help(did_you_mean(key, info.arguments.iter().copied()));
                self.fault(diagnostic);
            }
        }
        Some(Spanned::new(strategy, node.span))
    }
}
