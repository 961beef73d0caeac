//! Phases 1 to 3: discovers files from the roots on, and parses and reads each once.
//!
//! It follows imports, schema URLs and `$ref`s. What cannot be had is reported where it was asked for first.

use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Resolved, codes, did_you_mean};
use crate::schema::{self, SchemaId, Schemas, Target};
use crate::source::{FileError, FileId, Files, SourceMap, Span, Spanned, Uri, UriError};
use crate::spec::{self, ImportSpec, SchemaSpec, Specs};
use crate::syntax::{self, MAX_NODES, Tree, Value};
use percent_encoding::percent_decode_str;
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

#[derive(Clone)]
enum Reference {
    Catalog(FileId, Spanned<Arc<str>>),
    Node(SchemaId, Spanned<Arc<str>>),
}

impl Reference {
    fn text(&self) -> &Spanned<Arc<str>> {
        match self {
            Reference::Catalog(_, text) | Reference::Node(_, text) => text,
        }
    }
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
        self.loaded.specs.push((file, specs));
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
            let diagnostic = invalid_reference(reference, &error);
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
            let text = reference.map(|(text, _)| text.clone());
            self.references.extend(text.map(|text| Reference::Node(id, text)));
        }
    }

    /// Resolves every waiting reference. Those to other hosts wait until all local files are read, since
    /// a local file may hold the resource of that `$id`.
    fn follow_references(&mut self) {
        let mut remote = VecDeque::new();
        loop {
            let (reference, last_chance) = match self.references.pop_front() {
                Some(reference) => (reference, false),
                None => match remote.pop_front() {
                    Some(reference) => (reference, true),
                    None => return,
                },
            };
            match self.follow(&reference, last_chance) {
                Some(target) => self.settle(&reference, target),
                None => remote.push_back(reference),
            }
        }
    }

    fn settle(&mut self, reference: &Reference, target: Resolved<SchemaId>) {
        match reference {
            Reference::Catalog(_, text) => {
                self.loaded.schema_at.insert(text.span, target);
            }
            Reference::Node(id, _) => self.loaded.schemas.set_referred(*id, target),
        }
    }

    fn follow(&mut self, reference: &Reference, last_chance: bool) -> Option<Resolved<SchemaId>> {
        let text = reference.text();
        let target = match (reference, text.value.strip_prefix('#')) {
            (Reference::Node(id, _), Some(fragment)) => {
                let fragment = percent_decode_str(fragment).decode_utf8_lossy();
                let size = self.loaded.schemas.size(id.document);
                let target = self.loaded.schemas.resolve_here(*id, Some(&fragment), self.diagnostics);
                self.queue_references(*id, size);
                target
            }
            (Reference::Node(..) | Reference::Catalog(..), _) => {
                let base = match reference {
                    Reference::Node(id, _) => self.loaded.schemas.base(*id).cloned()?,
                    Reference::Catalog(file, _) => self.loaded.sources.file(*file).uri.clone(),
                };
                let (uri, fragment) = match self.join(&base, text) {
                    Ok(joined) => joined,
                    Err(reported) => return Some(Err(reported)),
                };
                match self.resolve(&uri, fragment.as_deref(), text.span, last_chance) {
                    Ok(target) => target?,
                    Err(reported) => return Some(Err(reported)),
                }
            }
        };
        match target {
            Target::Found(id) => Some(Ok(id)),
            Target::Missing { uri, known } => {
                let diagnostic = unresolved(text, &uri, &known);
                Some(Err(self.diagnostics.push(diagnostic)))
            }
            Target::Unknown(_) => None,
        }
    }

    /// The target of a URI, its file loaded; nothing where it is remote and this is not the last chance.
    fn resolve(
        &mut self,
        uri: &Uri,
        fragment: Option<&str>,
        span: Span,
        last_chance: bool,
    ) -> Resolved<Option<Target>> {
        let known = self.loaded.schemas.resolve(uri, None, self.diagnostics);
        if matches!(known, Target::Unknown(_)) {
            if uri.local_path().is_none() && !last_chance {
                return Ok(None);
            }
            let file = self.file(uri, span)?;
            self.schema_file(file);
        }
        let Target::Found(root) = self.loaded.schemas.resolve(uri, None, self.diagnostics) else {
            return Ok(None);
        };
        let size = self.loaded.schemas.size(root.document);
        let target = self.loaded.schemas.resolve(uri, fragment, self.diagnostics);
        self.queue_references(root, size);
        Ok(Some(target))
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

fn unresolved(text: &Spanned<Arc<str>>, uri: &Uri, known: &[String]) -> Diagnostic {
    let fragment = text.value.find('#').and_then(|at| text.value.get(at..)).unwrap_or_default();
    let message = format!("`{fragment}` leads to nothing in `{uri}`");
    let known = known.iter().map(String::as_str);
    let suggestion = did_you_mean(fragment, known.clone());
    let list: Vec<String> = known.take(8).map(|name| format!("`{name}`")).collect();
    let fallback = match list.is_empty() {
        true => {
            "a fragment is a JSON Pointer such as `#/$defs/address`, or the name of an `$anchor`".to_owned()
        }
        false => format!("there are {}", list.join(", ")),
    };
    Diagnostic::new(&codes::UNRESOLVED_REF, text.span, message)
        .label("not found")
        .help(suggestion.unwrap_or(fallback))
}

fn invalid_reference(reference: &Spanned<Arc<str>>, error: &UriError) -> Diagnostic {
    let (text, span) = (&reference.value, reference.span);
    match error {
        UriError::LeavesRoot(levels) => {
            let message = format!("`{text}` leads out of the root of the build");
            let up = vec![".."; *levels].join("/");
            Diagnostic::new(&codes::PATH_OUTSIDE_ROOT, span, message)
                .help(format!("allow it by a root {levels} folder(s) further up: `--root ROOT/{up}`, with the present root for ROOT"))
        }
        UriError::Absolute => {
            let message = format!("`{text}` is a path from the root of the machine");
            Diagnostic::new(&codes::PATH_OUTSIDE_ROOT, span, message)
                .help("write the path relative to this file, so that the catalog builds on any machine")
        }
        UriError::Blank => {
            let message = format!("`{text}` is not a URL: it is empty or has white space");
            Diagnostic::new(&codes::INVALID_URL, span, message).help("write a space in a path as `%20`")
        }
        UriError::Invalid(why) => {
            let message = format!("`{text}` is not a URL: {why}");
            Diagnostic::new(&codes::INVALID_URL, span, message)
                .help("write a path relative to this file, or an `https` URL")
        }
    }
}

fn unreadable(uri: &Uri, error: &FileError, span: Span) -> Diagnostic {
    let new = |message: String| Diagnostic::new(&codes::UNREADABLE_FILE, span, message);
    match error {
        FileError::NotFound { near } => {
            let path = uri.to_string();
            let suggestion = did_you_mean(&path, near.iter().map(String::as_str));
            new(format!("there is no file `{path}`"))
                .help("a path is relative to the file that it is written in")
                .maybe_help(suggestion)
        }
        FileError::IsFolder => new(format!("`{uri}` is a folder")).help("name a file in it"),
        FileError::NotUtf8 { valid_up_to } => new(format!("`{uri}` is not UTF-8 text"))
            .note(format!("its first wrong byte is at offset {valid_up_to}"))
            .help("save it as UTF-8"),
        FileError::TooLarge { bytes } => new(format!("`{uri}` has {bytes} bytes, more than a file may have"))
            .help("the limit is 64 MiB; split it"),
        FileError::LeavesRoot { root } => {
            let message = format!("`{uri}` is a link that leads out of the root of the build");
            Diagnostic::new(&codes::PATH_OUTSIDE_ROOT, span, message)
                .help(format!("allow it by `--root {root}`"))
        }
        FileError::Remote => {
            let message = format!("`{uri}` is on the network, and a build reads no network");
            Diagnostic::new(&codes::REMOTE_DOCUMENT, span, message)
                .help("save the document beside the catalog and refer to it by its relative path")
        }
        FileError::Other(why) => new(format!("`{uri}` cannot be read: {why}")),
    }
}
