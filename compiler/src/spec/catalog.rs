//! The top level of a catalog file: one section after the other.

use super::binding::{self, TaskKind, TaskSpec};
use super::collection::{self, CollectionSpec};
use super::endpoint::{self, EndpointSpec};
use super::form;
use super::generation;
use super::reader::Context;
use super::section::{self, Section};
use super::test::{self, TestSpec};
use crate::diagnostic::{Diagnostic, Diagnostics, Resolved, codes, nearest};
use crate::source::Spanned;
use crate::syntax::{Entry, Node, Tree, Value};
use std::sync::Arc;

/// Everything that one catalog file declares.
#[derive(Debug, Clone, Default)]
pub struct Specs {
    /// Other files.
    pub imports: Vec<ImportSpec>,
    /// Collections, derived ones too.
    pub collections: Vec<CollectionSpec>,
    /// Endpoints with a name.
    pub endpoints: Vec<EndpointSpec>,
    /// Captures and materializations.
    pub tasks: Vec<TaskSpec>,
    /// Tests.
    pub tests: Vec<TestSpec>,
    /// Sections that are kept as written: `nodeDependencies`, `storageMappings` and keys with `x-`.
    pub settings: Vec<Entry>,
}

/// An entry of `import`.
#[derive(Debug, Clone)]
pub struct ImportSpec {
    /// The URL reference.
    pub url: Spanned<Arc<str>>,
    /// What the file holds, if it says so: `CATALOG`, `JSON_SCHEMA`, ...
    pub content_type: Option<Spanned<Arc<str>>>,
}

/// Reads the tree of a catalog file.
pub(crate) fn read(tree: &Tree, diagnostics: &mut Diagnostics) -> Specs {
    let mut specs = Specs::default();
    if matches!(tree.root.value, Value::Null) {
        return specs;
    }
    let mut cx = Context { diagnostics, skipped: &tree.skipped };
    let Ok(object) = cx.object(&section::CATALOG, &tree.root) else { return specs };
    for entry in object.entries() {
        let node = &entry.value;
        match object.name(entry) {
            "import" => {
                let imports = import_list(node, &mut cx);
                specs.imports.extend(imports.iter().filter_map(|node| import(node, &mut cx).ok()));
            }
            "collections" => each(node, "collections", &section::COLLECTION, &mut cx, |name, node, cx| {
                specs.collections.extend(collection::read(name, node, cx));
            }),
            section @ ("endpoints" | "materializationTargets") => {
                for entry in cx.map("endpoints by name, as a mapping", &endpoint::named_help(), node) {
                    let endpoint = endpoint::read(&entry.key, &entry.value, &mut cx);
                    let by_command = section == "materializationTargets";
                    specs.endpoints.push(EndpointSpec { by_command, ..endpoint });
                }
            }
            "capture" | "captures" => tasks(TaskKind::Capture, node, &mut specs, &mut cx),
            "materialize" | "materializations" => {
                tasks(TaskKind::Materialization, node, &mut specs, &mut cx);
            }
            "tests" => {
                let help = "give each test a name: `{ orders are counted: [{ ingest: … }, { verify: … }] }`";
                for entry in cx.map("tests by name, as a mapping", help, node) {
                    specs.tests.push(test::read(&entry.key, &entry.value, &mut cx));
                }
            }
            _ => specs.settings.push(entry.clone()),
        }
    }
    generation::check(&tree.root, cx.diagnostics);
    specs
}

fn tasks(kind: TaskKind, node: &Node, specs: &mut Specs, cx: &mut Context<'_>) {
    each(node, kind.plural(), &section::RESOURCE_BINDING, cx, |name, node, cx| {
        specs.tasks.extend(binding::read(kind, name, node, cx));
    });
}

/// Visits the entities of a section, which is a mapping by name or a list.
fn each(
    node: &Node,
    what: &str,
    item: &Section,
    cx: &mut Context<'_>,
    mut visit: impl FnMut(Option<&Spanned<Arc<str>>>, &Node, &mut Context<'_>),
) {
    if let Value::Array(items) = &node.value {
        items.iter().for_each(|item| visit(None, item, cx));
        return;
    }
    let help = match node.as_str().and_then(|_| form::scalar(node)) {
        Some(name) => format!("write `[{}]`", item.form.replace("acme/orders", &name)),
        None => format!("write `[{}]`", item.form),
    };
    for entry in cx.map(&format!("{what}, as a list or a mapping by name"), &help, node) {
        visit(Some(&entry.key), &entry.value, cx);
    }
}

/// The files to import. A mapping alone is one file that is not in a list.
fn import_list<'n>(node: &'n Node, cx: &mut Context<'_>) -> &'n [Node] {
    let only = match node.entries() {
        [entry] => form::scalar(&entry.value),
        _ => None,
    };
    match only {
        Some(file) => {
            cx.expected_form("a list of files to import", format!("write `[{file}]`"), node);
            &[]
        }
        None => cx.list("a list of files to import", node),
    }
}

fn import(node: &Node, cx: &mut Context<'_>) -> Resolved<ImportSpec> {
    if !matches!(node.value, Value::Object(_)) {
        return Ok(ImportSpec { url: cx.text("the path or URL of a file", node)?, content_type: None });
    }
    let object = cx.object(&section::IMPORT, node)?;
    let url = object.require(&["url"], "name the file to import by its path or URL", cx)?;
    let content_type = object.get(&["contentType"]);
    Ok(ImportSpec {
        url: cx.text("the path or URL of a file", &url.value)?,
        content_type: content_type.and_then(|entry| self::content_type(&entry.value, cx).ok()),
    })
}

/// Files of other types than these two hold nothing for the catalog; a type that is nearly one of them is one.
fn content_type(node: &Node, cx: &mut Context<'_>) -> Resolved<Spanned<Arc<str>>> {
    const READ: [&str; 2] = ["CATALOG", "JSON_SCHEMA"];
    let name = cx.text("a content type", node)?;
    let near = nearest(&name.value, READ);
    let Some(meant) = near.first().filter(|_| !READ.contains(&&*name.value)) else { return Ok(name) };
    let message = format!("`{}` is not a content type", name.value);
    let diagnostic = Diagnostic::new(&codes::WRONG_TYPE, node.span, message);
    let diagnostic = diagnostic.help(format!("write `{meant}`")).rename(node.span, &name.value, meant);
    cx.diagnostics.push(diagnostic);
    // The file is read as what was meant, so that it has no findings that follow from this one.
    Ok(Spanned::new((*meant).into(), node.span))
}
