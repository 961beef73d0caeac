//! Reading and parsing many files at once: a wave holds all files that are known of so far.
//!
//! Work on one file depends on no other, so the front end may run it on as many threads as it likes. What a
//! wave leaves behind does not depend on how it ran: ids, trees and findings are put together in its order.

use super::cache::{self, TreeCache};
use super::messages::{missing_config, unreadable};
use super::{Loader, MAX_FILES};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::schema::{self, Reading, SchemaDocument};
use crate::source::{FileError, FileId, Role, SourceFile, Span, Uri};
use crate::spec::{self, Specs};
use crate::syntax::{MAX_NODES, Tree, Value};
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

/// Runs jobs that do not depend on one another, perhaps at the same time.
pub trait Workers: Sync {
    /// Calls the job once with each number below `jobs`, in any order, and returns when all are done.
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync));

    /// Is told when a phase of the compiler begins: `load`, `resolve`, `analyze`, `check`, and `done` at last.
    fn begin(&self, phase: &'static str) {
        let _ = phase;
    }
}

/// Runs one job after the other.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sequential;

impl Workers for Sequential {
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        (0..jobs).for_each(job);
    }
}

/// A file that is asked for: what it is read as, and where it was asked for first.
pub(super) struct Wanted {
    pub(super) uri: Uri,
    pub(super) role: Role,
    pub(super) span: Span,
}

/// What is known of a file by itself.
struct Parsed {
    tree: Tree,
    specs: Option<Specs>,
    schema: Option<SchemaDocument>,
    diagnostics: Diagnostics,
}

impl Loader<'_> {
    /// Reads and parses the files that are not loaded yet. Those that cannot be read are reported.
    pub(super) fn fetch(&mut self, wanted: Vec<Wanted>) {
        let mut seen = HashSet::new();
        let new = |wanted: &Wanted| !self.is_known(&wanted.uri) && seen.insert(wanted.uri.clone());
        let wanted: Vec<Wanted> = wanted.into_iter().filter(new).collect();
        let files = self.files;
        let texts = self.each(&wanted, |wanted| files.read(&wanted.uri));
        self.take(&wanted, texts);
    }

    /// Whether a file is loaded, or could not be, which was reported.
    pub(super) fn is_known(&self, uri: &Uri) -> bool {
        self.loaded.sources.by_uri(uri).is_some() || self.failed.contains_key(uri)
    }

    /// Parses files that are new and were read just now, or reports why they could not be.
    pub(super) fn take(&mut self, wanted: &[Wanted], texts: Vec<Result<Arc<str>, FileError>>) {
        let mut added: Vec<(FileId, Role)> = Vec::new();
        for (wanted, text) in wanted.iter().zip(texts) {
            if let Some(file) = self.add(wanted, text) {
                added.push((file, wanted.role));
            }
        }
        let (sources, cache, reading) = (&self.loaded.sources, self.cache, self.reading);
        let parsed = self.each(&added, |(file, role)| parse(sources.file(*file), *role, cache, reading));
        for ((file, _), parsed) in added.into_iter().zip(parsed) {
            self.keep(file, parsed);
        }
    }

    /// The results of a job for each item, in the order of the items.
    fn each<I: Sync, T: Send + Sync>(&self, items: &[I], job: impl Fn(&I) -> T + Sync) -> Vec<T> {
        let results: Vec<OnceLock<T>> = items.iter().map(|_| OnceLock::new()).collect();
        self.workers.run(items.len(), &|number| {
            if let (Some(item), Some(result)) = (items.get(number), results.get(number)) {
                let _ = result.set(job(item));
            }
        });
        let missed = "workers run every job";
        results.into_iter().map(|result| result.into_inner().expect(missed)).collect()
    }

    /// Gives a file its id, or reports why there is none.
    fn add(&mut self, wanted: &Wanted, text: Result<Arc<str>, FileError>) -> Option<FileId> {
        let failure = match text {
            Ok(_) if self.loaded.sources.files().len() >= MAX_FILES => {
                let message = format!("the build has more than {MAX_FILES} files");
                Diagnostic::new(&codes::LIMIT_EXCEEDED, wanted.span, message)
                    .help("build parts of the catalog apart")
            }
            Ok(text) => return Some(self.loaded.sources.add(wanted.uri.clone(), wanted.role, text)),
            Err(FileError::NotFound { .. }) if wanted.role == Role::Config => {
                missing_config(&wanted.uri, wanted.span)
            }
            Err(error) => unreadable(&wanted.uri, &error, wanted.span),
        };
        let reported = self.diagnostics.push(failure);
        self.failed.insert(wanted.uri.clone(), reported);
        None
    }

    /// Takes over what was found out about a file; files are kept in the order of their ids.
    fn keep(&mut self, file: FileId, parsed: Parsed) {
        let Parsed { mut tree, specs, schema, diagnostics } = parsed;
        self.nodes = self.nodes.saturating_add(tree.nodes);
        if self.nodes > MAX_NODES {
            self.nodes = self.nodes.saturating_sub(tree.nodes);
            let message = format!("the build has more than {MAX_NODES} values with this file");
            let diagnostic = Diagnostic::new(&codes::LIMIT_EXCEEDED, Span::new(file, 0, 0), message)
                .help("build parts of the catalog apart");
            tree.root.value = Value::Hole(self.diagnostics.push(diagnostic));
        } else {
            self.diagnostics.extend(diagnostics);
            self.specs.extend(specs.map(|specs| (file, specs)));
            self.documents.extend(schema.map(|schema| (file, schema)));
        }
        self.loaded.trees.push(tree);
    }
}

fn parse(file: &SourceFile, role: Role, cache: Option<&dyn TreeCache>, reading: Reading) -> Parsed {
    let mut diagnostics = Diagnostics::default();
    // A configuration of another form is one text (`language.md` section 2.1).
    let is_text = role == Role::Module
        || role == Role::Config && !["yaml", "yml", "json"].iter().any(|end| file.uri.has_extension(end));
    let tree = match is_text {
        true => Tree::of_text(file),
        false => cache::parse(file, cache, &mut diagnostics),
    };
    let mut parsed = Parsed { tree, specs: None, schema: None, diagnostics };
    let Parsed { tree, diagnostics, .. } = &mut parsed;
    match role {
        Role::Catalog => parsed.specs = Some(spec::read(tree, diagnostics)),
        Role::Schema => {
            parsed.schema = Some(schema::read(
                file.id,
                &file.uri,
                false,
                &tree.root,
                &tree.skipped,
                reading,
                diagnostics,
            ));
        }
        Role::Documents | Role::Config | Role::Module => {}
    }
    parsed
}
