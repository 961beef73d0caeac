//! The only way in: how the compiler asks its front end for text.

use super::Uri;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads files for the compiler. Front ends decide where bytes come from; the compiler decides which.
///
/// Several files may be asked for at the same time.
pub trait Files: Sync {
    /// The text of a resource.
    ///
    /// # Errors
    /// Why there is no text. The compiler turns it into a diagnostic at the place that asked for it.
    fn read(&self, uri: &Uri) -> Result<Arc<str>, FileError>;

    /// The folder so many levels above the root of the build, as a value of `--root`, where there is one.
    fn root_above(&self, levels: usize) -> Option<String> {
        let _ = levels;
        None
    }
}

/// Why a resource has no text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileError {
    /// Nothing is there. `near` names files beside it that the user may have meant, best first.
    NotFound {
        /// Names of files in the same folder.
        near: Vec<String>,
    },
    /// It is a folder.
    IsFolder,
    /// The bytes are not UTF-8; `valid_up_to` is the offset of the first wrong byte.
    NotUtf8 {
        /// How many bytes from the start are well-formed.
        valid_up_to: usize,
    },
    /// It is larger than a file may be.
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
    },
    /// A symbolic link leads out of the root of the build; `root` would hold both.
    LeavesRoot {
        /// The folder that holds the target and the root, as a path for `--root`.
        root: String,
    },
    /// It is on the network, and no command reads the network while it compiles.
    Remote,
    /// Anything else that the operating system says.
    Other(String),
}

/// Files held in memory, for tests and for editors.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    files: BTreeMap<Uri, Arc<str>>,
}

impl MemoryFiles {
    /// Files from pairs of a path, relative to the root, and a text.
    pub fn new<P: AsRef<str>, T: AsRef<str>>(files: impl IntoIterator<Item = (P, T)>) -> MemoryFiles {
        let pair = |(path, text): (P, T)| (Uri::local(path.as_ref()), Arc::from(text.as_ref()));
        MemoryFiles { files: files.into_iter().map(pair).collect() }
    }
}

impl Files for MemoryFiles {
    fn read(&self, uri: &Uri) -> Result<Arc<str>, FileError> {
        if uri.local_path().is_none() {
            return Err(FileError::Remote);
        }
        let near = || self.files.keys().filter_map(Uri::local_path).collect();
        self.files.get(uri).cloned().ok_or_else(|| FileError::NotFound { near: near() })
    }
}
