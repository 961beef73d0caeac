//! The files of a build: identity, text and line index. It never interprets a text.

mod by_uri;
mod files;
mod lines;
mod span;
mod uri;

pub(crate) use by_uri::ByUri;
pub use files::{FileError, Files, MemoryFiles};
pub use lines::{LineColumn, LineIndex, Lines};
pub use span::{FileId, Span, Spanned};
pub(crate) use uri::MAX_REFERENCE;
pub use uri::{Uri, UriError};

use std::sync::Arc;

/// What a file is read as, by the first that asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// A catalog.
    Catalog,
    /// A JSON Schema.
    Schema,
    /// Documents of a test.
    Documents,
    /// The configuration of a connector, or of a resource: it may hold secrets and is in no output.
    Config,
    /// Lambdas, in the language of their own tools.
    Module,
}

impl Role {
    /// The word in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Role::Catalog => "catalog",
            Role::Schema => "schema",
            Role::Documents => "documents",
            Role::Config => "config",
            Role::Module => "module",
        }
    }
}

/// One loaded file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its index in the [`SourceMap`].
    pub id: FileId,
    /// Its identity: the URI that it was asked for by.
    pub uri: Uri,
    /// What it is read as.
    pub role: Role,
    /// Its text, without any change.
    pub text: Arc<str>,
    /// Byte offsets of its lines.
    pub lines: Lines,
}

/// All files that a build has read, in the order in which they were discovered.
///
/// It is also the watch list: a build depends on no other file.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
    by_uri: ByUri<FileId>,
}

impl SourceMap {
    /// Adds a file and returns its id.
    pub(crate) fn add(&mut self, uri: Uri, role: Role, text: Arc<str>) -> FileId {
        let id = FileId::from_index(self.files.len());
        let lines = Lines::of(&text);
        self.by_uri.insert(uri.clone(), id);
        self.files.push(SourceFile { id, uri, role, text, lines });
        id
    }

    /// The file of an id of this map.
    pub fn file(&self, id: FileId) -> &SourceFile {
        self.files.get(id.index()).expect("a file id comes from the map that made it")
    }

    /// The file of a URI, if it was read.
    pub fn by_uri(&self, uri: &Uri) -> Option<&SourceFile> {
        self.by_uri.get(uri).map(|id| self.file(*id))
    }

    /// All files, in the order of their discovery.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The user's text under a span.
    pub fn slice(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or_default()
    }

    /// The deepest folder that holds every local file, as the path of its segments.
    ///
    /// Outputs name files relative to it, so that they do not depend on where the root of the build is.
    pub fn common_folder(&self) -> Vec<String> {
        let mut folders = self.files.iter().filter_map(|file| file.uri.local_path()).map(|path| {
            let mut segments: Vec<String> = path.split('/').map(str::to_owned).collect();
            segments.pop();
            segments
        });
        let first = folders.next().unwrap_or_default();
        folders.fold(first, |common, folder| {
            common.into_iter().zip(folder).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
        })
    }
}
