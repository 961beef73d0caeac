//! Which folder is the root of a build, and which catalog files a command means (`language.md` D2).
#![expect(clippy::disallowed_methods, reason = "this module looks for catalogs and roots on the disk")]

use crate::Failure;
use crate::settings::{PROJECT_FILE, Settings};
use compiler::diagnostic::did_you_mean;
use compiler::source::Uri;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// The catalog of a folder.
const CATALOG_FILE: &str = "flow.yaml";

/// How the names of further catalogs end.
const CATALOG_END: &str = ".flow.yaml";

/// The catalogs that a command is about.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    /// The root of the build, canonical.
    pub(crate) root: PathBuf,
    /// What decided the root, in words.
    pub(crate) root_origin: &'static str,
    /// The catalog files, named from the root on; at least one.
    pub(crate) catalogs: Vec<Uri>,
    /// The folder of the first catalog, canonical.
    pub(crate) folder: PathBuf,
    /// Its settings.
    pub(crate) settings: Settings,
}

/// The files of one path of a command line, beginning in a folder.
type Expand = fn(&Path, &Path) -> Result<Vec<PathBuf>, Failure>;

/// Finds the catalogs of the paths of a command line, and their root.
pub(crate) fn find(paths: &[PathBuf], root: Option<&Path>, current: &Path) -> Result<Project, Failure> {
    find_files(paths, root, current, catalogs)
}

/// Finds the schemas of the paths of a command line, and their root, as the catalogs of a project.
pub(crate) fn find_schemas(
    paths: &[PathBuf],
    root: Option<&Path>,
    current: &Path,
) -> Result<Project, Failure> {
    find_files(paths, root, current, schemas)
}

/// The paths that [`find`] looks at: those of the command line, the catalogs of its folders, and project files.
pub(crate) fn considered(paths: &[PathBuf], root: Option<&Path>, current: &Path) -> Vec<PathBuf> {
    let default = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &default } else { paths };
    let mut considered = Vec::new();
    for path in paths {
        let full: PathBuf = current.join(path).components().collect();
        match root {
            Some(root) => considered.push(current.join(root).join(PROJECT_FILE)),
            None => considered.extend(full.ancestors().map(|folder| folder.join(PROJECT_FILE))),
        }
        considered.extend([full.join(CATALOG_FILE), full]);
    }
    considered
}

/// Whether a file of a folder is one of its catalogs.
pub(crate) fn is_catalog(name: &str) -> bool {
    name == CATALOG_FILE || name.ends_with(CATALOG_END)
}

fn find_files(
    paths: &[PathBuf],
    root: Option<&Path>,
    current: &Path,
    expand: Expand,
) -> Result<Project, Failure> {
    let default = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &default } else { paths };
    let mut files = Vec::new();
    for path in paths {
        for file in expand(path, current)? {
            if !files.contains(&file) {
                files.push(file);
            }
        }
    }
    let folder = files.first().and_then(|file| file.parent()).unwrap_or(current).to_owned();
    let (root, root_origin) = match root {
        Some(root) => (folder_of(root, current, "--root")?, "--root"),
        None => discover(&folder),
    };
    let settings = settings(&root, current)?;
    let mut catalogs = Vec::new();
    for file in &files {
        let Ok(inside) = file.strip_prefix(&root) else {
            let shared = file.ancestors().skip(1).find(|folder| root.starts_with(folder));
            let help = shared.map(|shared| {
                format!("build from a root that holds both: `--root {}`", relative(current, shared))
            });
            let (file, root) = (relative(current, file), relative(current, &root));
            return Err(Failure::new(format!("`{file}` lies outside of the root of the build, `{root}`"))
                .maybe_help(help));
        };
        let Some(inside) = inside.to_str() else {
            return Err(Failure::new(format!("`{}` is not named in UTF-8", relative(current, file))));
        };
        catalogs.push(Uri::local(&inside.replace(std::path::MAIN_SEPARATOR, "/")));
    }
    Ok(Project { root, root_origin, catalogs, folder, settings })
}

/// An existing folder of the command line, canonical.
pub(crate) fn folder_of(path: &Path, current: &Path, flag: &str) -> Result<PathBuf, Failure> {
    let full = current.join(path).canonicalize();
    match full {
        Ok(full) if full.is_dir() => Ok(full),
        Ok(_) => Err(Failure::new(format!("`{}` is not a folder", path.display()))
            .help(format!("`{flag}` names a folder"))),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(Failure::new(format!("there is no folder `{}`", path.display()))
                .help(format!("`{flag}` names a folder that exists")))
        }
        Err(error) => Err(Failure::at(path, "read", &error)),
    }
}

/// The catalog files of one path: the file, or those of the folder.
fn catalogs(path: &Path, current: &Path) -> Result<Vec<PathBuf>, Failure> {
    let folder = match named(path, current)? {
        Named::File(file) => return Ok(vec![file]),
        Named::Folder(folder) => folder,
    };
    let default = folder.join(CATALOG_FILE);
    if fs::metadata(&default).is_ok_and(|about| about.is_file()) {
        return Ok(vec![default]);
    }
    let found = with_ends(&folder, &[CATALOG_END]);
    if found.is_empty() {
        return Err(Failure::new(format!("the folder `{}` has no catalog", path.display()))
            .help("a catalog is a file `flow.yaml` or `*.flow.yaml`; name one, or a folder that holds one"));
    }
    Ok(found)
}

/// How the names of files end that surely are schemas.
const SCHEMA_ENDS: &[&str] = &[".schema.json", ".schema.yaml", ".schema.yml"];

/// The schemas of one path: the file, or those of the folder.
fn schemas(path: &Path, current: &Path) -> Result<Vec<PathBuf>, Failure> {
    let folder = match named(path, current)? {
        Named::File(file) => return Ok(vec![file]),
        Named::Folder(folder) => folder,
    };
    let found = [SCHEMA_ENDS, &[".json"]].into_iter().map(|ends| with_ends(&folder, ends));
    found.into_iter().find(|found| !found.is_empty()).ok_or_else(|| {
        Failure::new(format!("the folder `{}` has no schema", path.display())).help(
            "schemas are files `*.schema.json`, `*.schema.yaml` or `*.json`: name one, or a folder of them",
        )
    })
}

/// The name of a schema's file without what its kind adds.
pub(crate) fn stem(uri: &Uri) -> &str {
    let file = uri.as_str().rsplit('/').next().unwrap_or_default();
    let known = SCHEMA_ENDS.iter().chain(&[".json", ".yaml", ".yml"]).find_map(|end| file.strip_suffix(end));
    known.unwrap_or(file)
}

/// The files of a folder whose names end like these, sorted.
fn with_ends(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let found = names(folder).into_iter().filter(|name| ends.iter().any(|end| name.ends_with(end)));
    let mut found: Vec<PathBuf> = found.map(|name| folder.join(name)).collect();
    found.sort();
    found
}

/// What a path of the command line names; the folder is canonical.
enum Named {
    File(PathBuf),
    Folder(PathBuf),
}

fn named(path: &Path, current: &Path) -> Result<Named, Failure> {
    let full = current.join(path);
    let about = match fs::metadata(&full) {
        Ok(about) => about,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Err(Failure::new(format!("there is no file or folder `{}`", path.display()))
                .maybe_help(suggest(path, &full)));
        }
        Err(error) => return Err(Failure::at(path, "read", &error)),
    };
    let canonical = |path: &Path| path.canonicalize().map_err(|error| Failure::at(path, "read", &error));
    if !about.is_dir() {
        // The name stays as the user wrote it: a link is another resource than its target.
        let (Some(parent), Some(name)) = (full.parent(), full.file_name()) else {
            return Err(Failure::new(format!("`{}` names no file", path.display())));
        };
        return Ok(Named::File(canonical(parent)?.join(name)));
    }
    Ok(Named::Folder(canonical(&full)?))
}

fn suggest(path: &Path, full: &Path) -> Option<String> {
    let name = full.file_name()?.to_str()?;
    let names = names(full.parent()?);
    let shown = |name: &str| path.with_file_name(name).display().to_string();
    let known: Vec<String> = names.iter().map(|name| shown(name)).collect();
    did_you_mean(&shown(name), known.iter().map(String::as_str))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
}

/// The root of a catalog: the nearest folder with a project file, else the top of its repository, else its own.
fn discover(folder: &Path) -> (PathBuf, &'static str) {
    for candidate in folder.ancestors() {
        let has = |name: &str| fs::symlink_metadata(candidate.join(name)).is_ok();
        if has(PROJECT_FILE) {
            return (candidate.to_owned(), "the folder of flowctl.toml");
        }
        if has(".git") {
            return (candidate.to_owned(), "the top of the repository");
        }
    }
    (folder.to_owned(), "the folder of the catalog")
}

/// The top of the repository that a folder is in.
pub(crate) fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| fs::symlink_metadata(folder.join(".git")).is_ok())
}

/// Paths of the command line as a command in a hint repeats them, each after a space; none where one would need
/// quotes.
pub(crate) fn as_arguments(paths: &[PathBuf]) -> String {
    let simple = |path: &PathBuf| {
        let text = path.to_str()?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "._/-".contains(c);
        (!text.is_empty() && !text.starts_with('-') && text.chars().all(plain)).then(|| format!(" {text}"))
    };
    paths.iter().map(simple).collect::<Option<String>>().unwrap_or_default()
}

/// Reads the settings of the project file, if there is one.
fn settings(root: &Path, current: &Path) -> Result<Settings, Failure> {
    let path = root.join(PROJECT_FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Settings::default()),
        Err(error) => return Err(Failure::at(Path::new(&relative(current, &path)), "read", &error)),
    };
    Settings::parse(&text, &relative(current, &path), root)
}

/// A path as seen from a folder, with `/`, both being canonical.
pub(crate) fn relative(from: &Path, to: &Path) -> String {
    let (mut from_parts, mut to_parts) = (from.components().peekable(), to.components().peekable());
    if from_parts.peek() != to_parts.peek() {
        return to.display().to_string();
    }
    while let (Some(a), Some(b)) = (from_parts.peek(), to_parts.peek()) {
        if a != b {
            break;
        }
        from_parts.next();
        to_parts.next();
    }
    let up = from_parts.map(|_| "..".to_owned());
    let down = to_parts.map(|part| match part {
        Component::Normal(name) => name.to_string_lossy().into_owned(),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => {
            part.as_os_str().to_string_lossy().into_owned()
        }
    });
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::relative;
    use std::path::Path;

    #[test]
    fn names_paths_from_the_current_folder_on() {
        let seen = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(seen("/a/b", "/a/b/c/d.yaml"), "c/d.yaml");
        assert_eq!(seen("/a/b", "/a/c.yaml"), "../c.yaml");
        assert_eq!(seen("/a/b", "/a/b"), ".");
        assert_eq!(seen("/a/b", "/"), "../..");
    }
}
