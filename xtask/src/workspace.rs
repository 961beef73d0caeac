//! Where the workspace is, and which files are its own.

use std::path::{Path, PathBuf};

/// Folders that tools fill: no file in them belongs to the repository.
const FOREIGN: &[&str] = &["target", ".git", ".tools", "node_modules", "flow_generated", "__pycache__"];

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().expect("the package lies in a folder of the workspace").to_owned()
}

/// All files of the repository, by their path relative to the root with `/`, sorted.
///
/// # Errors
/// A folder cannot be read.
pub fn files(root: &Path) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries {
            let path = entry.map_err(|error| format!("{}: {error}", folder.display()))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            match path.is_dir() {
                true if FOREIGN.contains(&name) => {}
                true => folders.push(path),
                false => found.push(relative(root, &path)),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The text of a file of the repository.
///
/// # Errors
/// It cannot be read, or is not UTF-8.
pub fn read(root: &Path, path: &str) -> Result<String, String> {
    std::fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))
}

/// Writes a file of the repository.
///
/// # Errors
/// It cannot be written.
pub fn write(root: &Path, path: &str, text: &str) -> Result<(), String> {
    std::fs::write(root.join(path), text).map_err(|error| format!("{path}: {error}"))
}

fn relative(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
