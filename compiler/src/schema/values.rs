//! The values of keywords, read as what the keyword asks for; anything else is reported.

use super::keywords::{Name, Reference};
use super::read::Reader;
use super::types::Types;
use crate::diagnostic::{Diagnostic, codes, did_you_mean, nearest};
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Node, Value};
use runtime_lite::{MAX_EXPRESSION, Pointer, STRATEGIES, Strategy, is_expression};

use serde_json::Number;
use std::sync::Arc;

/// The text of a member, if it has one.
pub(super) fn text<'e>(entries: &'e [Entry], name: &str) -> Option<(&'e Arc<str>, Span)> {
    let entry = entries.iter().find(|entry| &*entry.key.value == name)?;
    entry.value.as_str().map(|text| (text, entry.value.span))
}

impl Reader<'_> {
    pub(super) fn string(&mut self, node: &Node) -> Option<Spanned<Arc<str>>> {
        match node.as_str() {
            Some(text) => Some(Spanned::new(text.clone(), node.span)),
            None => {
                self.malformed(node, "expected a string");
                None
            }
        }
    }

    pub(super) fn reference(&mut self, node: &Node) -> Option<Reference> {
        self.string(node).map(|text| Reference { text, target: None })
    }

    /// `$recursiveRef`, which is always `#` (Core 2019-09 section 8.2.4.2.1).
    pub(super) fn recursive_reference(&mut self, node: &Node) -> Option<Reference> {
        let reference = self.reference(node)?;
        if &*reference.text.value == "#" {
            return Some(reference);
        }
        let message = format!("expected `#`, found `{}`", reference.text.value);
        self.fault(Diagnostic::new(&codes::MALFORMED_KEYWORD, node.span, message).help("refer by `$ref`"));
        None
    }

    pub(super) fn boolean(&mut self, node: &Node) -> Option<Spanned<bool>> {
        if let Value::Bool(value) = node.value {
            return Some(Spanned::new(value, node.span));
        }
        self.malformed(node, "expected `true` or `false`");
        None
    }

    pub(super) fn array<'n>(&mut self, node: &'n Node) -> Option<&'n [Node]> {
        if let Value::Array(items) = &node.value {
            return Some(items);
        }
        self.malformed(node, "expected a list");
        None
    }

    pub(super) fn object<'n>(&mut self, node: &'n Node, expected: &str) -> &'n [Entry] {
        if !matches!(node.value, Value::Object(_)) {
            self.malformed(node, expected);
        }
        node.entries()
    }

    pub(super) fn names(&mut self, node: &Node) -> Vec<Name> {
        let items = self.array(node).unwrap_or_default();
        let mut names = Vec::with_capacity(items.len());
        names.extend(items.iter().filter_map(|item| self.string(item)));
        names
    }

    pub(super) fn dependent_names(&mut self, node: &Node) -> Vec<(Name, Vec<Name>)> {
        let entries = self.object(node, "expected lists of names by name, as an object");
        entries.iter().map(|Entry { key, value }| (key.clone(), self.names(value))).collect()
    }

    pub(super) fn number(&mut self, node: &Node) -> Option<Number> {
        if let Value::Number(text) = &node.value {
            return serde_json::from_str(text).ok();
        }
        self.malformed(node, "expected a number");
        None
    }

    pub(super) fn spanned_number(&mut self, node: &Node) -> Option<Spanned<Number>> {
        self.number(node).map(|number| Spanned::new(number, node.span))
    }

    /// A number above zero (`multipleOf`).
    pub(super) fn divisor(&mut self, node: &Node) -> Option<Spanned<Number>> {
        let number = self.spanned_number(node)?;
        if number.value.as_f64().is_some_and(|value| value > 0.0) {
            return Some(number);
        }
        let message = format!("expected a number above 0, found `{}`", number.value);
        self.fault(Diagnostic::new(&codes::MALFORMED_KEYWORD, node.span, message));
        None
    }

    /// A non-negative integer; `3.0` is one (JSON Schema Validation 2020-12 section 6).
    pub(super) fn count(&mut self, node: &Node) -> Option<u64> {
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

    pub(super) fn spanned_count(&mut self, node: &Node) -> Option<Spanned<u64>> {
        self.count(node).map(|count| Spanned::new(count, node.span))
    }

    pub(super) fn types(&mut self, node: &Node) -> Option<Spanned<Types>> {
        let names =
            if matches!(node.value, Value::Array(_)) { node.items() } else { std::slice::from_ref(node) };
        if names.is_empty() {
            let message = "expected at least one type, found none";
            self.fault(Diagnostic::new(&codes::MALFORMED_KEYWORD, node.span, message));
            return None;
        }
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
            self.fault(match nearest(&name.value, NAMES).as_slice() {
                [only] => diagnostic.rename(name.span, &name.value, only),
                _ => diagnostic,
            });
        }
        types
    }

    /// A regular expression as the validator reads it (ECMA-262; `language.md` L9).
    pub(super) fn expression(&mut self, text: &Spanned<Arc<str>>) {
        if text.value.len() > MAX_EXPRESSION {
            let message = format!("the regular expression has more than {MAX_EXPRESSION} bytes");
            let diagnostic = Diagnostic::new(&codes::LIMIT_EXCEEDED, text.span, message)
                .help("split it: `allOf` joins several, each with a `pattern` of its own");
            self.fault(diagnostic);
        } else if !is_expression(&text.value) {
            let message = format!("`{}` is not a regular expression", text.value);
            let diagnostic = Diagnostic::new(&codes::MALFORMED_KEYWORD, text.span, message)
                .help("expressions are those of ECMA-262, such as `^[a-z]+$`");
            self.fault(diagnostic);
        }
    }

    pub(super) fn children(&mut self, node: &Node, resource: u32) -> Vec<(Name, u32)> {
        let entries = self.object(node, "expected schemas by name, as an object");
        entries.iter().map(|Entry { key, value }| (key.clone(), self.schema(value, resource))).collect()
    }

    pub(super) fn list(&mut self, node: &Node, resource: u32) -> Vec<u32> {
        let items = self.array(node).unwrap_or_default();
        items.iter().map(|item| self.schema(item, resource)).collect()
    }

    /// The branches of `allOf`, `anyOf` and `oneOf`, of which there is at least one.
    pub(super) fn branches(&mut self, node: &Node, resource: u32) -> Vec<u32> {
        if matches!(&node.value, Value::Array(items) if items.is_empty()) {
            let message = "expected at least one schema, found none";
            self.fault(Diagnostic::new(&codes::MALFORMED_KEYWORD, node.span, message));
        }
        self.list(node, resource)
    }

    /// `reduce: { strategy: NAME, … }` (`language.md` section 6.2, L14).
    pub(super) fn reduce(&mut self, node: &Node) -> Option<Spanned<Strategy>> {
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
            match &*other.key.value {
                "strategy" => {}
                "key" if info.arguments.contains(&"key") => self.pointers(&other.value),
                known if info.arguments.contains(&known) => {
                    let _ = self.boolean(&other.value);
                }
                unknown => {
                    let message = format!("the strategy `{}` has no argument `{unknown}`", info.name);
                    let diagnostic = Diagnostic::new(&codes::MALFORMED_KEYWORD, other.key.span, message)
                        .maybe_help(did_you_mean(unknown, info.arguments.iter().copied()));
                    self.fault(diagnostic);
                }
            }
        }
        Some(Spanned::new(strategy, node.span))
    }

    /// The argument `key`: JSON Pointers from the value that is reduced, or from an item of it.
    fn pointers(&mut self, node: &Node) {
        for item in self.array(node).unwrap_or_default() {
            let Some(text) = self.string(item) else { continue };
            if let Err(error) = Pointer::parse(&text.value) {
                let message = format!("`{}` is not a JSON Pointer: {error}", text.value);
                self.fault(Diagnostic::new(&codes::MALFORMED_KEYWORD, item.span, message));
            }
        }
    }
}
