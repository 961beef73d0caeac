//! Files of configuration: of connectors, and of the resources that bindings select (`language.md` section 2.2).

use super::Loader;
use crate::source::{FileId, Role, Spanned};
use crate::spec::{BindingSpec, EndpointUse, Specs, path_of};
use crate::syntax::{Entry, Node, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Loader<'_> {
    /// Looks for the files of configuration that a catalog file names, and reads those of resources: they
    /// name tables. What is in a connector's own stays unread.
    pub(super) fn configurations(&mut self, file: FileId, specs: &mut Specs) {
        let mut seen = BTreeSet::new();
        for binding in specs.tasks.iter_mut().flat_map(|task| &mut task.bindings) {
            if let Some(path) = config_path(binding).filter(|path| seen.insert(path.span)) {
                self.configuration(file, &path);
            }
            let given = binding.resource.iter().position(|entry| &*entry.key.value == "resource");
            let Some(Entry { value, .. }) = given.map(|at| binding.resource.remove(at)) else { continue };
            let root = path_of(&value).and_then(|path| self.configuration(file, &path));
            let own: Vec<Entry> = root.iter().flat_map(|root| root.entries()).cloned().collect();
            let inherited = binding.resource.drain(..).collect::<Vec<_>>();
            let is_own = |entry: &Entry| own.iter().any(|other| other.key.value == entry.key.value);
            let inherited = inherited.into_iter().filter(|entry| !is_own(entry)).collect::<Vec<_>>();
            binding.resource = own.into_iter().chain(inherited).collect();
        }
    }

    fn configuration(&mut self, from: FileId, path: &Spanned<Arc<str>>) -> Option<Node> {
        let base = self.loaded.sources.file(from).uri.clone();
        let (uri, _) = self.join(&base, path).ok()?;
        let file = self.file(&uri, Role::Config, path.span).ok()?;
        self.loaded.trees.get(file.index()).map(|tree| tree.root.clone())
    }
}

/// Where the configuration of a connector lies, if it is not in place.
fn config_path(binding: &BindingSpec) -> Option<Spanned<Arc<str>>> {
    match &binding.endpoint {
        Ok(EndpointUse::Inline(_, config)) if matches!(config.value, Value::Object(_)) => {
            config.get("config").and_then(|entry| path_of(&entry.value))
        }
        Ok(EndpointUse::Inline(..) | EndpointUse::Named(_) | EndpointUse::Push(_)) | Err(_) => None,
    }
}
