//! Phases 1 to 3: discovers files from the roots on, and parses and reads each once.
//!
//! It follows imports, schema URLs and `$ref`s, wave by wave: all files that are known of are read together,
//! then all that these lead to. What cannot be had is reported where it was asked for first.

mod built_in;
mod cache;
mod configurations;
mod messages;
mod modules;
mod references;
mod waves;

pub use cache::TreeCache;
pub use waves::{Sequential, Workers};

use crate::Request;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Resolved, codes};
use crate::schema::{self, Reading, SchemaDocument, SchemaId, Schemas};
use crate::source::{FileId, Files, Role, SourceMap, Span, Spanned, Uri};
use crate::spec::{self, DocumentsSpec, ImportSpec, SchemaSpec, Specs};
use crate::syntax::{Node, Tree, Value, is_cut};
use messages::invalid_reference;
use references::Reference;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use waves::Wanted;

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
    /// The schemas that are compiled by themselves, in the order of the request.
    pub(crate) schema_roots: Vec<Resolved<SchemaId>>,
    pub(crate) imports: Vec<Import>,
    /// Catalog files with an import that could not be followed, which was reported.
    pub(crate) failed_imports: Vec<(FileId, Reported)>,
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
    /// What the imported file is read as here.
    pub role: Role,
    /// Whether it says nothing at all.
    pub is_empty: bool,
}

/// Loads the catalog files and schemas of a request, and all that they lead to.
pub(crate) fn load(
    request: &Request,
    files: &dyn Files,
    workers: &dyn Workers,
    cache: Option<&dyn TreeCache>,
    diagnostics: &mut Diagnostics,
) -> Loaded {
    let loaded = Loaded {
        sources: SourceMap::default(),
        trees: Vec::new(),
        specs: Vec::new(),
        schemas: Schemas::default(),
        schema_roots: Vec::new(),
        imports: Vec::new(),
        failed_imports: Vec::new(),
        schema_at: BTreeMap::new(),
        documents_at: BTreeMap::new(),
    };
    let mut loader = Loader {
        loaded,
        files: &built_in::BuiltIn(files),
        workers,
        cache,
        diagnostics,
        failed: BTreeMap::new(),
        own_modules: BTreeMap::new(),
        unwritten: BTreeSet::new(),
        catalogs: Vec::new(),
        imported: BTreeSet::new(),
        specs: BTreeMap::new(),
        documents: BTreeMap::new(),
        references: VecDeque::new(),
        ahead: 0,
        nodes: 0,
        reading: Reading { draft: request.draft, is_alone: !request.schemas.is_empty() },
    };
    loader.roots(&request.roots, Role::Catalog);
    loader.follow_imports();
    loader.roots(&request.schemas, Role::Schema);
    loader.schema_roots(&request.schemas);
    loader.follow_references();
    loader.loaded
}

struct Loader<'l> {
    loaded: Loaded,
    files: &'l dyn Files,
    workers: &'l dyn Workers,
    cache: Option<&'l dyn TreeCache>,
    diagnostics: &'l mut Diagnostics,
    failed: BTreeMap<Uri, Reported>,
    /// The modules that derivations name, each with the first place.
    own_modules: BTreeMap<Uri, Span>,
    /// The modules that are not there, and need not be yet.
    unwritten: BTreeSet<Uri>,
    /// Catalog files whose imports are still to be followed.
    catalogs: Vec<FileId>,
    /// Catalog files that were taken over, or are about to be.
    imported: BTreeSet<FileId>,
    /// What catalog files declare, until it is taken over.
    specs: BTreeMap<FileId, Specs>,
    /// What schema files hold, until it is taken over.
    documents: BTreeMap<FileId, SchemaDocument>,
    /// Schema places of catalogs, and nodes with a `$ref`, that wait to be resolved.
    references: VecDeque<Reference>,
    /// How many references are to be followed before the next wave of schema files.
    ahead: usize,
    nodes: usize,
    /// How schemas are read.
    reading: Reading,
}

impl Loader<'_> {
    /// Reads the roots. One that cannot be read is an empty file, so that its finding has a place.
    fn roots(&mut self, roots: &[Uri], role: Role) {
        for root in roots {
            if self.loaded.sources.by_uri(root).is_some() {
                continue;
            }
            let known = self.diagnostics.count();
            let span = Span::new(FileId::from_index(self.loaded.sources.files().len()), 0, 0);
            self.fetch(vec![Wanted { uri: root.clone(), role, span }]);
            match self.loaded.sources.by_uri(root) {
                Some(file) if role == Role::Catalog => {
                    self.imported.insert(file.id);
                    self.catalogs.push(file.id);
                }
                Some(_) => {}
                None => {
                    debug_assert!(self.diagnostics.count() > known, "a file that is missing is reported");
                    self.loaded.sources.add(root.clone(), role, "".into());
                    let root = Node { span, value: Value::Null };
                    self.loaded.trees.push(Tree { root, nodes: 1, skipped: Arc::default() });
                }
            }
        }
    }

    /// Takes over the schemas that are compiled by themselves. Of one that could not be read nothing is known.
    fn schema_roots(&mut self, roots: &[Uri]) {
        for root in roots {
            let failed = self.failed.get(root).copied();
            let file = self.loaded.sources.by_uri(root).map(|file| file.id);
            let schema = file.filter(|_| failed.is_none()).and_then(|file| self.schema_file(file));
            let reported = failed.or_else(|| self.diagnostics.already_reported());
            self.loaded.schema_roots.extend(schema.map(Ok).or(reported.map(Err)));
        }
    }

    /// Takes over the catalog files, and those that they import, until none is left.
    fn follow_imports(&mut self) {
        while !self.catalogs.is_empty() {
            let wave = std::mem::take(&mut self.catalogs);
            let imported = wave.iter().flat_map(|file| self.imported(*file)).collect();
            self.fetch(imported);
            for file in wave {
                self.catalog(file);
            }
        }
    }

    /// The files that a catalog file imports.
    fn imported(&self, file: FileId) -> Vec<Wanted> {
        let base = &self.loaded.sources.file(file).uri;
        let imports = self.specs.get(&file).map(|specs| specs.imports.as_slice()).unwrap_or_default();
        let wanted = imports.iter().filter_map(|import| {
            // What is no URL is reported when the import itself is read.
            let (uri, fragment) = base.join(&import.url.value).ok()?;
            let role = role(import).filter(|_| fragment.is_none())?;
            Some(Wanted { uri, role, span: import.url.span })
        });
        wanted.collect()
    }

    /// The file of a URI, read and parsed if it was not; a failure is reported once, at the first place.
    fn file(&mut self, uri: &Uri, role: Role, span: Span) -> Resolved<FileId> {
        self.fetch(vec![Wanted { uri: uri.clone(), role, span }]);
        match (self.loaded.sources.by_uri(uri), self.failed.get(uri)) {
            (Some(file), _) => Ok(file.id),
            (None, Some(reported)) => Err(*reported),
            (None, None) => unreachable!("a file that was asked for is loaded or has failed"),
        }
    }

    fn catalog(&mut self, file: FileId) {
        let Some(tree) = self.loaded.trees.get(file.index()) else { return };
        // A file that was read as a schema first may be imported as a catalog, too.
        let skipped = tree.skipped.clone();
        let mut specs = self.specs.remove(&file).unwrap_or_else(|| spec::read(tree, self.diagnostics));
        for import in &specs.imports {
            self.import(file, import);
        }
        for spec in schema_specs(&specs) {
            match spec {
                SchemaSpec::Url(url) => {
                    self.references.push_back(Reference::of_catalog(file, url.clone()));
                }
                SchemaSpec::Inline(node) if !self.loaded.schema_at.contains_key(&node.span) => {
                    let uri = self.loaded.sources.file(file).uri.clone();
                    let document =
                        schema::read(file, &uri, true, node, &skipped, self.reading, self.diagnostics);
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
        self.configurations(file, &mut specs);
        self.modules(file, &specs);
        self.loaded.specs.push((file, specs));
    }

    /// The documents of a step: a list of objects (`language.md` section 2.1, L7).
    fn documents(&mut self, from: FileId, spec: &DocumentsSpec) -> Resolved<Node> {
        let (list, reference) = match spec {
            DocumentsSpec::Inline(list) => (list.clone(), None),
            DocumentsSpec::Url(url) => {
                let base = self.loaded.sources.file(from).uri.clone();
                let (uri, _) = self.join(&base, url)?;
                let file = self.file(&uri, Role::Documents, url.span)?;
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
            None => Ok(self.without_cut(list)),
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

    /// Documents, where each that may lack a part for an error of syntax is a hole.
    fn without_cut(&self, list: Node) -> Node {
        let skipped = self.loaded.trees.get(list.span.file.index()).map(|tree| &*tree.skipped);
        let skipped = skipped.unwrap_or_default();
        let cut = is_cut(list.span, skipped).then(|| self.diagnostics.already_reported());
        let Some(reported) = cut.flatten() else { return list };
        let whole = |item: &Node| match is_cut(item.span, skipped) {
            true => item.hole(reported),
            false => item.clone(),
        };
        Node { span: list.span, value: Value::Array(list.items().iter().map(whole).collect()) }
    }

    fn import(&mut self, from: FileId, import: &ImportSpec) {
        let Some(role) = role(import) else { return };
        let base = self.loaded.sources.file(from).uri.clone();
        let span = import.url.span;
        let (uri, fragment) = match self.join(&base, &import.url) {
            Ok(joined) => joined,
            Err(reported) => return self.loaded.failed_imports.push((from, reported)),
        };
        if fragment.is_some() {
            let message = format!("the import `{}` has a fragment", import.url.value);
            let diagnostic = Diagnostic::new(&codes::INVALID_URL, span, message)
                .help("import the whole file: leave out the `#` and what follows it");
            let reported = self.diagnostics.push(diagnostic);
            return self.loaded.failed_imports.push((from, reported));
        }
        let to = match self.file(&uri, role, span) {
            Ok(to) => to,
            Err(reported) => return self.loaded.failed_imports.push((from, reported)),
        };
        let is_empty = self.loaded.trees.get(to.index()).is_some_and(Tree::is_empty);
        self.loaded.imports.push(Import { from, to, span, role, is_empty });
        match role {
            Role::Schema => drop(self.schema_file(to)),
            // Cyclic imports are legal: a file is taken over once (`language.md` section 2.3).
            Role::Catalog if self.imported.insert(to) => self.catalogs.push(to),
            Role::Catalog | Role::Documents | Role::Config | Role::Module => {}
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
        let document = match self.documents.remove(&file) {
            Some(document) => document,
            // A catalog file may hold schemas that others refer to.
            None => {
                let uri = self.loaded.sources.file(file).uri.clone();
                let tree = self.loaded.trees.get(file.index())?;
                schema::read(file, &uri, false, &tree.root, &tree.skipped, self.reading, self.diagnostics)
            }
        };
        Some(self.add_schema(document))
    }

    fn add_schema(&mut self, document: schema::SchemaDocument) -> SchemaId {
        let id = self.loaded.schemas.add(document, self.diagnostics);
        self.queue_references(id, 0);
        id
    }

    fn queue_references(&mut self, document: SchemaId, from: usize) {
        let references = self.loaded.schemas.all_references(document.document, from);
        let waiting =
            references.map(|(id, kind, reference)| Reference::of_node(id, kind, reference.text.clone()));
        self.references.extend(waiting);
    }
}

/// What an imported file is read as; nothing for those that the compiler does not read.
fn role(import: &ImportSpec) -> Option<Role> {
    match import.content_type.as_ref().map(|text| &*text.value) {
        None | Some("CATALOG") => Some(Role::Catalog),
        Some("JSON_SCHEMA") => Some(Role::Schema),
        Some(_) => None,
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
