//! `derivation` and `derive`: transforms of source collections, registers, shuffles and lambdas.

use super::collection::{SchemaSpec, pointers, schema_spec};
use super::reader::{Context, Object};
use super::section;
use crate::diagnostic::{Diagnostic, Resolved, codes};
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Node, Value};
use runtime_lite::Pointer;
use std::sync::Arc;

/// A derivation as written.
#[derive(Debug, Clone)]
pub struct DerivationSpec {
    /// Where `derivation` or `derive` stands.
    pub span: Span,
    /// Whether it is written as `derive`, in which a collection may read itself (`language.md` D6).
    pub may_cycle: bool,
    /// The state of a shuffle key, if it says any.
    pub register: Option<RegisterSpec>,
    /// Its transforms.
    pub transforms: Vec<TransformSpec>,
    /// Keys that nothing uses yet, as written: `typescript`, `using`, `shuffleKeyTypes`, `shards`.
    pub settings: Vec<Entry>,
}

/// The state that a derivation keeps for each shuffle key.
#[derive(Debug, Clone)]
pub struct RegisterSpec {
    /// Its schema; absent means `true`.
    pub schema: Option<Resolved<SchemaSpec>>,
    /// Its value before the first update; absent means null.
    pub initial: Option<Node>,
}

/// A transform as written.
#[derive(Debug, Clone)]
pub struct TransformSpec {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// What it reads.
    pub source: Resolved<SourceSpec>,
    /// How source documents are grouped; absent means by the source's key.
    pub shuffle: Option<ShuffleSpec>,
    /// Lambda that updates the register.
    pub update: Option<LambdaSpec>,
    /// Lambda that publishes documents.
    pub publish: Option<LambdaSpec>,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

/// A collection that is read, and how.
#[derive(Debug, Clone)]
pub struct SourceSpec {
    /// The collection's name.
    pub name: Spanned<Arc<str>>,
    /// A schema in place of the collection's own.
    pub schema: Option<Resolved<SchemaSpec>>,
    /// Which partitions are read, as written.
    pub partitions: Option<Node>,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

/// How source documents are grouped.
#[derive(Debug, Clone)]
pub enum ShuffleSpec {
    /// By these locations.
    Key(Span, Resolved<Vec<Resolved<Spanned<Pointer>>>>),
    /// By a lambda, or by no key.
    Other(Node),
}

/// A language that lambdas are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// TypeScript.
    TypeScript,
    /// Python.
    Python,
    /// SQL of SQLite.
    Sql,
}

/// A lambda as written.
#[derive(Debug, Clone)]
pub enum LambdaSpec {
    /// A body in place.
    Inline(Language, Spanned<Arc<str>>),
    /// A function of the derivation's module.
    Module(Language, Span),
    /// Called over HTTP.
    Remote(Spanned<Arc<str>>),
    /// An AWS Lambda function, by its ARN.
    AwsLambda(Spanned<Arc<str>>),
    /// A file of statements, or of code.
    File(Language, Spanned<Arc<str>>),
}

/// Reads the entry `derivation` or `derive` of a collection.
pub(super) fn read(entry: &Entry, cx: &mut Context<'_>) -> Option<DerivationSpec> {
    let object = cx.object(&section::DERIVATION, &entry.value).ok()?;
    let may_cycle = &*entry.key.value == "derive";
    let register = object.get(&["register"]).and_then(|entry| register(&entry.value, cx));
    let mut transforms = Vec::new();
    if let Some(entry) = object.get(&["transform", "transforms"]) {
        if let Value::Array(items) = &entry.value.value {
            transforms.extend(items.iter().filter_map(|item| transform(None, item, cx)));
        } else {
            let entries = cx.map("transforms, as a mapping by name or a list", &entry.value);
            transforms
                .extend(entries.iter().filter_map(|entry| transform(Some(&entry.key), &entry.value, cx)));
        }
    }
    let settings = object.settings(&["register", "transform", "transforms"]);
    Some(DerivationSpec { span: entry.key.span, may_cycle, register, transforms, settings })
}

fn register(node: &Node, cx: &mut Context<'_>) -> Option<RegisterSpec> {
    let object = cx.object(&section::REGISTER, node).ok()?;
    Some(RegisterSpec {
        schema: object.get(&["schema"]).map(|entry| schema_spec(&entry.value, cx)),
        initial: object.get(&["initial"]).map(|entry| entry.value.clone()),
    })
}

fn transform(name: Option<&Spanned<Arc<str>>>, node: &Node, cx: &mut Context<'_>) -> Option<TransformSpec> {
    let mut object = cx.object(&section::TRANSFORM, node).ok()?;
    let name = match name {
        Some(name) => name.clone(),
        None => {
            let entry =
                object.require(&["name"], "give the transform a name, such as `fromOrders`", cx).ok()?;
            cx.text("the name of the transform", &entry.value).ok()?
        }
    };
    object.call("transform", &name.value);
    let help = "name the collection that is read: `source: { name: acme/orders }`";
    let source = object.require(&["source"], help, cx).and_then(|entry| source(&entry.value, cx));
    let update = object.get(&["update"]).and_then(|entry| lambda(&entry.value, cx));
    let publish = object.get(&["publish"]).and_then(|entry| lambda(&entry.value, cx));
    Some(TransformSpec {
        name,
        source,
        shuffle: object.get(&["shuffle"]).map(|entry| shuffle(&entry.value, cx)),
        update,
        publish,
        settings: object.settings(&["name", "source", "shuffle", "update", "publish"]),
    })
}

/// A source: a name alone, or a mapping with `name`.
pub(super) fn source(node: &Node, cx: &mut Context<'_>) -> Resolved<SourceSpec> {
    if !matches!(node.value, Value::Object(_)) {
        let name = cx.text("the name of a collection", node)?;
        return Ok(SourceSpec { name, schema: None, partitions: None, settings: Vec::new() });
    }
    let object = cx.object(&section::SOURCE, node)?;
    let name = object.require(&["name"], "name the collection that is read", cx)?;
    Ok(SourceSpec {
        name: cx.text("the name of a collection", &name.value)?,
        schema: object.get(&["schema"]).map(|entry| schema_spec(&entry.value, cx)),
        partitions: selector(&object, cx),
        settings: object.settings(&["name", "schema", "partitions"]),
    })
}

/// `partitions: { include: …, exclude: … }`, kept as written.
pub(super) fn selector(object: &Object<'_>, cx: &mut Context<'_>) -> Option<Node> {
    let entry = object.get(&["partitions"])?;
    cx.object(&section::SELECTOR, &entry.value).ok().map(|_| entry.value.clone())
}

fn shuffle(node: &Node, cx: &mut Context<'_>) -> ShuffleSpec {
    match &node.value {
        Value::Array(_) => ShuffleSpec::Key(node.span, pointers(node, cx)),
        Value::Object(_) => match cx.object(&section::SHUFFLE, node) {
            Ok(object) => match object.get(&["key"]) {
                Some(entry) => ShuffleSpec::Key(entry.value.span, pointers(&entry.value, cx)),
                None => ShuffleSpec::Other(node.clone()),
            },
            Err(reported) => ShuffleSpec::Key(node.span, Err(reported)),
        },
        Value::String(text) if &**text == "any" => ShuffleSpec::Other(node.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Hole(_) => {
            let expected = "`any`, a list of locations, or a mapping with `key`";
            ShuffleSpec::Key(node.span, Err(cx.expected(expected, node)))
        }
    }
}

/// One of the forms of `language.md` D1.
fn lambda(node: &Node, cx: &mut Context<'_>) -> Option<LambdaSpec> {
    let object = cx.object(&section::LAMBDA, node).ok()?;
    let known: Vec<&Entry> =
        object.entries().iter().filter(|entry| section::LAMBDA.has(&entry.key.value)).collect();
    let [entry] = known.as_slice() else {
        if let [_, second, ..] = known.as_slice() {
            let message = "a lambda is given in more than one way";
            let diagnostic = Diagnostic::new(&codes::WRONG_TYPE, second.key.span, message)
                .help("keep one of `typescript`, `python`, `remote`, `awsLambda` and the others");
            cx.diagnostics.push(diagnostic);
        } else {
            let help = "give its body under `typescript` or `python`, or the `remote` that is called";
            let any: Vec<&str> = section::LAMBDA.names().collect();
            let _ = object.require(&any, help, cx);
        }
        return None;
    };
    let value = &entry.value;
    match &*entry.key.value {
        "typescript" | "nodeJS" => inline(Language::TypeScript, value, cx),
        "python" => inline(Language::Python, value, cx),
        "sqlite" => inline(Language::Sql, value, cx),
        "sqliteFile" => {
            cx.text("the path of a file", value).ok().map(|url| LambdaSpec::File(Language::Sql, url))
        }
        "module" => {
            cx.text("the path of a file", value).ok().map(|url| LambdaSpec::File(Language::TypeScript, url))
        }
        "remote" => cx.text("a URL", value).ok().map(LambdaSpec::Remote),
        "awsLambda" => cx.text("an ARN", value).ok().map(LambdaSpec::AwsLambda),
        _ => symbolic(value, cx),
    }
}

fn inline(language: Language, node: &Node, cx: &mut Context<'_>) -> Option<LambdaSpec> {
    cx.text("the body of a function", node).ok().map(|body| LambdaSpec::Inline(language, body))
}

/// `lambda: typescript`, `lambda: python`, or `lambda: { remote: URL }`.
fn symbolic(node: &Node, cx: &mut Context<'_>) -> Option<LambdaSpec> {
    match node.as_str().map(|text| &**text) {
        Some("typescript") => Some(LambdaSpec::Module(Language::TypeScript, node.span)),
        Some("python") => Some(LambdaSpec::Module(Language::Python, node.span)),
        None if matches!(node.value, Value::Object(_)) => lambda(node, cx),
        Some(_) | None => {
            cx.expected("`typescript`, `python`, or a mapping with `remote`", node);
            None
        }
    }
}
