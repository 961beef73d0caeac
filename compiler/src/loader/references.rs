//! Following references: the schemas of catalogs and the `$ref`s of schemas, until none waits.

use super::messages::{invalid_reference, unresolved};
use super::waves::Wanted;
use super::{Loaded, Loader};
use crate::diagnostic::{Diagnostic, Resolved, codes};
use crate::schema::{ReferenceKind, SchemaId, Target};
use crate::source::{FileId, MAX_REFERENCE, Role, Span, Spanned, Uri, UriError};
use percent_encoding::percent_decode_str;
use std::collections::VecDeque;
use std::sync::Arc;

/// A reference that waits to be followed.
pub(super) struct Reference {
    from: Referrer,
    text: Spanned<Arc<str>>,
    /// What it leads to, if it was joined to its base already.
    joined: Option<(Uri, Option<String>)>,
}

/// What refers.
enum Referrer {
    /// A place of a catalog that gives a schema.
    Catalog(FileId),
    /// A node with a `$ref`.
    Node(SchemaId, ReferenceKind),
}

impl Reference {
    pub(super) fn of_catalog(file: FileId, text: Spanned<Arc<str>>) -> Reference {
        Reference { from: Referrer::Catalog(file), text, joined: None }
    }

    pub(super) fn of_node(id: SchemaId, kind: ReferenceKind, text: Spanned<Arc<str>>) -> Reference {
        Reference { from: Referrer::Node(id, kind), text, joined: None }
    }
}

impl Loaded {
    /// The URI that a reference is relative to.
    fn base(&self, reference: &Reference) -> Option<&Uri> {
        match reference.from {
            Referrer::Node(id, _) => self.schemas.base(id),
            Referrer::Catalog(file) => Some(&self.sources.file(file).uri),
        }
    }
}

impl Loader<'_> {
    /// Resolves every waiting reference. Those to other hosts wait until all local files are read, since
    /// a local file may hold the resource of that `$id`.
    pub(super) fn follow_references(&mut self) {
        let mut remote = VecDeque::new();
        loop {
            self.fetch_referred();
            let (reference, last_chance) = match self.references.pop_front() {
                Some(reference) => (reference, false),
                None => match remote.pop_front() {
                    Some(reference) => (reference, true),
                    None => break,
                },
            };
            match self.follow(&reference, last_chance) {
                Some(target) => self.settle(&reference, target),
                None if last_chance => {
                    let text = &reference.text;
                    let message = format!("`{}` leads to nothing", text.value);
                    let diagnostic = Diagnostic::new(&codes::UNRESOLVED_REF, text.span, message);
                    let reported = self.diagnostics.push(diagnostic);
                    self.settle(&reference, Err(reported));
                }
                None => remote.push_back(reference),
            }
        }
        let entries: Vec<SchemaId> = self
            .loaded
            .schema_at
            .values()
            .chain(&self.loaded.schema_roots)
            .filter_map(|id| id.ok())
            .collect();
        self.loaded.schemas.settle_dynamic(&entries);
    }

    /// Reads all local files that the waiting references lead to, if there are enough to be worth a wave.
    fn fetch_referred(&mut self) {
        if self.ahead > 0 {
            self.ahead -= 1;
            return;
        }
        self.ahead = self.references.len();
        let mut wanted = Vec::new();
        for reference in &mut self.references {
            let here = matches!(reference.from, Referrer::Node(..)) && reference.text.value.starts_with('#');
            let Some(base) = self.loaded.base(reference).filter(|_| !here) else { continue };
            reference.joined = base.join(&reference.text.value).ok();
            let Some((uri, _)) = &reference.joined else { continue };
            if uri.local_path().is_some() && !self.loaded.schemas.has_resource(uri) {
                wanted.push(Wanted { uri: uri.clone(), role: Role::Schema, span: reference.text.span });
            }
        }
        self.fetch(wanted);
    }

    fn settle(&mut self, reference: &Reference, target: Resolved<SchemaId>) {
        match reference.from {
            Referrer::Catalog(_) => {
                self.loaded.schema_at.insert(reference.text.span, target);
            }
            Referrer::Node(id, kind) => self.loaded.schemas.set_referred(id, kind, target),
        }
    }

    fn follow(&mut self, reference: &Reference, last_chance: bool) -> Option<Resolved<SchemaId>> {
        let text = &reference.text;
        if text.value.len() > MAX_REFERENCE {
            let diagnostic = invalid_reference(text, &UriError::TooLong, |_| None);
            return Some(Err(self.diagnostics.push(diagnostic)));
        }
        let target = match (&reference.from, text.value.strip_prefix('#')) {
            (Referrer::Node(id, _), Some(fragment)) => {
                let fragment = percent_decode_str(fragment).decode_utf8_lossy();
                let size = self.loaded.schemas.size(id.document);
                let target = self.loaded.schemas.resolve_here(*id, Some(&fragment), self.diagnostics);
                self.queue_references(*id, size);
                target
            }
            (Referrer::Node(..) | Referrer::Catalog(_), _) => {
                let joined = match &reference.joined {
                    Some(joined) => Ok(joined.clone()),
                    None => {
                        let base = self.loaded.base(reference).cloned()?;
                        self.join(&base, text)
                    }
                };
                let (uri, fragment) = match joined {
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
            Target::Missing { uri, known, cut } => {
                if let Some(reported) = self.diagnostics.already_reported().filter(|_| cut) {
                    return Some(Err(reported));
                }
                let mut diagnostic = unresolved(text, &uri, &known);
                // The reader will look into the other file next.
                let searched = self.loaded.sources.by_uri(&uri).filter(|file| file.id != text.span.file);
                let tree = searched.and_then(|file| self.loaded.trees.get(file.id.index()));
                if let Some(first) = tree.and_then(|tree| tree.root.entries().first()) {
                    diagnostic = diagnostic.secondary(first.key.span, "this file was searched");
                }
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
            let file = self.file(uri, Role::Schema, span)?;
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
