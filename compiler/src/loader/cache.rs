//! Trees of earlier runs, by the hash of the text that they were parsed from.

use crate::diagnostic::Diagnostics;
use crate::source::{Role, SourceFile};
use crate::syntax::{self, Tree, packed};
use sha2::{Digest, Sha256};

/// Keeps trees from one run to the next, each as bytes under a key that is a hash of its text.
///
/// The bytes hold no text of the user. What was kept may be lost at any time, and may be damaged: a tree
/// that cannot be had again is parsed.
pub trait TreeCache: Sync {
    /// What was kept under a key.
    fn get(&self, key: &[u8; 32]) -> Option<&[u8]>;

    /// Keeps the bytes of a tree.
    fn put(&self, key: [u8; 32], tree: Vec<u8>);
}

/// Parses a file, unless it has been parsed before. Files with findings are parsed each time.
pub(super) fn parse(file: &SourceFile, cache: Option<&dyn TreeCache>, diagnostics: &mut Diagnostics) -> Tree {
    // Configurations of endpoints are in no cache (`language.md` D8).
    let Some(cache) = cache.filter(|_| file.role != Role::Config) else {
        return syntax::parse(file, diagnostics);
    };
    let key = key(file);
    if let Some(tree) = cache.get(&key).and_then(|bytes| packed::unpack(bytes, file)) {
        return tree;
    }
    let known = diagnostics.count();
    let tree = syntax::parse(file, diagnostics);
    if diagnostics.count() == known
        && let Some(bytes) = packed::pack(&tree, &file.text)
    {
        cache.put(key, bytes);
    }
    tree
}

/// The hash of a file's text, of its language, and of the parsers that read it.
fn key(file: &SourceFile) -> [u8; 32] {
    let language: &[u8] = if file.uri.has_extension("json") { b"json\0" } else { b"yaml\0" };
    let hasher = Sha256::new().chain_update(env!("FLOWCTL_PARSERS")).chain_update(language);
    hasher.chain_update(file.text.as_bytes()).finalize().into()
}
