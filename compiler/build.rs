//! Names the parsers, for the cache of trees: what other parsers have made of a text is not read.
//!
//! The name is a hash of the sources of `syntax` and of the versions of the crates that it parses with.
#![expect(clippy::disallowed_methods, reason = "a build script reads the sources that it is about")]

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

const SYNTAX: &str = "src/syntax";
const LOCK: &str = "../Cargo.lock";
const PARSERS: [&str; 2] = ["granit-parser", "jsonc-parser"];

fn main() -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    for file in files(Path::new(SYNTAX))? {
        (file.to_string_lossy(), fs::read(&file)?).hash(&mut hasher);
    }
    if let Ok(lock) = fs::read_to_string(LOCK) {
        let is_parser = |package: &&str| PARSERS.iter().any(|name| package.contains(&format!("\"{name}\"")));
        lock.split("[[package]]").filter(is_parser).for_each(|package| package.hash(&mut hasher));
    }
    println!("cargo:rustc-env=FLOWCTL_PARSERS={:016x}", hasher.finish());
    println!("cargo:rerun-if-changed={SYNTAX}");
    println!("cargo:rerun-if-changed={LOCK}");
    Ok(())
}

/// The files below a folder, sorted.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
