//! Phases 1 to 3: discovers files from the roots on, and parses and reads each once.
//!
//! It follows imports, schema URLs and `$ref`s. What cannot be had is reported where it was asked for first.

mod messages;
mod references;

use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Resolved, codes};
use crate::schema::{self, SchemaId, Schemas};
use crate::source::{FileId, Files, SourceMap, Span, Spanned, Uri};
use crate::spec::{self, DocumentsSpec, ImportSpec, SchemaSpec, Specs};
use crate::syntax::{self, MAX_NODES, Node, Tree, Value};
use messages::{invalid_reference, unreadable};
use references::Reference;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// How many files a build may have (`language.md` D1).
const MAX_FILES: usize = 100_000;

/// All files of a build, read.
pub(crate) struct Loaded {
    pub(crate) sources: SourceMap,
    /// Trees of all files, by file.
    pub(crate) trees: Vec<Tree>,
    /// Catalog files, in the order of their discovery.
    pub(crate) specs: Vec<(FileId, Specs)>,
    pub(crate) schemas: Schemas,
    pub(crate) imports: Vec<Import>,
    /// The schema of each place in a catalog that gives one.
    pub(crate) schema_at: BTreeMap<Span, Resolved<SchemaId>>,
    /// The list of documents of each place in a test that gives one.
    pub(crate) documents_at: BTreeMap<Span, Resolved<Node>>,
}

/// One file imports another.
#[derive(Debug, Clone)]
pub struct Import {
    /// The importing file.
    pub from: FileId,
    /// The imported file.
    pub to: FileId,
    /// Where the import is written.
    pub span: Span,
}

/// Loads the catalog files of the roots and all that they lead to.
pub(crate) fn load(roots: &[Uri], files: &dyn Files, diagnostics: &mut Diagnostics) -> Loaded {
    let loaded = Loaded {
        sources: SourceMap::default(),
        trees: Vec::new(),
        specs: Vec::new(),
        schemas: Schemas::default(),
        imports: Vec::new(),
        schema_at: BTreeMap::new(),
        documents_at: BTreeMap::new(),
    };
    let mut loader = Loader {
        loaded,
        files,
        diagnostics,
        failed: BTreeMap::new(),
        catalogs: VecDeque::new(),
        references: VecDeque::new(),
        nodes: 0,
    };
    for root in roots {
        loader.catalog_root(root);
    }
    while let Some(file) = loader.catalogs.pop_front() {
        loader.catalog(file);
    }
    loader.follow_references();
    loader.loaded
}

struct Loader<'l> {
    loaded: Loaded,
    files: &'l dyn Files,
    diagnostics: &'l mut Diagnostics,
    failed: BTreeMap<Uri, Reported>,
    /// Catalog files that have been parsed but not read.
    catalogs: VecDeque<FileId>,
    /// Schema places of catalogs, and nodes with a `$ref`, that wait to be resolved.
    references: VecDeque<Reference>,
    nodes: usize,
}

impl Loader<'_> {
    fn catalog_root(&mut self, uri: &Uri) {
        if self.loaded.sources.by_uri(uri).is_some() {
            return;
        }
        match self.files.read(uri) {
            Ok(text) => {
                let file = self.parse(uri, text);
                self.catalogs.push_back(file);
            }
            Err(error) => {
                let file = self.parse(uri, "".into());
                let diagnostic = unreadable(uri, &error, Span::new(file, 0, 0));
                self.diagnostics.push(diagnostic);
            }
        }
    }

    fn parse(&mut self, uri: &Uri, text: Arc<str>) -> FileId {
        let file = self.loaded.sources.add(uri.clone(), text);
        let mut tree = syntax::parse(self.loaded.sources.file(file), self.diagnostics);
        self.nodes = self.nodes.saturating_add(tree.nodes);
        if self.nodes > MAX_NODES {
            let message = format!("the build has more than {MAX_NODES} values with this file");
            let diagnostic = Diagnostic::new(&codes::LIMIT_EXCEEDED, Span::new(file, 0, 0), message)
                .help("build parts of the catalog apart");
            self.nodes = self.nodes.saturating_sub(tree.nodes);
            tree.root.value = Value::Hole(self.diagnostics.push(diagnostic));
        }
        self.loaded.trees.push(tree);
        file
    }

    /// The file of a URI, read and parsed if it was not; a failure is reported once, at the first place.
    fn file(&mut self, uri: &Uri, span: Span) -> Resolved<FileId> {
        if let Some(file) = self.loaded.sources.by_uri(uri) {
            return Ok(file.id);
        }
        if let Some(reported) = self.failed.get(uri) {
            return Err(*reported);
        }
        let failure = match self.files.read(uri) {
            Ok(_) if self.loaded.sources.files().len() >= MAX_FILES => {
                let message = format!("the build has more than {MAX_FILES} files");
                Diagnostic::new(&codes::LIMIT_EXCEEDED, span, message)
                    .help("build parts of the catalog apart")
            }
            Ok(text) => return Ok(self.parse(uri, text)),
            Err(error) => unreadable(uri, &error, span),
        };
        let reported = self.diagnostics.push(failure);
        self.failed.insert(uri.clone(), reported);
        Err(reported)
    }

    fn catalog(&mut self, file: FileId) {
        let Some(tree) = self.loaded.trees.get(file.index()) else { return };
        let specs = spec::read(tree, self.diagnostics);
        for import in &specs.imports {
            self.import(file, import);
        }
        for spec in schema_specs(&specs) {
            match spec {
                SchemaSpec::Url(url) => {
                    self.references.push_back(Reference::Catalog(file, url.clone()));
                }
                SchemaSpec::Inline(node) if !self.loaded.schema_at.contains_key(&node.span) => {
                    let uri = self.loaded.sources.file(file).uri.clone();
                    let document = schema::read(file, &uri, true, node, self.diagnostics);
                    let id = self.add_schema(document);
                    self.loaded.schema_at.insert(node.span, Ok(id));
                }
                SchemaSpec::Inline(_) => {}
            }
        }
        for step in specs.tests.iter().flat_map(|test| &test.steps) {
            if let Ok(documents) = &step.documents {
                let list = self.documents(file, documents);
                self.loaded.documents_at.insert(documents.span(), list);
            }
        }
        self.loaded.specs.push((file, specs));
    }

    /// The documents of a step: a list of objects (`language.md` section 2.1, L7).
    fn documents(&mut self, from: FileId, spec: &DocumentsSpec) -> Resolved<Node> {
        let (list, reference) = match spec {
            DocumentsSpec::Inline(list) => (list.clone(), None),
            DocumentsSpec::Url(url) => {
                let base = self.loaded.sources.file(from).uri.clone();
                let (uri, _) = self.join(&base, url)?;
                let file = self.file(&uri, url.span)?;
                let tree = self.loaded.trees.get(file.index()).expect("every file has a tree");
                (tree.root.clone(), Some(url.span))
            }
        };
        let wrong = match &list.value {
            Value::Array(items) => items.iter().find(|item| !matches!(item.value, Value::Object(_))),
            Value::Hole(reported) => return Err(*reported),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                Some(&list)
            }
        };
        match wrong {
            None => Ok(list),
            Some(Node { value: Value::Hole(reported), .. }) => Err(*reported),
            Some(node) => {
                let expected = if std::ptr::eq(node, &list) { "a list of documents" } else { "an object" };
                let message = format!("expected {expected}, found {}", node.kind());
                let mut diagnostic = Diagnostic::new(&codes::WRONG_TYPE, node.span, message)
                    .help("the documents of a test are a list of JSON objects");
                if let Some(span) = reference {
                    diagnostic = diagnostic.secondary(span, "the file is named here");
                }
                Err(self.diagnostics.push(diagnostic))
            }
        }
    }

    fn import(&mut self, from: FileId, import: &ImportSpec) {
        let content = import.content_type.as_ref().map(|text| &*text.value);
        let is_schema = content == Some("JSON_SCHEMA");
        if !is_schema && !matches!(content, None | Some("CATALOG")) {
            return;
        }
        let base = self.loaded.sources.file(from).uri.clone();
        let span = import.url.span;
        let Ok((uri, fragment)) = self.join(&base, &import.url) else { return };
        if fragment.is_some() {
            let message = format!("the import `{}` has a fragment", import.url.value);
            let diagnostic = Diagnostic::new(&codes::INVALID_URL, span, message)
                .help("import the whole file: leave out the `#` and what follows it");
            self.diagnostics.push(diagnostic);
            return;
        }
        let known = self.loaded.sources.by_uri(&uri).is_some();
        let Ok(to) = self.file(&uri, span) else { return };
        self.loaded.imports.push(Import { from, to, span });
        if is_schema {
            self.schema_file(to);
        } else if !known {
            self.catalogs.push_back(to);
        }
    }

    fn join(&mut self, base: &Uri, reference: &Spanned<Arc<str>>) -> Resolved<(Uri, Option<String>)> {
        base.join(&reference.value).map_err(|error| {
            let diagnostic = invalid_reference(reference, &error, |levels| self.files.root_above(levels));
            self.diagnostics.push(diagnostic)
        })
    }

    /// The schema document of a file, read if it was not.
    fn schema_file(&mut self, file: FileId) -> Option<SchemaId> {
        if let Some(id) = self.loaded.schemas.of_file(file) {
            return Some(id);
        }
        let uri = self.loaded.sources.file(file).uri.clone();
        let root = &self.loaded.trees.get(file.index())?.root;
        let document = schema::read(file, &uri, false, root, self.diagnostics);
        Some(self.add_schema(document))
    }

    fn add_schema(&mut self, document: schema::SchemaDocument) -> SchemaId {
        let id = self.loaded.schemas.add(document);
        self.queue_references(id, 0);
        id
    }

    fn queue_references(&mut self, document: SchemaId, from: usize) {
        for id in self.loaded.schemas.references(document.document, from) {
            let reference = self.loaded.schemas.node(id).keywords.reference.as_ref();
            let text = reference.map(|reference| reference.text.clone());
            self.references.extend(text.map(|text| Reference::Node(id, text)));
        }
    }
}

/// All schemas that a catalog file gives.
fn schema_specs(specs: &Specs) -> Vec<&SchemaSpec> {
    let mut found: Vec<&Resolved<SchemaSpec>> = Vec::new();
    for collection in &specs.collections {
        found.push(&collection.schema);
        found.extend(&collection.write_schema);
        let Some(derivation) = &collection.derivation else { continue };
        found.extend(derivation.register.iter().filter_map(|register| register.schema.as_ref()));
        let sources = derivation.transforms.iter().filter_map(|transform| transform.source.as_ref().ok());
        found.extend(sources.filter_map(|source| source.schema.as_ref()));
    }
    found.into_iter().filter_map(|spec| spec.as_ref().ok()).collect()
}
