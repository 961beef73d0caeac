//! Reads the files of a build from the disk: below its root, and nowhere else.
#![expect(clippy::disallowed_methods, reason = "this module is where catalogs are read from the disk")]

use crate::Failure;
use crate::failure::said;
use crate::root::relative;
use crate::vendor::Store;
use crate::watch::Watch;
use compiler::diagnostic::nearest;
use compiler::source::{FileError, Files, Uri};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The largest file that is read (`language.md` D1).
pub(crate) const MAX_BYTES: u64 = 64 << 20;

/// How many names a folder may have for one to be looked for that is near.
const MAX_NEAR: usize = 2000;

/// In how many folders one is looked for whose own folder is misspelt.
const MAX_FOLDERS: usize = 9;

/// A folder with every link followed.
#[derive(Debug, Clone)]
struct Folder {
    path: Arc<Path>,
    /// Whether it is below the root.
    inside: bool,
}

/// A file that is there.
struct Found {
    /// Its path, with every link followed.
    path: PathBuf,
    /// Whether it is below the root.
    inside: bool,
    /// What the system says about it.
    about: Metadata,
}

/// The files below a folder.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
    folder: PathBuf,
    /// Folders of documents by the prefixes of their URLs, longest first.
    resolve: Vec<(String, PathBuf)>,
    /// The documents of other URLs.
    store: Option<Store>,
    /// Folders, from the root on: the files of a catalog share a few, and each costs many calls.
    folders: Arc<Mutex<HashMap<String, Folder>>>,
    /// What is in folders of the root in which a file was missing, from the root on.
    listed: Arc<Mutex<BTreeMap<String, Arc<[String]>>>>,
    /// Notes what is looked for.
    watch: Option<Watch>,
}

impl Disk {
    /// The files below a root, which has been made canonical. Paths in messages begin at `folder`.
    pub fn new(root: impl Into<PathBuf>, folder: impl Into<PathBuf>) -> Disk {
        Disk {
            root: root.into(),
            folder: folder.into(),
            resolve: Vec::new(),
            store: None,
            folders: Arc::default(),
            listed: Arc::default(),
            watch: None,
        }
    }

    /// Also serves the documents below some URLs, each from a folder of its own (`language.md` D2).
    #[must_use]
    pub fn resolving(mut self, folders: impl IntoIterator<Item = (String, PathBuf)>) -> Disk {
        self.resolve.extend(folders);
        self.resolve.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        self
    }

    /// Also serves the documents that were vendored.
    #[must_use]
    pub(crate) fn vendoring(mut self, store: Store) -> Disk {
        self.store = Some(store);
        self
    }

    /// Also notes each path that it looks for.
    #[must_use]
    pub(crate) fn noting(mut self, watch: Option<Watch>) -> Disk {
        self.watch = watch;
        self
    }

    fn note(&self, path: &Path) {
        if let Some(watch) = &self.watch {
            watch.note(path);
        }
    }

    /// A document of a URL that was vendored.
    fn vendored(&self, uri: &Uri) -> Result<Arc<str>, FileError> {
        let store = self.store.as_ref().ok_or(FileError::Remote)?;
        let document = store.document(uri).ok_or(FileError::Remote)?;
        document.map_err(|fault| FileError::Other(store.explain(uri, &fault)))
    }

    /// A document of a URL, where a setting says in which folder it lies.
    fn resolved(&self, uri: &Uri) -> Result<Arc<str>, FileError> {
        let below = |(prefix, folder): &(String, PathBuf)| {
            uri.as_str().strip_prefix(prefix.as_str()).map(|rest| (rest.to_owned(), folder.clone()))
        };
        let (rest, folder) = self.resolve.iter().find_map(below).ok_or(FileError::Remote)?;
        self.note(&folder);
        let Ok(root) = folder.canonicalize() else {
            let folder = relative(&self.folder, &folder);
            return Err(FileError::Other(format!(
                "there is no folder `{folder}`, which its URL resolves to"
            )));
        };
        // The rest of a URL is percent-encoded, as a local file's identity is; a query is no part of a path.
        let path = rest.split('?').next().unwrap_or_default();
        let local = Uri::local("").join(path.trim_start_matches('/'));
        let local = local.map_err(|_| FileError::NotFound { near: Vec::new() })?.0;
        Disk::new(root, self.folder.clone()).noting(self.watch.clone()).read(&local)
    }

    /// The files that a missing one may have been meant for, from the root on, best first.
    fn near(&self, path: &str) -> Vec<String> {
        let (folder, _) = path.rsplit_once('/').unwrap_or_default();
        // A folder may be misspelt, too: then the files of those with a near name are meant.
        let mut folders = vec![String::new()];
        for name in folder.split('/').filter(|name| !name.is_empty()) {
            let below = |folder: &String| {
                let exact = beside(folder, name);
                if self.root.join(&exact).is_dir() {
                    return vec![exact];
                }
                let known = self.listing(folder);
                let near = nearest(&exact, known.iter().map(String::as_str));
                near.into_iter().map(str::to_owned).collect()
            };
            folders = folders.iter().flat_map(below).take(MAX_FOLDERS).collect();
        }
        let listings: Vec<_> = folders.iter().map(|folder| self.listing(folder)).collect();
        let known = listings.iter().flat_map(|listing| listing.iter());
        nearest(path, known.map(String::as_str)).into_iter().map(str::to_owned).collect()
    }

    /// What is in a folder, sorted; nothing where it is no folder of the root, or holds too much.
    fn listing(&self, folder: &str) -> Arc<[String]> {
        if let Ok(listed) = self.listed.lock()
            && let Some(names) = listed.get(folder)
        {
            return names.clone();
        }
        let names: Arc<[String]> = self.list(folder).unwrap_or_default().into();
        if let Ok(mut listed) = self.listed.lock() {
            listed.insert(folder.to_owned(), names.clone());
        }
        names
    }

    fn list(&self, folder: &str) -> Option<Vec<String>> {
        let listed = self.root.join(folder).canonicalize().ok()?;
        // Names outside of the root are nobody's business.
        let entries = listed.starts_with(&self.root).then(|| fs::read_dir(listed).ok()).flatten()?;
        let names = entries.take(MAX_NEAR + 1).filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.map(|name| beside(folder, &name)).collect();
        names.sort();
        Some(names).filter(|names| names.len() <= MAX_NEAR)
    }

    /// A file below the root.
    fn find(&self, path: &str) -> Result<Found, FileError> {
        let missing = || FileError::NotFound { near: self.near(path) };
        // A segment may be what this machine takes for a drive or a step up.
        let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !plain {
            return Err(missing());
        }
        if self.watch.is_some() {
            self.note(&self.root.join(path));
        }
        let absent =
            |error: &io::Error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
        let found = self.look_up(path);
        let found = found.map_err(|error| if absent(&error) { missing() } else { other(&error) })?;
        if found.inside {
            return Ok(found);
        }
        let shared = found.path.ancestors().find(|folder| self.root.starts_with(folder));
        let root = shared.map(|folder| relative(&self.folder, folder)).unwrap_or_default();
        Err(FileError::LeavesRoot { root })
    }

    /// Whether a path from the root on is that of a regular file to which no link leads.
    pub(crate) fn is_own(&self, path: &str) -> bool {
        let place = self.root.join(path);
        let regular = fs::symlink_metadata(&place).is_ok_and(|about| about.is_file());
        regular && place.canonicalize().is_ok_and(|canonical| canonical == place)
    }

    /// A file, wherever links lead to.
    fn look_up(&self, path: &str) -> io::Result<Found> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let Folder { path: folder, inside } = self.folder_of(folder)?;
        let place = folder.join(name);
        let about = fs::symlink_metadata(&place)?;
        if !about.is_symlink() && !name.is_empty() {
            return Ok(Found { path: place, inside, about });
        }
        let path = place.canonicalize()?;
        let about = fs::metadata(&path)?;
        Ok(Found { inside: path.starts_with(&self.root), path, about })
    }

    /// A folder, from the root on.
    fn folder_of(&self, name: &str) -> io::Result<Folder> {
        if let Ok(folders) = self.folders.lock()
            && let Some(folder) = folders.get(name)
        {
            return Ok(folder.clone());
        }
        let path = self.root.join(name).canonicalize()?;
        let folder = Folder { inside: path.starts_with(&self.root), path: path.into() };
        if let Ok(mut folders) = self.folders.lock() {
            folders.insert(name.to_owned(), folder.clone());
        }
        Ok(folder)
    }
}

impl Files for Disk {
    fn read(&self, uri: &Uri) -> Result<Arc<str>, FileError> {
        let Some(path) = uri.local_path() else {
            return match uri.as_str().starts_with("file:") {
                true => Err(FileError::NotFound { near: Vec::new() }),
                false => match self.resolved(uri) {
                    Err(FileError::Remote) => self.vendored(uri),
                    resolved => resolved,
                },
            };
        };
        let Found { path, about, .. } = self.find(&path)?;
        if about.is_dir() {
            return Err(FileError::IsFolder);
        }
        if !about.is_file() {
            return Err(FileError::Other("it is a device or a pipe, not a regular file".to_owned()));
        }
        if about.len() > MAX_BYTES {
            return Err(FileError::TooLarge { bytes: about.len() });
        }
        let file = fs::File::open(&path).map_err(|error| other(&error))?;
        // With room for one byte more, the end of the file is found without asking for more room.
        let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or_default() + 1);
        // The file may grow between the two calls.
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| other(&error))?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > MAX_BYTES {
            return Err(FileError::TooLarge { bytes: length });
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(text.into()),
            Err(error) => Err(FileError::NotUtf8 { valid_up_to: error.utf8_error().valid_up_to() }),
        }
    }

    fn root_above(&self, levels: usize) -> Option<String> {
        self.root.ancestors().nth(levels).map(|folder| relative(&self.folder, folder))
    }
}

/// The text of a file that the command line names, or of standard input (`-`).
///
/// # Errors
/// It cannot be read, is too large, or is no UTF-8.
pub(crate) fn read_text(file: &Path, current: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = match file == Path::new("-") {
        true => io::stdin().take(MAX_BYTES + 1).read_to_string(&mut text),
        false => {
            let opened = fs::File::open(current.join(file));
            opened.and_then(|file| file.take(MAX_BYTES + 1).read_to_string(&mut text))
        }
    };
    let length = read.map_err(|error| Failure::at(file, "read", &error))?;
    match u64::try_from(length).is_ok_and(|length| length <= MAX_BYTES) {
        true => Ok(text),
        false => Err(Failure::new(format!("`{}` has more than {MAX_BYTES} bytes", file.display()))),
    }
}

/// The lines of a file, or of standard input (`-`), as paths with `/`; NUL ends a line too.
pub(crate) fn read_list(file: &Path, current: &Path) -> Result<BTreeSet<String>, Failure> {
    let mut bytes = Vec::new();
    let read = match file == Path::new("-") {
        true => io::stdin().take(MAX_BYTES).read_to_end(&mut bytes),
        false => {
            let opened = fs::File::open(current.join(file));
            opened.and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
        }
    };
    read.map_err(|error| Failure::at(file, "read", &error))?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.split(['\n', '\0']).map(|line| line.trim_end_matches('\r'));
    let paths = lines.map(|line| line.strip_prefix("./").unwrap_or(line)).filter(|path| !path.is_empty());
    Ok(paths.map(str::to_owned).collect())
}

/// A name in a folder, both from the root on.
fn beside(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn other(error: &io::Error) -> FileError {
    FileError::Other(said(error))
}
