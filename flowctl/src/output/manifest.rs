//! The list of generated files and their hashes, which says what flowctl itself wrote.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

const FORMAT_VERSION: &str = "1.0";

/// The manifest as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    format_version: String,
    files: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    path: String,
    sha256: String,
}

impl Manifest {
    pub(super) fn of(files: &BTreeMap<&str, &str>) -> Manifest {
        let entry =
            |(path, text): (&&str, &&str)| Entry { path: (*path).to_owned(), sha256: hash(text.as_bytes()) };
        Manifest { format_version: FORMAT_VERSION.to_owned(), files: files.iter().map(entry).collect() }
    }

    /// This manifest and what another lists besides: all that may be in a folder while this is carried out.
    pub(super) fn with(mut self, other: &Listing) -> Manifest {
        let entry = |(path, hash): (&str, &str)| Entry { path: path.to_owned(), sha256: hash.to_owned() };
        self.files.extend(other.entries().map(entry));
        self.files.sort();
        self.files.dedup();
        self
    }

    pub(super) fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings are JSON") + "\n"
    }
}

/// What a folder says that it holds.
#[derive(Debug)]
pub(super) enum Listing {
    /// It says nothing.
    Absent,
    /// There is a file of the manifest's name that is none of ours.
    Foreign,
    /// The text, and pairs of a path and a hash; a pending one may have several hashes of one path.
    Known(String, BTreeSet<(String, String)>),
}

impl Listing {
    pub(super) fn parse(bytes: &[u8]) -> Listing {
        let Ok(manifest) = serde_json::from_slice::<Manifest>(bytes) else { return Listing::Foreign };
        if manifest.format_version.split('.').next() != FORMAT_VERSION.split('.').next() {
            return Listing::Foreign;
        }
        let files = manifest.files.into_iter().map(|entry| (entry.path, entry.sha256)).collect();
        Listing::Known(String::from_utf8_lossy(bytes).into_owned(), files)
    }

    pub(super) fn lists(&self, path: &str, hash: &str) -> bool {
        match self {
            Listing::Known(_, files) => files.contains(&(path.to_owned(), hash.to_owned())),
            Listing::Absent | Listing::Foreign => false,
        }
    }

    /// Whether it has a hash of a path, whichever.
    pub(super) fn names(&self, path: &str) -> bool {
        match self {
            Listing::Known(_, files) => {
                let first = files.range((path.to_owned(), String::new())..).next();
                first.is_some_and(|(known, _)| known == path)
            }
            Listing::Absent | Listing::Foreign => false,
        }
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = match self {
            Listing::Known(_, files) => Some(files),
            Listing::Absent | Listing::Foreign => None,
        };
        files.into_iter().flatten().map(|(path, hash)| (path.as_str(), hash.as_str()))
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries().map(|(path, _)| path)
    }

    /// Whether it is this text already.
    pub(super) fn is(&self, text: &str) -> bool {
        matches!(self, Listing::Known(found, _) if found == text)
    }
}

/// The SHA-256 of bytes, in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    let digits = |byte: &u8| [byte >> 4, byte & 0xf].map(|digit| char::from_digit(digit.into(), 16));
    Sha256::digest(bytes).iter().flat_map(digits).flatten().collect()
}
