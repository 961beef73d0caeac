//! `collections`: keyed JSON documents with a schema, projections and perhaps a derivation.

use super::derivation::{self, DerivationSpec};
use super::form;
use super::reader::{Context, Object};
use super::section;
use crate::diagnostic::{Diagnostic, Reported, Resolved, codes};
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Node, Value};
use runtime_lite::{Pointer, PointerError};
use std::sync::Arc;

/// A collection as written.
#[derive(Debug, Clone)]
pub struct CollectionSpec {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// All of it.
    pub span: Span,
    /// What readers may rely on: `schema`, or `readSchema`.
    pub schema: Resolved<SchemaSpec>,
    /// What writers must satisfy, where it differs from `schema`.
    pub write_schema: Option<Resolved<SchemaSpec>>,
    /// The key's locations, in order; a broken one is a hole.
    pub key: Resolved<Vec<Resolved<Spanned<Pointer>>>>,
    /// Where the key stands, or the name where there is none.
    pub key_span: Span,
    /// Named locations.
    pub projections: Vec<ProjectionSpec>,
    /// How it is derived, if it is.
    pub derivation: Option<DerivationSpec>,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

/// A schema: by reference, or inline.
#[derive(Debug, Clone)]
pub enum SchemaSpec {
    /// A URL reference, with or without fragment.
    Url(Spanned<Arc<str>>),
    /// A JSON Schema in place.
    Inline(Node),
}

impl SchemaSpec {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            SchemaSpec::Url(url) => url.span,
            SchemaSpec::Inline(node) => node.span,
        }
    }
}

/// A projection as written.
#[derive(Debug, Clone)]
pub struct ProjectionSpec {
    /// The field's name.
    pub field: Spanned<Arc<str>>,
    /// The location that it names.
    pub location: Resolved<Spanned<Pointer>>,
    /// Whether the collection is partitioned by it, and where that is said.
    pub partition: Resolved<Option<Span>>,
    /// Keys of the user's own, with `x-`, as written.
    pub settings: Vec<Entry>,
}

/// Reads a collection of a list (no `name` given) or of a mapping.
pub(super) fn read(
    name: Option<&Spanned<Arc<str>>>,
    node: &Node,
    cx: &mut Context<'_>,
) -> Option<CollectionSpec> {
    let mut object = match (cx.object(&section::COLLECTION, node), name) {
        (Ok(object), _) => object,
        (Err(reported), Some(name)) => return Some(broken(name, node, reported)),
        (Err(_), None) => return None,
    };
    let name = match name {
        Some(name) => name.clone(),
        None => {
            let entry =
                object.require(&["name"], "give the collection a name, such as `acme/orders`", cx).ok()?;
            cx.string("the name of the collection", &entry.value).ok()?
        }
    };
    object.call("collection", &name.value);
    let (schema, write_schema) = schemas(&object, cx);
    let key = key(&object, cx);
    let projections = object.get(&["projections"]).map(|entry| projections(&entry.value, cx));
    let derivation = object.get(&["derivation", "derive"]);
    if let Some(journals) = object.get(&["journals"]) {
        cx.check(&section::JOURNALS, &journals.value);
    }
    if let Some(store) = object.get(&["store"]) {
        store_name(&store.value, cx);
    }
    Some(CollectionSpec {
        span: node.span.to(name.span),
        schema,
        write_schema,
        key_span: object.get(&["key"]).map_or(name.span, |entry| entry.value.span),
        key,
        projections: projections.unwrap_or_default(),
        derivation: derivation.and_then(|entry| derivation::read(entry, cx)),
        settings: object.settings(&[
            "name",
            "schema",
            "readSchema",
            "writeSchema",
            "key",
            "projections",
            "derivation",
            "derive",
        ]),
        name,
    })
}

/// `store: { name: …, config: … }`: the endpoint that documents are stored in, which nothing uses yet.
fn store_name(node: &Node, cx: &mut Context<'_>) {
    let Ok(store) = cx.object(&section::ENDPOINT_USE, node) else { return };
    if let Ok(name) = store.require(&["name"], "name one of the `endpoints`", cx) {
        let _ = cx.text("the name of an endpoint", &name.value);
    }
}

/// A collection of which only the name could be read: what names it has no finding of its own.
fn broken(name: &Spanned<Arc<str>>, node: &Node, reported: Reported) -> CollectionSpec {
    CollectionSpec {
        name: name.clone(),
        span: node.span.to(name.span),
        schema: Err(reported),
        write_schema: None,
        key: Err(reported),
        key_span: name.span,
        projections: Vec::new(),
        derivation: None,
        settings: Vec::new(),
    }
}

/// Exactly `schema`, or both `writeSchema` and `readSchema` (`language.md` R16).
fn schemas(
    object: &Object<'_>,
    cx: &mut Context<'_>,
) -> (Resolved<SchemaSpec>, Option<Resolved<SchemaSpec>>) {
    let (schema, read, write) =
        (object.get(&["schema"]), object.get(&["readSchema"]), object.get(&["writeSchema"]));
    if let (Some(schema_entry), Some(other)) = (schema, read.or(write)) {
        let message = format!("`schema` and `{}` are both given", other.key.value);
        let diagnostic = Diagnostic::new(&codes::MISSING_KEY, other.key.span, message)
            .secondary(schema_entry.key.span, "`schema` is given here")
            .help("give `schema` alone, or `writeSchema` and `readSchema`");
        cx.diagnostics.push(diagnostic);
        return (schema_spec(&schema_entry.value, cx), None);
    }
    match (schema, read, write) {
        (Some(entry), _, _) => (schema_spec(&entry.value, cx), None),
        (None, Some(read), Some(write)) => {
            (schema_spec(&read.value, cx), Some(schema_spec(&write.value, cx)))
        }
        (None, Some(one), None) | (None, None, Some(one)) => {
            let missing = if read.is_some() { "writeSchema" } else { "readSchema" };
            let message = format!("`{}` is given without `{missing}`", one.key.value);
            let diagnostic = Diagnostic::new(&codes::MISSING_KEY, one.key.span, message)
                .help("give both, or `schema` alone where readers and writers see the same");
            (Err(cx.diagnostics.push(diagnostic)), None)
        }
        (None, None, None) => {
            let help = "give a JSON Schema inline, or the path of a file that holds it";
            let schema = object.require(&["schema"], help, cx);
            (schema.and_then(|entry| schema_spec(&entry.value, cx)), None)
        }
    }
}

/// A schema: a string is a URL, an object or a boolean is inline (`language.md` section 2.2).
pub(super) fn schema_spec(node: &Node, cx: &mut Context<'_>) -> Resolved<SchemaSpec> {
    match &node.value {
        Value::String(_) => Ok(SchemaSpec::Url(cx.text("the path or URL of a JSON Schema", node)?)),
        Value::Object(_) | Value::Bool(_) => Ok(SchemaSpec::Inline(node.clone())),
        Value::Hole(reported) => Err(*reported),
        Value::Null | Value::Number(_) | Value::Array(_) => {
            let help =
                "write `{ type: object }`, or the path of a file such as `orders.schema.yaml`".to_owned();
            Err(cx.expected_form("a JSON Schema, or the path or URL of one", help, node))
        }
    }
}

fn key(object: &Object<'_>, cx: &mut Context<'_>) -> Resolved<Vec<Resolved<Spanned<Pointer>>>> {
    let entry =
        object.require(&["key"], "list the locations that identify a document, such as `[/id]`", cx)?;
    if matches!(entry.value.value, Value::Null) {
        let help = "write `[/id]`".to_owned();
        return Err(cx.expected_form("a list of locations, such as `[/id]`", help, &entry.value));
    }
    let pointers = pointers(&entry.value, cx)?;
    if pointers.is_empty() {
        let diagnostic = Diagnostic::new(&codes::EMPTY_KEY, entry.value.span, "the key is empty")
            .help("list the locations that identify a document, such as `[/id]`");
        return Err(cx.diagnostics.push(diagnostic));
    }
    Ok(pointers)
}

/// A list of locations.
pub(super) fn pointers(node: &Node, cx: &mut Context<'_>) -> Resolved<Vec<Resolved<Spanned<Pointer>>>> {
    match &node.value {
        Value::Array(items) => Ok(items.iter().map(|item| pointer(item, cx)).collect()),
        Value::String(text) if !text.trim().is_empty() => {
            let message = format!("expected a list of locations, found `{text}` alone");
            let list = match text.starts_with('/') {
                true => format!("[{text}]"),
                false => format!("[/{text}]"),
            };
            let diagnostic =
                Diagnostic::new(&codes::WRONG_TYPE, node.span, message).help(format!("write `{list}`"));
            let bare = node.span.range().len() == text.len();
            Err(cx.diagnostics.push(match bare {
                true => diagnostic.fix("make a list of it", node.span, list),
                false => diagnostic,
            }))
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Object(_)
        | Value::Hole(_) => {
            let names = form::names(node).unwrap_or_default();
            let are_names = names.iter().all(|name| Pointer::parse(&format!("/{name}")).is_ok());
            let help = match names.is_empty() || !are_names || node.entries().is_empty() {
                true => "write `[/id]`".to_owned(),
                false => format!("write `[/{}]`", names.join(", /")),
            };
            Err(cx.expected_form("a list of locations, such as `[/id]`", help, node))
        }
    }
}

/// How many bytes a location may have: schemas nest 128 levels, and few names are long.
const MAX_LOCATION: usize = 64 << 10;

/// A location as a JSON Pointer (`language.md` section 1.7).
pub(super) fn pointer(node: &Node, cx: &mut Context<'_>) -> Resolved<Spanned<Pointer>> {
    let what = "a location as a JSON Pointer, such as `/id`";
    let Some(text) = node.as_str().map(|text| Spanned::new(text.clone(), node.span)) else {
        let help = match form::scalar(node).filter(|name| !name.contains(['/', '~'])) {
            Some(name) => Some(format!("write `/{name}`")),
            None => form::of_text(node),
        };
        return Err(cx.expected_form(what, help, node));
    };
    if text.value.len() > MAX_LOCATION {
        let message = format!("`{}` is not a JSON Pointer: {}", text.value, too_long());
        let diagnostic = Diagnostic::new(&codes::INVALID_POINTER, text.span, message)
            .help("name each step to the location once: `/vendor/name`");
        return Err(cx.diagnostics.push(diagnostic));
    }
    match Pointer::parse(&text.value) {
        Ok(pointer) => Ok(Spanned::new(pointer, text.span)),
        Err(error) => Err(invalid_pointer(&text, &error, cx)),
    }
}

fn too_long() -> String {
    format!("it has more than {MAX_LOCATION} bytes")
}

fn invalid_pointer(text: &Spanned<Arc<str>>, error: &PointerError, cx: &mut Context<'_>) -> Reported {
    let message = format!("`{}` is not a JSON Pointer: {error}", text.value);
    let diagnostic = Diagnostic::new(&codes::INVALID_POINTER, text.span, message);
    let fixed = format!("/{}", text.value);
    let diagnostic = if *error == PointerError::MissingSlash && Pointer::parse(&fixed).is_ok() {
        diagnostic.help(format!("write `{fixed}`"))
    } else {
        diagnostic.help("write `/` before each name: `/vendor/name`; `~1` stands for a `/` inside a name")
    };
    // A quoted scalar has its quote before the text, so that the slash would land outside of it.
    let bare = text.span.range().len() == text.value.len();
    let diagnostic = match *error == PointerError::MissingSlash && bare && Pointer::parse(&fixed).is_ok() {
        true => diagnostic.fix("add the slash", text.span.start_point(), "/"),
        false => diagnostic,
    };
    cx.diagnostics.push(diagnostic)
}

fn projections(node: &Node, cx: &mut Context<'_>) -> Vec<ProjectionSpec> {
    let help = "write `{ carrier: /vendor/name }`";
    let entries = cx.map("projections by field, as a mapping", help, node);
    entries.iter().map(|entry| projection(entry, cx)).collect()
}

fn projection(entry: &Entry, cx: &mut Context<'_>) -> ProjectionSpec {
    let field = entry.key.clone();
    let simple = |location| ProjectionSpec {
        field: field.clone(),
        location,
        partition: Ok(None),
        settings: Vec::new(),
    };
    if let Err(reported) = field_name(&field, cx) {
        return simple(Err(reported));
    }
    if !matches!(entry.value.value, Value::Object(_)) {
        return simple(pointer(&entry.value, cx));
    }
    let object = match cx.object(&section::PROJECTION, &entry.value) {
        Ok(object) => object,
        Err(reported) => return simple(Err(reported)),
    };
    let help = "name the location as a JSON Pointer, such as `location: /vendor/name`";
    let location = object.require(&["location", "location_ptr"], help, cx);
    let partition = match object.get(&["partition"]) {
        Some(entry) => cx.boolean(&entry.value).map(|is_one| is_one.then_some(entry.key.span)),
        None => Ok(None),
    };
    ProjectionSpec {
        location: location.and_then(|entry| pointer(&entry.value, cx)),
        partition,
        settings: object.settings(&["location", "location_ptr", "partition"]),
        field,
    }
}

/// `field = C+(/C+)*`, a pointer without its first slash (`language.md` section 1.7).
fn field_name(field: &Spanned<Arc<str>>, cx: &mut Context<'_>) -> Resolved<()> {
    short_field(field, cx)?;
    if let Err(error) = Pointer::parse(&format!("/{}", field.value)) {
        let message = match field.value.is_empty() {
            true => "the name of a field is empty".to_owned(),
            false => format!("`{}` cannot name a field: {error}", field.value),
        };
        let diagnostic = Diagnostic::new(&codes::INVALID_NAME, field.span, message)
            .help("a field's name does not begin or end with `/`, and `~` is written `~0`");
        cx.diagnostics.push(diagnostic);
    }
    Ok(())
}

/// Refuses the name of a field that no location can have: it is not even taken apart.
pub(super) fn short_field(field: &Spanned<Arc<str>>, cx: &mut Context<'_>) -> Resolved<()> {
    if field.value.len() < MAX_LOCATION {
        return Ok(());
    }
    let message = format!("`{}` cannot name a field: {}", field.value, too_long());
    let diagnostic = Diagnostic::new(&codes::INVALID_NAME, field.span, message)
        .help("a field's name is that of a location without its first `/`, such as `vendor/name`");
    Err(cx.diagnostics.push(diagnostic))
}
