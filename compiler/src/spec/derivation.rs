//! `derivation` and `derive`: transforms of source collections, registers, shuffles and lambdas.

use super::collection::{SchemaSpec, schema_spec};
use super::form;
use super::reader::{Context, EntryPlace, Object};
use super::section;
use super::selector::{self, SelectorSpec};
use super::setting;
use super::shuffle::{self, ShuffleSpec};
use crate::diagnostic::{Diagnostic, Resolved, codes, nearest};
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Node, Value, is_cut};
use std::sync::Arc;

/// The key of a lambda whose statements stand in place.
pub(super) const STATEMENTS: &str = "sqlite";

/// A derivation as written.
#[derive(Debug, Clone)]
pub struct DerivationSpec {
    /// Where `derivation` or `derive` stands.
    pub span: Span,
    /// Whether it is written as `derive`: a collection may read itself, and each transform says how it shuffles
    /// (`language.md` D6).
    pub is_derive: bool,
    /// Whether all of it could be read.
    pub whole: bool,
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
    /// Where `register` stands.
    pub span: Span,
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
    /// Where that is said.
    pub shuffle_entry: Option<EntryPlace>,
    /// Lambda that updates the register.
    pub update: Option<Resolved<LambdaSpec>>,
    /// Lambda that publishes documents.
    pub publish: Option<Resolved<LambdaSpec>>,
    /// Whether it is switched off, so that no check is made of it (`language.md` section 5.5).
    pub disabled: bool,
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
    /// Where that schema is given.
    pub schema_entry: Option<EntryPlace>,
    /// Which partitions are read; all of them, where it does not say.
    pub partitions: Option<Resolved<SelectorSpec>>,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
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

/// How the transforms of a derivation are written.
#[derive(Clone, Copy)]
struct Form {
    is_derive: bool,
    runner: Runner,
}

/// What `using` says about lambdas.
#[derive(Clone, Copy)]
enum Runner {
    /// Nothing: each transform says it itself.
    None,
    /// They are functions of a module.
    Module(Language),
    /// They are statements of SQL.
    Sqlite,
    /// A connector or a command runs them, and only it knows what they are.
    Other,
}

/// Reads the entry `derivation` or `derive` of a collection.
pub(super) fn read(entry: &Entry, cx: &mut Context<'_>) -> Option<DerivationSpec> {
    let known = cx.diagnostics.count();
    let object = cx.object(&section::DERIVATION, &entry.value).ok()?;
    let is_derive = &*entry.key.value == "derive";
    let register = object.get(&["register"]).and_then(|entry| register(entry, cx));
    for (key, section) in
        [("typescript", &section::MODULE), ("python", &section::MODULE), ("shards", &section::SHARDS)]
    {
        if let Some(entry) = object.get(&[key]) {
            cx.check(section, &entry.value);
        }
    }
    let using = object.get(&["using"]).and_then(|entry| using(&entry.value, cx));
    let runner = using.map_or(Runner::None, |entry| runner(&entry.key.value));
    let form = Form { is_derive, runner };
    let mut transforms = Vec::new();
    if let Some(entry) = object.get(&["transform", "transforms"]) {
        if let Value::Array(items) = &entry.value.value {
            transforms.extend(items.iter().filter_map(|item| transform(None, item, form, cx)));
        } else {
            let help = "write `{ fromOrders: { source: { name: acme/orders }, publish: … } }`";
            let entries = cx.map("transforms, as a mapping by name or a list", help, &entry.value);
            transforms.extend(
                entries.iter().filter_map(|entry| transform(Some(&entry.key), &entry.value, form, cx)),
            );
        }
    }
    if is_derive {
        shuffle::check_types_known(&object, &transforms, cx);
    }
    let whole = cx.diagnostics.is_sound_since(known) && !is_cut(entry.value.span, cx.skipped);
    let mut settings = object.settings(&["register", "transform", "transforms", "using"]);
    settings.extend(using.cloned());
    Some(DerivationSpec { span: entry.key.span, is_derive, whole, register, transforms, settings })
}

/// The one way in which `using` says that lambdas are run: it means the same as that key beside `transform`.
fn using<'n>(node: &'n Node, cx: &mut Context<'_>) -> Option<&'n Entry> {
    cx.check(&section::USING, node);
    let kinds: Vec<&Entry> =
        node.entries().iter().filter(|entry| section::USING.has(&entry.key.value)).collect();
    if let [first, second, ..] = kinds.as_slice() {
        let message = "a derivation is run in more than one way";
        let diagnostic = Diagnostic::new(&codes::WRONG_TYPE, second.key.span, message)
            .label("a second way")
            .secondary(first.key.span, "the first way")
            .help("keep one of them");
        cx.diagnostics.push(diagnostic);
    }
    if node.entries().is_empty() && matches!(node.value, Value::Object(_)) {
        let message = "the `using` of a derivation is empty";
        let help = format!("write `{}`", section::USING.form);
        cx.diagnostics.push(Diagnostic::new(&codes::MISSING_KEY, node.span, message).help(help));
    }
    kinds.first().copied()
}

fn runner(using: &str) -> Runner {
    match using {
        "typescript" => Runner::Module(Language::TypeScript),
        "python" => Runner::Module(Language::Python),
        "sqlite" => Runner::Sqlite,
        _ => Runner::Other,
    }
}

fn register(entry: &Entry, cx: &mut Context<'_>) -> Option<RegisterSpec> {
    let object = cx.object(&section::REGISTER, &entry.value).ok()?;
    Some(RegisterSpec {
        span: entry.key.span,
        schema: object.get(&["schema"]).map(|entry| schema_spec(&entry.value, cx)),
        initial: object.get(&["initial"]).map(|entry| cx.value(&entry.value)),
    })
}

fn transform(
    name: Option<&Spanned<Arc<str>>>,
    node: &Node,
    form: Form,
    cx: &mut Context<'_>,
) -> Option<TransformSpec> {
    let Form { is_derive, runner } = form;
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
    let disabled =
        object.get(&["disable"]).is_some_and(|entry| matches!(entry.value.value, Value::Bool(true)));
    let update = object.get(&["update"]).map(|entry| lambda("update", &entry.value, cx));
    let mut publish = object.get(&["publish"]).map(|entry| lambda("publish", &entry.value, cx));
    let mut settings = object.settings(&["name", "source", "shuffle", "update", "publish"]);
    if object.get(&["update", "publish"]).is_none() {
        publish = match disabled && object.get(&["lambda"]).is_none() {
            true => None,
            false => single(&name, &object, form, cx),
        };
        if publish.is_some() && !matches!(runner, Runner::Module(_)) {
            settings.retain(|entry| &*entry.key.value != "lambda");
        }
    } else if let (Some(lambda), Runner::None | Runner::Sqlite) = (object.get(&["lambda"]), runner) {
        let message = "`lambda` is given beside `update` or `publish`";
        let diagnostic = Diagnostic::new(&codes::WRONG_TYPE, lambda.key.span, message)
            .help("give `lambda` alone where it publishes and nothing updates a register");
        cx.diagnostics.push(diagnostic);
    }
    for delay in settings.iter_mut().filter(|entry| &*entry.key.value == "delay") {
        delay.key.value = "readDelay".into();
    }
    let shuffle = object.get(&["shuffle"]).map(|entry| shuffle::read(&entry.value, cx));
    let shuffle = match disabled {
        true => shuffle,
        false => shuffle::check(shuffle, is_derive, &name, &object, cx),
    };
    let shuffle_entry = object.place("shuffle");
    Some(TransformSpec { shuffle_entry, name, source, shuffle, update, publish, disabled, settings })
}

/// The lambda of a transform that has a single one: it publishes. The module of the derivation holds it, or
/// `lambda` is its text, or the path of a file where it has no white space (`language.md` section 2.2). One that
/// has none is at fault, but where a program knows what to do.
fn single(
    name: &Spanned<Arc<str>>,
    object: &Object<'_>,
    form: Form,
    cx: &mut Context<'_>,
) -> Option<Resolved<LambdaSpec>> {
    let entry = object.get(&["lambda"]);
    match (form.runner, entry) {
        (Runner::Module(language), _) => Some(Ok(LambdaSpec::Module(language, name.span))),
        (Runner::None | Runner::Sqlite, Some(entry)) => match &entry.value.value {
            Value::Object(_) => Some(lambda("lambda", &entry.value, cx)),
            Value::String(text) if matches!(&**text, "typescript" | "python") => {
                Some(symbolic(&entry.value, cx))
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Hole(_) => {
                let text = cx.text("statements of SQL, or the path of a file", &entry.value);
                Some(text.map(|text| match text.value.contains(char::is_whitespace) {
                    true => LambdaSpec::Inline(Language::Sql, text),
                    false => LambdaSpec::File(Language::Sql, text),
                }))
            }
        },
        (Runner::None, None) if form.is_derive => {
            let help = "say below `using` what runs the derivation: `typescript: { module: orders.flow.ts }`";
            object.require(&["lambda"], help, cx).err().map(Err)
        }
        (Runner::None, None) => {
            let help = "give it a lambda: `publish` makes documents, `update` changes the register";
            object.require(&["publish", "update"], help, cx).err().map(Err)
        }
        (Runner::Sqlite, None) => {
            object.require(&["lambda"], "write the statements that publish documents", cx).err().map(Err)
        }
        (Runner::Other, _) => None,
    }
}

/// A source: a name alone, or a mapping with `name`.
pub(super) fn source(node: &Node, cx: &mut Context<'_>) -> Resolved<SourceSpec> {
    if !matches!(node.value, Value::Object(_)) {
        let name = cx.text("the name of a collection", node)?;
        let settings = Vec::new();
        return Ok(SourceSpec { name, schema: None, schema_entry: None, partitions: None, settings });
    }
    let object = cx.object(&section::SOURCE, node)?;
    let name = object.require(&["name"], "name the collection that is read", cx)?;
    setting::check_order(object.get(&["notBefore"]), object.get(&["notAfter"]), cx);
    Ok(SourceSpec {
        name: cx.text("the name of a collection", &name.value)?,
        schema: object.get(&["schema"]).map(|entry| schema_spec(&entry.value, cx)),
        schema_entry: object.place("schema"),
        partitions: selector::read(&object, cx),
        settings: object.settings(&["name", "schema", "partitions"]),
    })
}

/// One of the forms of `language.md` D1.
fn lambda(key: &str, node: &Node, cx: &mut Context<'_>) -> Resolved<LambdaSpec> {
    if !matches!(node.value, Value::Object(_)) {
        return Err(cx.expected_form("a lambda, as a mapping", form::of_lambda(key, node), node));
    }
    let object = cx.object(&section::LAMBDA, node)?;
    let known: Vec<&Entry> =
        object.entries().iter().filter(|entry| section::LAMBDA.has(&entry.key.value)).collect();
    let entry = match known.as_slice() {
        [entry] => *entry,
        [_, second, ..] => {
            let message = "a lambda is given in more than one way";
            let diagnostic = Diagnostic::new(&codes::WRONG_TYPE, second.key.span, message)
                .help("keep one of `typescript`, `python`, `remote`, `awsLambda` and the others");
            return Err(cx.diagnostics.push(diagnostic));
        }
        [] if object.entries().is_empty() => {
            let empty = Diagnostic::new(&codes::MISSING_KEY, node.span, "the lambda is empty");
            return Err(cx.diagnostics.push(empty.help(format!("write `{}`", section::LAMBDA.form))));
        }
        [] => {
            let any: Vec<&str> = section::LAMBDA.names().collect();
            let help = "give its body under `typescript` or `python`, or the `remote` that is called";
            object.require(&any, help, cx)?
        }
    };
    let value = &entry.value;
    match object.name(entry) {
        "typescript" | "nodeJS" => inline(Language::TypeScript, value, cx),
        "python" => inline(Language::Python, value, cx),
        STATEMENTS => inline(Language::Sql, value, cx),
        "sqliteFile" => cx.text("the path of a file", value).map(|url| LambdaSpec::File(Language::Sql, url)),
        "module" => {
            cx.text("the path of a file", value).map(|url| LambdaSpec::File(Language::TypeScript, url))
        }
        "remote" => cx.text("a URL", value).map(LambdaSpec::Remote),
        "awsLambda" => cx.text("an ARN", value).map(LambdaSpec::AwsLambda),
        _ => symbolic(value, cx),
    }
}

fn inline(language: Language, node: &Node, cx: &mut Context<'_>) -> Resolved<LambdaSpec> {
    cx.text("the body of a function", node).map(|body| LambdaSpec::Inline(language, body))
}

/// `lambda: typescript`, `lambda: python`, or `lambda: { remote: URL }`.
fn symbolic(node: &Node, cx: &mut Context<'_>) -> Resolved<LambdaSpec> {
    match node.as_str().map(|text| &**text) {
        Some("typescript") => Ok(LambdaSpec::Module(Language::TypeScript, node.span)),
        Some("python") => Ok(LambdaSpec::Module(Language::Python, node.span)),
        None if matches!(node.value, Value::Object(_)) => lambda("lambda", node, cx),
        Some(_) | None => {
            let near = node.as_str().map(|word| nearest(word, ["typescript", "python"]));
            let help = match near.unwrap_or_default().first() {
                Some(word) => format!("write `{word}`"),
                None => "name the language of the module: `typescript` or `python`".to_owned(),
            };
            Err(cx.expected_form("`typescript`, `python`, or a mapping with `remote`", help, node))
        }
    }
}
