//! Trees to schema documents: nodes, and the resources that they are part of.

use super::keywords::Keywords;
use super::values::text;
use super::{Draft, Resource, SchemaDocument, SchemaNode};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, codes, did_you_mean, nearest};
use crate::source::{FileId, Span, Uri};
use crate::syntax::{Entry, Node, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How schemas are read that do not say it themselves.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reading {
    /// The draft of those that name none.
    pub(crate) draft: Draft,
    /// Whether they are read as their draft says, and not as the catalog language does: up to draft 7, nothing counts
    /// beside a `$ref` (draft 7 section 8.3), and any URL may be an identity.
    pub(crate) is_alone: bool,
}

/// What is read beside a `$ref` that nothing counts beside: words, and what others may refer to.
const BESIDE_REFERENCE: &[&str] = &[
    "$ref",
    "$schema",
    "$comment",
    "$defs",
    "definitions",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
];

/// Room for so many schemas is made at once: most documents have about as many.
const FEW: usize = 32;

/// Reads a document whose base URI is that of its file, unless its root has an `$id`.
pub(crate) fn read(
    file: FileId,
    uri: &Uri,
    inline: bool,
    source: &Node,
    skipped: &Arc<[Span]>,
    reading: Reading,
    diagnostics: &mut Diagnostics,
) -> SchemaDocument {
    let draft = text(source.entries(), "$schema").map_or(reading.draft, |(name, _)| Draft::of(name));
    let root =
        Resource { uri: uri.clone(), id_at: None, pointer: String::new(), draft, anchors: BTreeMap::new() };
    let mut document = SchemaDocument {
        file,
        inline,
        source: source.clone(),
        skipped: skipped.clone(),
        is_alone: reading.is_alone,
        nodes: Vec::with_capacity(FEW),
        notable: Vec::new(),
        resources: vec![root],
        by_place: None,
    };
    Reader { document: &mut document, diagnostics, draft, faults: 0 }.schema(source, 0);
    // Shrinking in place would keep the room.
    let mut nodes = Vec::with_capacity(document.nodes.len());
    nodes.append(&mut document.nodes);
    document.nodes = nodes;
    document.notable.sort_unstable();
    document
}

/// Reads the part of a document at a pointer that no keyword leads to, when a `$ref` does.
pub(super) fn read_part(
    document: &mut SchemaDocument,
    source: &Node,
    resource: u32,
    diagnostics: &mut Diagnostics,
) -> u32 {
    let root = Reader { document, diagnostics, draft: Draft::default(), faults: 0 }.schema(source, resource);
    document.notable.sort_unstable();
    root
}

/// Reads the schemas of a document.
pub(super) struct Reader<'r> {
    document: &'r mut SchemaDocument,
    diagnostics: &'r mut Diagnostics,
    /// The draft of the node that is being read.
    pub(super) draft: Draft,
    /// How many faults the keywords of the node have that is being read.
    faults: usize,
}

impl Reader<'_> {
    /// Reports a fault of the node that is being read.
    pub(super) fn fault(&mut self, diagnostic: Diagnostic) -> Reported {
        self.faults += 1;
        self.diagnostics.push(diagnostic)
    }

    /// Reports what leaves the meaning of the node as it is.
    pub(super) fn warn(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports a value that a keyword cannot have, unless it was reported when it was parsed.
    pub(super) fn malformed(&mut self, node: &Node, expected: &str) -> Reported {
        if let Value::Hole(reported) = node.value {
            self.faults += 1;
            return reported;
        }
        let message = format!("{expected}, found {}", node.kind());
        self.fault(Diagnostic::new(&codes::MALFORMED_KEYWORD, node.span, message))
    }

    /// Says that a meta-schema is not known. What it leaves out of JSON Schema, or adds, nobody can tell then.
    fn meta_schema(&mut self, name: &str, span: Span) {
        if Draft::named(name).is_some() {
            return;
        }
        let latest = Draft::default().meta_schema();
        let message = "`$schema` names none of the drafts of JSON Schema";
        let diagnostic = Diagnostic::new(&codes::UNKNOWN_META_SCHEMA, span, message)
            .label("not a known meta-schema")
            .note("the schema is read as one of the draft 2020-12, with all of its keywords")
            .help(format!("write `{latest}`, or the URL of an earlier draft"));
        let known = || super::draft::ALL.iter().map(|draft| draft.meta_schema());
        let diagnostic = diagnostic.maybe_help(did_you_mean(name, known()));
        self.warn(match nearest(name, known()).as_slice() {
            [only] => diagnostic.rename(span, name, only),
            _ => diagnostic,
        });
    }

    /// Reads a schema and those below it, and returns its index.
    pub(super) fn schema(&mut self, node: &Node, resource: u32) -> u32 {
        let empty = SchemaNode { source: node.clone(), resource, keywords: Keywords::default() };
        let index = self.document.push(empty);
        let outer = (self.draft, std::mem::take(&mut self.faults));
        let mut keywords = match &node.value {
            Value::Bool(always) => Keywords { always: Some(*always), ..Keywords::default() },
            Value::Object(entries) => {
                let entries = self.counted(entries, resource);
                let resource = self.identify(&entries, node.span, resource, index);
                self.keywords(&entries, resource)
            }
            Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Hole(_) => {
                // A schema that cannot be read may mean anything.
                self.malformed(node, "a schema is an object, `true` or `false`");
                Keywords::default()
            }
        };
        keywords.broken = self.faults > 0 || self.document.is_cut(node.span);
        (self.draft, self.faults) = outer;
        let is_notable = keywords.annotations.default.is_some() || keywords.branches.has_condition();
        self.document.notable.extend(is_notable.then_some(index));
        if let Some(slot) = self.document.nodes.get_mut(index as usize) {
            slot.keywords = keywords;
        }
        index
    }

    /// The keywords of a schema that count.
    fn counted<'e>(&self, entries: &'e [Entry], resource: u32) -> Cow<'e, [Entry]> {
        let draft = self.document.resources.get(resource as usize).map(|resource| resource.draft);
        let is_reference = || entries.iter().any(|entry| &*entry.key.value == "$ref");
        if !self.document.is_alone || draft.is_none_or(|draft| draft > Draft::Draft7) || !is_reference() {
            return Cow::Borrowed(entries);
        }
        let counts = |entry: &&Entry| BESIDE_REFERENCE.contains(&&*entry.key.value);
        Cow::Owned(entries.iter().filter(counts).cloned().collect())
    }

    /// Opens a resource at an identity, records anchors, and returns the resource of the node.
    fn identify(&mut self, entries: &[Entry], place: Span, resource: u32, index: u32) -> u32 {
        let inherited = self.document.resources.get(resource as usize).map(|resource| resource.draft);
        let inherited = inherited.unwrap_or_default();
        // Most nodes have neither an identity nor an anchor.
        if !entries.iter().any(|entry| entry.key.value.starts_with('$') || &*entry.key.value == "id") {
            self.draft = inherited;
            return resource;
        }
        // `$schema` stands at the root of a resource (Core 2020-12 section 8.1.1) and is ignored elsewhere.
        let declared = text(entries, "$schema").map_or(inherited, |(name, _)| Draft::of(name));
        let id = text(entries, declared.id_keyword());
        let is_anchor =
            declared.has_anchors_in_ids() && id.is_some_and(|(id, _)| id.len() > 1 && id.starts_with('#'));
        let resource = match id.filter(|_| !is_anchor) {
            Some((id, span)) => self.open_resource(id, span, place, resource, declared),
            None => resource,
        };
        if let Some((name, span)) = text(entries, "$schema").filter(|_| index == 0 || id.is_some()) {
            self.meta_schema(name, span);
        }
        let opened = self.document.resources.get(resource as usize);
        self.draft = opened.map(|resource| resource.draft).unwrap_or_default();
        if let Some(slot) = self.document.nodes.get_mut(index as usize) {
            slot.resource = resource;
        }
        let named = |keyword: &str, since: Draft| text(entries, keyword).filter(|_| self.draft >= since);
        let own = [named("$anchor", Draft::Draft2019), named("$dynamicAnchor", Draft::Draft2020)];
        let of_id = id.filter(|_| is_anchor).and_then(|(id, span)| Some((id.strip_prefix('#')?, span)));
        let anchors = own.into_iter().flatten().map(|(name, span)| (&**name, span)).chain(of_id);
        for (name, span) in anchors {
            self.anchor(name, span, resource, index);
        }
        resource
    }

    /// Records an anchor of a resource, which has each name once (`language.md` L10).
    fn anchor(&mut self, name: &str, span: Span, resource: u32, index: u32) {
        let Some(known) = self.document.resources.get_mut(resource as usize) else { return };
        let first = *known.anchors.entry(name.into()).or_insert(index);
        let place = |node: u32| self.document.node(node).span();
        // A node that aliases bring to several places is the same one at each of them.
        if first == index || place(first) == place(index) {
            return;
        }
        let entries = self.document.node(first).source.entries();
        let names =
            ["$anchor", "$dynamicAnchor", "$id", "id"].into_iter().filter_map(|key| text(entries, key));
        let written =
            names.filter(|(text, _)| text.trim_start_matches('#') == name).map(|(_, span)| span).next();
        let mut diagnostic =
            Diagnostic::new(&codes::DUPLICATE_ANCHOR, span, format!("the anchor `{name}` is here twice"))
                .help("give one of them another name: a reference leads to the first");
        if let Some(span) = written {
            diagnostic = diagnostic.secondary(span, "the first");
        }
        self.fault(diagnostic);
    }

    fn open_resource(&mut self, id: &str, span: Span, place: Span, parent: u32, draft: Draft) -> u32 {
        let Some(base) = self.document.resources.get(parent as usize).map(|parent| parent.uri.clone()) else {
            return parent;
        };
        match base.join(id) {
            Ok((uri, fragment)) if fragment.as_deref().unwrap_or("").is_empty() => {
                let pointer = self.document.source.pointer_to(place);
                let next = Resource { uri, id_at: Some(span), pointer, draft, anchors: BTreeMap::new() };
                self.document.resources.push(next);
                u32::try_from(self.document.resources.len() - 1).unwrap_or(parent)
            }
            Ok(_) | Err(_) if self.document.is_alone => parent,
            Ok(_) | Err(_) => {
                let message = format!("the `$id` `{id}` is not a URL without fragment");
                let help = "give an absolute URL, or remove the `$id`: a file's own path identifies it";
                self.fault(Diagnostic::new(&codes::MALFORMED_KEYWORD, span, message).help(help));
                parent
            }
        }
    }
}
