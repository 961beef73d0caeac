//! The top level of a catalog file: one section after the other.

use super::binding::{self, TaskKind, TaskSpec};
use super::collection::{self, CollectionSpec};
use super::endpoint::{self, EndpointSpec};
use super::reader::Context;
use super::section;
use super::test::{self, TestSpec};
use crate::diagnostic::{Diagnostics, Resolved};
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
        match &*entry.key.value {
            "import" => {
                let imports = cx.list("a list of files to import", node);
                specs.imports.extend(imports.iter().filter_map(|node| import(node, &mut cx).ok()));
            }
            "collections" => each(node, "collections", &mut cx, |name, node, cx| {
                specs.collections.extend(collection::read(name, node, cx));
            }),
            "endpoints" | "materializationTargets" => {
                for entry in cx.map("endpoints by name, as a mapping", node) {
                    specs.endpoints.extend(endpoint::read(&entry.key, &entry.value, &mut cx));
                }
            }
            "capture" | "captures" => tasks(TaskKind::Capture, node, &mut specs, &mut cx),
            "materialize" | "materializations" => {
                tasks(TaskKind::Materialization, node, &mut specs, &mut cx);
            }
            "tests" => {
                for entry in cx.map("tests by name, as a mapping", node) {
                    specs.tests.push(test::read(&entry.key, &entry.value, &mut cx));
                }
            }
            _ => specs.settings.push(entry.clone()),
        }
    }
    specs
}

fn tasks(kind: TaskKind, node: &Node, specs: &mut Specs, cx: &mut Context<'_>) {
    each(node, kind.plural(), cx, |name, node, cx| specs.tasks.extend(binding::read(kind, name, node, cx)));
}

/// Visits the entities of a section, which is a mapping by name or a list.
fn each(
    node: &Node,
    what: &str,
    cx: &mut Context<'_>,
    mut visit: impl FnMut(Option<&Spanned<Arc<str>>>, &Node, &mut Context<'_>),
) {
    if let Value::Array(items) = &node.value {
        items.iter().for_each(|item| visit(None, item, cx));
        return;
    }
    for entry in cx.map(&format!("{what}, as a list or a mapping by name"), node) {
        visit(Some(&entry.key), &entry.value, cx);
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
        content_type: content_type.and_then(|entry| cx.text("a content type", &entry.value).ok()),
    })
}
