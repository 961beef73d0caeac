//! YAML 1.2 to a [`Tree`], over the events of `granit-parser`: anchors, aliases, merge keys, duplicate keys, limits.

use super::scalar::{self, Scalar};
use super::yaml_repair::{self, Repaired};
use super::{Entry, MAX_DEPTH, MAX_NODES, Node, Tree, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, codes};
use crate::source::{SourceFile, Span, Spanned};
use granit_parser::{Event, Options, Parser, ScalarStyle, StructureStyle};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Parses a file. Lines that cannot be read are reported, passed over and listed in [`Tree::skipped`].
pub(super) fn parse(file: &SourceFile, diagnostics: &mut Diagnostics) -> Tree {
    // Nearly every file is sound, so it is built at once, and only a broken one is searched for its errors.
    let mut found = Diagnostics::default();
    if let Ok(tree) = build(file, &file.text, &[], None, &mut found) {
        diagnostics.extend(found);
        return tree;
    }
    let repaired = yaml_repair::repair(&file.text);
    let mut reported = None;
    for error in &repaired.errors {
        let span = Span::new(file.id, error.range.start, error.range.end);
        let message = format!("the YAML cannot be read: {}", error.message);
        let diagnostic = Diagnostic::new(&codes::YAML_SYNTAX, span, message);
        reported = Some(diagnostics.push(diagnostic.label(error.label.clone()).help(error.help.clone())));
    }
    build_repaired(file, &repaired, reported, diagnostics)
}

/// Builds the tree of a text that has been repaired, whose errors are reported.
pub(super) fn build_repaired(
    file: &SourceFile,
    repaired: &Repaired,
    reported: Option<Reported>,
    diagnostics: &mut Diagnostics,
) -> Tree {
    // The repair ended where the text has no error left, or gave the rest of it up.
    let built = build(file, &repaired.text, &repaired.skipped, reported, diagnostics);
    built.unwrap_or_else(|partial| partial)
}

/// Builds the tree of a text; where the text has a syntax error, the tree of what stands before it is the `Err`.
fn build(
    file: &SourceFile,
    text: &str,
    skipped: &[Range<usize>],
    reported: Option<Reported>,
    diagnostics: &mut Diagnostics,
) -> Result<Tree, Tree> {
    let mut builder = Builder {
        skipped: skipped.iter().map(|range| Span::new(file.id, range.start, range.end)).collect(),
        reported,
        stack: Vec::new(),
        anchors: BTreeMap::new(),
        root: None,
        extra_document: false,
        nodes: 0,
        diagnostics,
    };
    let mut sound = true;
    for next in Parser::new_from_str_with_options(text, options()) {
        let Ok((event, span)) = next else {
            sound = false;
            break;
        };
        let mut range = span.byte_range().unwrap_or_default();
        if matches!(&event, Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..)) {
            // The parser ends a block where the next token begins: an edit would swallow the line break.
            let block = text.get(range.clone()).unwrap_or_default();
            range.end = range.start + block.trim_end_matches([' ', '\t', '\r', '\n']).len();
        }
        builder.event(event, Span::new(file.id, range.start, range.end));
    }
    let start = Span::new(file.id, 0, 0);
    let empty = || Node { span: start, value: reported.map_or(Value::Null, Value::Hole) };
    let root = builder.root.take().map_or_else(empty, |built| built.node);
    let tree = Tree { root, nodes: builder.nodes, skipped: disjoint(builder.skipped).into() };
    if sound { Ok(tree) } else { Err(tree) }
}

/// Spans of one file in order, with those that overlap as one.
fn disjoint(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    spans.dedup_by(|next, last| {
        let overlaps = next.start <= last.end;
        last.end = if overlaps { last.end.max(next.end) } else { last.end };
        overlaps
    });
    spans
}

/// The options of every scan: one dialect of YAML, whoever asks.
pub(super) fn options() -> Options {
    granit_parser::options! { emit_unresolved_aliases: true, emit_comments: false }
}

/// A finished node, its size with aliases expanded, and the levels below it.
#[derive(Clone)]
struct Built {
    node: Node,
    size: usize,
    height: usize,
}

enum Key {
    Named(Spanned<Arc<str>>),
    Merge(Span),
    Broken,
}

struct Frame {
    span: Span,
    flow: bool,
    anchor: usize,
    size: usize,
    height: usize,
    content: Content,
}

enum Content {
    Array(Vec<Node>),
    Object { entries: Vec<Entry>, merges: Vec<(Span, Node)>, key: Option<Key> },
}

struct Builder<'d> {
    skipped: Vec<Span>,
    reported: Option<Reported>,
    stack: Vec<Frame>,
    anchors: BTreeMap<usize, Built>,
    root: Option<Built>,
    extra_document: bool,
    nodes: usize,
    diagnostics: &'d mut Diagnostics,
}

impl Builder<'_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the enum of events is not exhaustive")]
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::DocumentStart(..) if self.root.is_some() && !self.extra_document => {
                self.extra_document = true;
                let message = "the file holds more than one YAML document";
                let diagnostic = Diagnostic::new(&codes::YAML_SYNTAX, span, message)
                    .label("a second document begins here")
                    .help("move it to a file of its own and `import` that file");
                self.diagnostics.push(diagnostic);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_ref().map(|tag| (tag.core_suffix().map(str::to_owned), tag.original()));
                let key = self.awaits_key().then(|| Key::of(&text, style, span));
                let value = self.scalar(&text, style, tag, span);
                self.finish(Node { span, value }, anchor, 1, 1, key);
            }
            Event::SequenceStart(style, anchor, _) => {
                self.open(span, style, anchor, Content::Array(Vec::new()));
            }
            Event::MappingStart(style, anchor, _) => {
                let content = Content::Object { entries: Vec::new(), merges: Vec::new(), key: None };
                self.open(span, style, anchor, content);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => self.alias(id, span),
            Event::UnresolvedAlias(name) => {
                let message = format!("no anchor `&{name}` stands before this alias");
                let diagnostic = Diagnostic::new(&codes::UNKNOWN_ANCHOR, span, message)
                    .help("an alias repeats a node that was marked with `&` further up in the same file");
                let reported = self.diagnostics.push(diagnostic);
                self.finish(Node { span, value: Value::Hole(reported) }, 0, 1, 1, None);
            }
            // The ends of the stream and of documents, and kinds of events that a later parser may add.
            _ => {}
        }
    }

    fn awaits_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { content: Content::Object { key: None, .. }, .. }))
    }

    fn open(&mut self, span: Span, style: StructureStyle, anchor: usize, content: Content) {
        let flow = style == StructureStyle::Flow;
        self.stack.push(Frame { span, flow, anchor, size: 1, height: 1, content });
    }

    fn close(&mut self, end: Span) {
        let Some(frame) = self.stack.pop() else { return };
        let mut span = frame.span;
        let value = match frame.content {
            Content::Array(items) => {
                if let Some(last) = items.last() {
                    span = span.to(last.span);
                }
                Value::Array(items.into())
            }
            Content::Object { entries, merges, .. } => {
                if let (false, Some(first), Some(last)) = (frame.flow, entries.first(), entries.last()) {
                    let value = last.value.span;
                    // An alias's node and an absent value may lie before their key.
                    let end = if value.end > last.key.span.end { value } else { last.key.span };
                    span = first.key.span.to(end);
                }
                Value::Object(self.merge(entries, merges).into())
            }
        };
        if frame.flow {
            span = span.to(end);
        }
        self.finish(Node { span, value }, frame.anchor, frame.size, frame.height, None);
    }

    fn alias(&mut self, id: usize, span: Span) {
        let Some(built) = self.anchors.get(&id).cloned() else {
            let diagnostic =
                Diagnostic::new(&codes::UNKNOWN_ANCHOR, span, "the alias is part of its own anchor")
                    .help("write the repeated part apart from the alias; a value cannot contain itself");
            let reported = self.diagnostics.push(diagnostic);
            self.finish(Node { span, value: Value::Hole(reported) }, 0, 1, 1, None);
            return;
        };
        let key = self.awaits_key().then(|| match &built.node.value {
            Value::String(text) | Value::Number(text) => Key::Named(Spanned::new(text.clone(), span)),
            Value::Bool(value) => Key::Named(Spanned::new(value.to_string().into(), span)),
            Value::Null => Key::Named(Spanned::new("null".into(), span)),
            Value::Array(_) | Value::Object(_) | Value::Hole(_) => Key::Broken,
        });
        // The node stands where the alias stands; what is inside it stands where it was written.
        let node = Node { span, value: built.node.value };
        self.finish(node, 0, built.size, built.height, key);
    }

    /// Hands a finished node to its parent, or makes it the root.
    fn finish(&mut self, mut node: Node, anchor: usize, size: usize, height: usize, key: Option<Key>) {
        self.nodes = self.nodes.saturating_add(if height == 1 { size } else { 1 });
        let (mut size, mut height) = (size, height);
        if self.stack.len() + height > MAX_DEPTH || self.expanded(size) > MAX_NODES {
            node.value = Value::Hole(self.limit(node.span, self.stack.len() + height > MAX_DEPTH));
            (size, height) = (1, 1);
        }
        if anchor != 0 {
            self.anchors.insert(anchor, Built { node: node.clone(), size, height });
        }
        let Some(frame) = self.stack.last_mut() else {
            if !self.extra_document {
                self.nodes = size;
                self.root = Some(Built { node, size, height });
            }
            return;
        };
        frame.size = frame.size.saturating_add(size);
        frame.height = frame.height.max(height + 1);
        match &mut frame.content {
            Content::Array(items) => items.push(node),
            Content::Object { entries, merges, key: slot } => match (slot.take(), key) {
                (None, Some(key)) => *slot = Some(key),
                (None, None) => {
                    *slot = Some(Key::Broken);
                    self.complex_key(node.span);
                }
                (Some(Key::Named(key)), _) => entries.push(Entry { key, value: node }),
                (Some(Key::Merge(span)), _) => merges.push((span, node)),
                (Some(Key::Broken), _) => {}
            },
        }
    }

    fn expanded(&self, size: usize) -> usize {
        self.stack.iter().fold(size, |sum, frame| sum.saturating_add(frame.size))
    }

    fn limit(&mut self, span: Span, depth: bool) -> Reported {
        if let Some(reported) = self.reported {
            return reported;
        }
        let message = match depth {
            true => format!("the tree is more than {MAX_DEPTH} levels deep here"),
            false => format!("the file has more than {MAX_NODES} values, its aliases expanded"),
        };
        let help = match depth {
            true => "describe inner parts apart, and refer to them",
            false => "split the file, and share parts by `import` and `$ref` instead of aliases",
        };
        let diagnostic = Diagnostic::new(&codes::LIMIT_EXCEEDED, span, message).help(help);
        let reported = self.diagnostics.push(diagnostic);
        self.reported = Some(reported);
        reported
    }

    fn complex_key(&mut self, span: Span) {
        let diagnostic = Diagnostic::new(&codes::YAML_SYNTAX, span, "a key is not a single value")
            .label("a list or a mapping is used as a key")
            .help("write the key as text, in quotes if it holds `{`, `[` or `: `");
        self.diagnostics.push(diagnostic);
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<(Option<String>, String)>,
        span: Span,
    ) -> Value {
        let plain = style == ScalarStyle::Plain;
        let absent = plain && span.start == span.end;
        if let (true, Some(reported)) = (absent, self.reported) {
            let cut =
                |skipped: &Span| skipped.start <= span.end.saturating_add(1) && span.start <= skipped.end;
            if self.skipped.iter().any(cut) {
                return Value::Hole(reported);
            }
        }
        let resolved = match &tag {
            Some((Some(core), _)) if core == "str" => Scalar::String,
            Some((Some(core), _)) if matches!(core.as_str(), "int" | "float" | "bool" | "null") => {
                scalar::resolve(text)
            }
            Some((_, original)) if original != "!" => return Value::Hole(self.tag(original, span)),
            Some(_) => Scalar::String,
            None if absent => Scalar::Null,
            None if plain => scalar::resolve(text),
            None => Scalar::String,
        };
        match resolved {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => Value::Bool(value),
            Scalar::Number(text) => Value::Number(text.into()),
            Scalar::String => Value::String(text.into()),
            Scalar::NotFinite => Value::Hole(not_finite(text, span, self.diagnostics)),
        }
    }

    fn tag(&mut self, tag: &str, span: Span) -> Reported {
        let message = format!("the YAML tag `{tag}` is not supported");
        let diagnostic = Diagnostic::new(&codes::YAML_SYNTAX, span, message)
            .label("this value has a tag of its own")
            .help(
                "remove the tag: values are those of JSON (`!!str`, `!!int`, `!!float`, `!!bool`, `!!null`)",
            );
        self.diagnostics.push(diagnostic)
    }

    /// Applies merge keys, refuses duplicates; a key written in the mapping itself wins over a merged one.
    fn merge(&mut self, entries: Vec<Entry>, merges: Vec<(Span, Node)>) -> Vec<Entry> {
        let mut unique = unique(entries, self.diagnostics);
        for (key, node) in merges {
            match &node.value {
                Value::Object(_) => add_merged(&mut unique, &node),
                Value::Array(items) if items.iter().all(|item| matches!(item.value, Value::Object(_))) => {
                    items.iter().for_each(|item| add_merged(&mut unique, item));
                }
                Value::Hole(_) => {}
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                    let message = format!("`<<` merges a mapping, not {}", node.kind());
                    let diagnostic = Diagnostic::new(&codes::MERGE_KEY, key, message)
                        .secondary(node.span, "this is what would be merged")
                        .help("let it name an alias of a mapping, or a list of such aliases");
                    self.diagnostics.push(diagnostic);
                }
            }
        }
        unique
    }
}

impl Key {
    fn of(text: &str, style: ScalarStyle, span: Span) -> Key {
        match (text, style) {
            ("<<", ScalarStyle::Plain) => Key::Merge(span),
            ("~", ScalarStyle::Plain) if span.start == span.end => Key::Named(Spanned::new("".into(), span)),
            _ => Key::Named(Spanned::new(text.into(), span)),
        }
    }
}

/// Reports a number that JSON cannot hold.
pub(super) fn not_finite(text: &str, span: Span, diagnostics: &mut Diagnostics) -> Reported {
    let message = format!("`{text}` is not a number that JSON can hold");
    let diagnostic = Diagnostic::new(&codes::NON_FINITE_NUMBER, span, message)
        .help("JSON has finite numbers only (RFC 8259 section 6): quote it to mean the text, or use null");
    diagnostics.push(diagnostic)
}

/// As many entries are compared with one another: quicker than to sort them.
const FEW: usize = 16;

fn has_no_twins(entries: &[Entry]) -> bool {
    let twin =
        |at: usize, entry: &Entry| entries.iter().take(at).any(|other| other.key.value == entry.key.value);
    !entries.iter().enumerate().any(|(at, entry)| twin(at, entry))
}

/// Keeps the first entry of each key and reports the others.
pub(super) fn unique(entries: Vec<Entry>, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    if entries.len() <= FEW && has_no_twins(&entries) {
        return entries;
    }
    let mut seen: BTreeMap<Arc<str>, Span> = BTreeMap::new();
    let mut unique = Vec::with_capacity(entries.len());
    for entry in entries {
        match seen.get(&entry.key.value) {
            Some(first) => {
                let message = format!("the key `{}` stands twice in one mapping", entry.key.value);
                let diagnostic = Diagnostic::new(&codes::DUPLICATE_KEY, entry.key.span, message)
                    .label("again here")
                    .secondary(*first, "first here")
                    .help("keep one of the two, or rename one");
                diagnostics.push(diagnostic);
            }
            None => {
                seen.insert(entry.key.value.clone(), entry.key.span);
                unique.push(entry);
            }
        }
    }
    unique
}

fn add_merged(entries: &mut Vec<Entry>, source: &Node) {
    let present: BTreeSet<Arc<str>> = entries.iter().map(|entry| entry.key.value.clone()).collect();
    let new = source.entries().iter().filter(|entry| !present.contains(&entry.key.value));
    entries.extend(new.cloned());
}
