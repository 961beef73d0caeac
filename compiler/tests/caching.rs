//! What a compilation returns does not depend on the cache of trees: not on what it holds, nor on its damage.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads the disk, and fails by panicking"
)]

use compiler::{Compiler, MemoryFiles, Request, TreeCache, Uri};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

/// A cache in memory: what was kept before, and what is kept now.
#[derive(Default)]
struct Memory {
    old: BTreeMap<[u8; 32], Vec<u8>>,
    new: Mutex<BTreeMap<[u8; 32], Vec<u8>>>,
}

impl TreeCache for Memory {
    fn get(&self, key: &[u8; 32]) -> Option<&[u8]> {
        self.old.get(key).map(Vec::as_slice)
    }

    fn put(&self, key: [u8; 32], tree: Vec<u8>) {
        self.new.lock().unwrap().insert(key, tree);
    }
}

/// Compiles with the cache, and without: the same comes of both. Returns what was kept.
fn compare(files: &[(String, String)], root: &str, old: BTreeMap<[u8; 32], Vec<u8>>) -> Memory {
    let files = MemoryFiles::new(files.iter().map(|(path, text)| (path, text)));
    let request = Request { roots: vec![Uri::local(root)], ..Request::default() };
    let memory = Memory { old, new: Mutex::default() };
    let cached = Compiler::default().caching(&memory).compile(&request, &files);
    let plain = Compiler::default().compile(&request, &files);
    assert!(format!("{cached:?}") == format!("{plain:?}"), "{root} differs with a cache");
    memory
}

/// Every catalog and schema below a folder, by its path relative to it.
fn read_folder(root: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.push((name, text));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn fixtures_and_corpus_mean_the_same_from_the_cache() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut files, mut kept) = (0, 0);
    for folder in ["fixtures", "../shared/corpus"] {
        let texts = read_folder(&root.join(folder));
        for (path, _) in texts.iter().filter(|(path, _)| path.ends_with(".yaml")) {
            let cold = compare(&texts, path, BTreeMap::new());
            let new = cold.new.into_inner().unwrap();
            (files, kept) = (files + 1, kept + new.len());
            let warm = compare(&texts, path, new);
            assert!(warm.new.into_inner().unwrap().is_empty(), "{path} is parsed again");
        }
    }
    assert!(kept > files / 2, "of {files} catalogs only {kept} trees were kept");
}

proptest! {
    #[test]
    fn damaged_trees_do_no_harm(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let schema = r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#;
        let catalog = "collections: [{ name: a, key: [/id], schema: schema.json }]\n";
        let files = [("flow.yaml", catalog), ("schema.json", schema)];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let mut kept = compare(&files, "flow.yaml", BTreeMap::new()).new.into_inner().unwrap();
        prop_assert_eq!(kept.len(), 2);
        for tree in kept.values_mut() {
            let at = at.index(tree.len());
            tree[at] = byte;
        }
        // What such a tree means is not ours to say: a pack with damage is refused before. It does not panic.
        let memory = Memory { old: kept, new: Mutex::default() };
        let files = MemoryFiles::new(files.iter().map(|(path, text)| (path, text)));
        let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
        Compiler::default().caching(&memory).compile(&request, &files);
    }
}
