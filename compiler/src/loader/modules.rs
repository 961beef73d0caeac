//! Files of lambdas: modules of TypeScript and Python, and statements of SQL (`language.md` D1, section 2.2).
//!
//! They are part of the build as texts: what is in them is checked by the tools of their languages.

use super::Loader;
use super::waves::Wanted;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileError, FileId, Role, Span, Spanned, Uri};
use crate::spec::Specs;
use std::collections::btree_map::Entry;
use std::sync::Arc;

impl Loader<'_> {
    /// Reads the files that hold the lambdas of a catalog file.
    pub(super) fn modules(&mut self, file: FileId, specs: &Specs) {
        for derivation in specs.collections.iter().filter_map(|collection| collection.derivation.as_ref()) {
            for path in derivation.named_modules() {
                if let Ok((uri, _)) = self.base(file).join(&path.value) {
                    self.own_module(uri, &path);
                }
            }
            for path in derivation.modules() {
                if let Ok((uri, _)) = self.join(&self.base(file), &path) {
                    self.module(&uri, path.span);
                }
            }
            for path in derivation.statements() {
                if let Ok((uri, _)) = self.join(&self.base(file), &path) {
                    // What is wrong with it has been reported.
                    let _ = self.file(&uri, Role::Module, path.span);
                }
            }
            if let (false, Some((language, span))) = (derivation.names_module(), derivation.symbolic()) {
                // The module of a catalog of that era lies beside it: `orders.flow.ts` beside `orders.flow.yaml`.
                let base = self.base(file);
                let name = base.as_str().rsplit('/').next().and_then(|name| name.rsplit_once('.'));
                let name = name.zip(language.extension()).map(|((stem, _), end)| format!("{stem}.{end}"));
                if let Some(Ok((uri, _))) = name.map(|name| base.join(&name)) {
                    self.module(&uri, span);
                }
            }
        }
    }

    /// Reports a module that another derivation names, too: its class is that of one (`language.md` D13).
    fn own_module(&mut self, uri: Uri, path: &Spanned<Arc<str>>) {
        let first = match self.own_modules.entry(uri) {
            Entry::Vacant(place) => {
                place.insert(path.span);
                return;
            }
            Entry::Occupied(first) => *first.get(),
        };
        let message = format!("the module `{}` is that of two derivations", path.value);
        let diagnostic = Diagnostic::new(&codes::SHARED_MODULE, path.span, message)
            .label("named again here")
            .note("the types of a module's lambdas are those of one derivation")
            .help("give each derivation a module of its own; both may import what they share");
        self.diagnostics.push(match first == path.span {
            true => diagnostic,
            false => diagnostic.secondary(first, "first named here"),
        });
    }

    fn base(&self, file: FileId) -> Uri {
        self.loaded.sources.file(file).uri.clone()
    }

    /// Reads a module. It may be missing: then it is still to be written (`language.md` D2).
    fn module(&mut self, uri: &Uri, span: Span) {
        if self.is_known(uri) || self.unwritten.contains(uri) {
            return;
        }
        match self.files.read(uri) {
            Err(FileError::NotFound { .. }) => drop(self.unwritten.insert(uri.clone())),
            text => self.take(&[Wanted { uri: uri.clone(), role: Role::Module, span }], vec![text]),
        }
    }
}
