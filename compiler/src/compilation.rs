//! The one entry point, and what it returns.

use crate::analysis::{self, Analysis, Detail, Graph, GraphNode};
use crate::catalog::{self, Catalog};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::levels::{self, Levels};
use crate::loader::{self, Sequential, TreeCache, Workers};
use crate::rules;
use crate::schema::Draft;
use crate::secrets::{self, Secrets};
use crate::source::{FileId, Files, SourceMap, Span, Uri};
use crate::syntax::Tree;
use runtime_lite::Formats;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Compiles catalogs, on the threads of its workers.
pub struct Compiler<'w> {
    workers: &'w dyn Workers,
    cache: Option<&'w dyn TreeCache>,
}

impl Default for Compiler<'_> {
    /// A compiler that does one thing after the other.
    fn default() -> Self {
        Compiler::new(&Sequential)
    }
}

/// What is to be compiled.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The catalog files to begin with.
    pub roots: Vec<Uri>,
    /// Schemas that are compiled by themselves, without a catalog. They are read as their drafts say, and what the
    /// rules of the catalog language find in them is a warning.
    pub schemas: Vec<Uri>,
    /// The draft of schemas that name none.
    pub draft: Draft,
    /// The dialects of SQL that tables are wanted in. None: that of each endpoint, and the default ones for
    /// collections that nothing materializes.
    pub dialects: Option<Vec<String>>,
    /// Whether each collection has the table that it has by itself, whatever materializes it.
    pub alone: bool,
    /// Prefixes of names of collections that are defined elsewhere (`language.md` D2).
    pub external: Vec<String>,
    /// Kinds of endpoints, by the name of the endpoint, or of the task that describes it in place (D7).
    pub endpoint_kinds: BTreeMap<String, String>,
    /// Which `format`s values have to match (D2).
    pub formats: Formats,
    /// Which findings are reported, and at which level.
    pub levels: Levels,
}

/// The result of compiling a catalog: everything that any client asks for.
#[derive(Debug)]
pub struct Compilation {
    /// All files that were read.
    pub sources: SourceMap,
    /// The trees of the files, by file.
    pub trees: Vec<Tree>,
    /// The resolved catalog.
    pub catalog: Catalog,
    /// What follows from it.
    pub analysis: Analysis,
    /// All findings, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Its graph of entities, once somebody has asked for it.
    graph: OnceLock<Graph>,
    /// Where its secrets stand, once something of it is shown.
    secrets: OnceLock<Secrets>,
}

impl<'w> Compiler<'w> {
    /// A compiler whose independent work is done by these workers. What it returns does not depend on them.
    pub fn new(workers: &'w dyn Workers) -> Compiler<'w> {
        Compiler { workers, cache: None }
    }

    /// Takes trees from a cache, and leaves new ones there. What it returns does not depend on them.
    #[must_use]
    pub fn caching(self, cache: &'w dyn TreeCache) -> Compiler<'w> {
        Compiler { cache: Some(cache), ..self }
    }

    /// Compiles the catalog of a request. It cannot fail: mistakes are diagnostics of the result.
    pub fn compile(&mut self, request: &Request, files: &dyn Files) -> Compilation {
        let mut diagnostics = Diagnostics::default();
        self.workers.begin("load");
        let mut loaded = loader::load(request, files, self.workers, self.cache, &mut diagnostics);
        self.workers.begin("resolve");
        let catalog = catalog::resolve(&mut loaded, request, &mut diagnostics);
        self.workers.begin("analyze");
        let analysis = analysis::analyze(&catalog, request, &mut diagnostics);
        self.workers.begin("check");
        let texts = (&loaded.sources, loaded.trees.as_slice());
        rules::check(&catalog, &analysis, texts, request, &mut diagnostics);
        let diagnostics =
            levels::apply(diagnostics, &request.levels, (&loaded.sources, &loaded.trees), &catalog);
        self.workers.begin("done");
        let loader::Loaded { sources, trees, .. } = loaded;
        let (graph, secrets) = (OnceLock::new(), OnceLock::new());
        Compilation { sources, trees, catalog, analysis, diagnostics, graph, secrets }
    }
}

/// A catalog, or a part of one, without errors: the ticket to generated text.
///
/// Only [`Compilation`] hands it out, so that emitters need no error paths.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'c> {
    compilation: &'c Compilation,
}

impl<'c> Checked<'c> {
    /// The compilation that was checked.
    pub fn compilation(self) -> &'c Compilation {
        self.compilation
    }
}

impl Compilation {
    /// The whole catalog, if it has no errors.
    pub fn checked(&self) -> Option<Checked<'_>> {
        self.without_errors(|_| true)
    }

    /// The catalog for tables, whole or for one entity, if it has no errors but tables that their dialect cannot hold.
    /// Those are in `analysis.refused`, and not in `analysis.tables`.
    pub fn checked_for_tables(&self, node: Option<GraphNode>) -> Option<Checked<'_>> {
        let may_matter = |finding: &Diagnostic| !rules::is_of_refused_table(finding);
        match node {
            Some(node) => self.checked_node(node, may_matter),
            None => self.without_errors(may_matter),
        }
    }

    /// The catalog, if no finding that may matter is an error that concerns it.
    fn without_errors(&self, concerns: impl Fn(&Diagnostic) -> bool) -> Option<Checked<'_>> {
        let breaks = |finding: &Diagnostic| finding.severity == Severity::Error && concerns(finding);
        (!self.diagnostics.iter().any(breaks)).then_some(Checked { compilation: self })
    }

    /// One of the schemas that are compiled by themselves, if neither it nor one that it refers to has an error.
    pub fn checked_schema(&self, at: usize) -> Option<Checked<'_>> {
        let root = self.catalog.schema_roots.get(at)?.ok()?;
        let schemas = &self.catalog.schemas;
        let files: BTreeSet<FileId> =
            schemas.needed(root).iter().map(|id| schemas.document(*id).file).collect();
        self.without_errors(|finding| files.contains(&finding.primary.span.file))
    }

    /// What depends on what, entity by entity.
    pub fn graph(&self) -> &Graph {
        self.graph.get_or_init(|| Graph::new(self, Detail::Entities))
    }

    /// The catalog for one entity, if neither it nor anything that it needs has an error.
    pub fn checked_entity(&self, node: GraphNode) -> Option<Checked<'_>> {
        self.checked_node(node, |_| true)
    }

    fn checked_node(&self, node: GraphNode, may_matter: impl Fn(&Diagnostic) -> bool) -> Option<Checked<'_>> {
        let upstream = self.graph().upstream(node);
        let mut spans: Vec<Span> = Vec::new();
        let mut files = BTreeSet::new();
        for node in &upstream {
            match node {
                GraphNode::Schema(file) => {
                    files.insert(*file);
                }
                GraphNode::Endpoint(id) => spans.push(self.catalog.endpoint(*id).span),
                GraphNode::Task(id) => spans.push(self.catalog.task(*id).span),
                GraphNode::Collection(id) => spans.push(self.catalog.collection(*id).span),
                GraphNode::Test(id) => spans.push(self.catalog.test(*id).span),
                // Parts lie in their entity, and are not in the graph of entities.
                GraphNode::File(_)
                | GraphNode::Field(..)
                | GraphNode::Update(..)
                | GraphNode::Publish(..)
                | GraphNode::Transform(..) => {}
            }
        }
        // An error of a catalog file that lies in no entity, such as a syntax error, may concern any of them.
        let concerns = |finding: &Diagnostic| {
            let place = finding.primary.span;
            let is_schema = self.catalog.schemas.of_file(place.file).is_some();
            may_matter(finding)
                && (files.contains(&place.file)
                    || spans.iter().any(|span| span.contains(place))
                    || (!is_schema && self.catalog.entity_at(place).is_none()))
        };
        if upstream.is_empty() { None } else { self.without_errors(concerns) }
    }

    /// The JSON Pointer of the innermost value or key that holds a place.
    pub fn pointer_at(&self, span: Span) -> String {
        self.trees.get(span.file.index()).map(|tree| tree.root.pointer_to(span)).unwrap_or_default()
    }

    /// The places of secrets: what no excerpt and no message may show.
    pub fn secrets(&self) -> &Secrets {
        self.secrets.get_or_init(|| secrets::find(self))
    }
}
