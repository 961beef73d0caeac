//! JSON (RFC 8259) to a [`Tree`], over `jsonc-parser` with all its extensions off.

use super::yaml_repair;
use super::{Entry, MAX_DEPTH, Node, Tree, Value, yaml};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::{FileId, SourceFile, Span, Spanned};
use jsonc_parser::ast;
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions};
use std::sync::Arc;

/// Parses a file. Where it has an error, the tree is what can be read of it as YAML, of which JSON is a part.
pub(super) fn parse(file: &SourceFile, diagnostics: &mut Diagnostics) -> Tree {
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    let shift = file.text.len() - text.len();
    match jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &strict()) {
        Ok(parsed) => {
            let mut lowering = Lowering { file: file.id, shift, nodes: 0, diagnostics };
            let empty = Node { span: Span::new(file.id, 0, 0), value: Value::Null };
            let root = parsed.value.as_ref().map_or(empty, |value| lowering.node(value, 1));
            Tree { root, nodes: lowering.nodes, skipped: Arc::default() }
        }
        Err(error) => {
            let range = error.range();
            let start = (range.start + shift).min(file.text.len());
            let end = (range.end + shift).clamp(start, file.text.len()).min(start + 40);
            let end = (start..=end).rev().find(|at| file.text.is_char_boundary(*at)).unwrap_or(start);
            let span = Span::new(file.id, start, end);
            let diagnostic = if matches!(error.kind(), ParseErrorKind::NestingDepthExceeded) {
                too_deep(span)
            } else {
                let message = format!("the JSON cannot be read: {}", lower_first(&error.kind().to_string()));
                Diagnostic::new(&codes::JSON_SYNTAX, span, message).label("from here on").help(
                    "a `.json` file is strict JSON: no comments, no trailing commas, strings in double quotes",
                )
            };
            let reported = diagnostics.push(diagnostic);
            let repaired = yaml_repair::repair(&file.text);
            // What the YAML reader finds besides follows from the mistake that is reported already.
            yaml::build_repaired(file, &repaired, Some(reported), &mut Diagnostics::default())
        }
    }
}

fn too_deep(span: Span) -> Diagnostic {
    let message = format!("the tree is more than {MAX_DEPTH} levels deep here");
    Diagnostic::new(&codes::LIMIT_EXCEEDED, span, message).help("split the value, and share parts by `$ref`")
}

fn strict() -> ParseOptions {
    ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

struct Lowering<'d> {
    file: FileId,
    shift: usize,
    nodes: usize,
    diagnostics: &'d mut Diagnostics,
}

impl Lowering<'_> {
    fn span(&self, range: Range) -> Span {
        Span::new(self.file, range.start + self.shift, range.end + self.shift)
    }

    fn node(&mut self, value: &ast::Value<'_>, depth: usize) -> Node {
        self.nodes += 1;
        let span = self.span(value.range());
        if depth > MAX_DEPTH {
            return Node { span, value: Value::Hole(self.diagnostics.push(too_deep(span))) };
        }
        let value = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(literal) => Value::Bool(literal.value),
            ast::Value::NumberLit(literal) => match super::scalar::is_finite(literal.value) {
                true => Value::Number(literal.value.into()),
                false => Value::Hole(yaml::not_finite(literal.value, span, self.diagnostics)),
            },
            ast::Value::StringLit(literal) => Value::String(literal.value.as_ref().into()),
            ast::Value::Array(array) => {
                Value::Array(array.elements.iter().map(|item| self.node(item, depth + 1)).collect())
            }
            ast::Value::Object(object) => {
                let entries: Vec<Entry> =
                    object.properties.iter().map(|property| self.entry(property, depth)).collect();
                Value::Object(yaml::unique(entries, self.diagnostics).into())
            }
        };
        Node { span, value }
    }

    fn entry(&mut self, property: &ast::ObjectProp<'_>, depth: usize) -> Entry {
        let name: Arc<str> = match &property.name {
            ast::ObjectPropName::String(literal) => literal.value.as_ref().into(),
            ast::ObjectPropName::Word(literal) => literal.value.into(),
        };
        Entry {
            key: Spanned::new(name, self.span(property.name.range())),
            value: self.node(&property.value, depth + 1),
        }
    }
}
