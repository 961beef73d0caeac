//! The meta-schemas of JSON Schema, which every build has (`language.md` D2).

use crate::source::{FileError, Files, Uri};
use runtime_lite::meta_schema;
use std::sync::Arc;

/// Files with the meta-schemas beside them: no reference to one reaches the front end.
pub(super) struct BuiltIn<'f>(pub(super) &'f dyn Files);

impl Files for BuiltIn<'_> {
    fn read(&self, uri: &Uri) -> Result<Arc<str>, FileError> {
        match meta_schema(uri.as_str()) {
            Some(text) => Ok(text.into()),
            None => self.0.read(uri),
        }
    }

    fn root_above(&self, levels: usize) -> Option<String> {
        self.0.root_above(levels)
    }
}
