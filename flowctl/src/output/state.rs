//! What is at the place of a generated file, without following links.
#![expect(clippy::disallowed_methods, reason = "this module looks at files before they are written")]

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path};

/// What is at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing.
    Absent,
    /// A regular file with these bytes.
    File(Vec<u8>),
    /// A link, a folder, or a file where a folder must be: its path.
    Blocked(String),
}

/// Whether a path of a manifest stays in the folder: names separated by `/`, none of them `.` or `..`.
pub(super) fn is_inside(path: &str) -> bool {
    let named = path.split('/').all(|name| !name.is_empty() && !name.contains(['\\', '\0']));
    named
        && path.split('/').all(|name| {
            let mut parts = Path::new(name).components();
            matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
        })
}

/// Looks at the place of a path that [`is_inside`].
pub(crate) fn look(folder: &Path, path: &str) -> io::Result<State> {
    let mut place = folder.to_owned();
    let mut seen = String::new();
    let mut names = path.split('/').peekable();
    while let Some(name) = names.next() {
        place.push(name);
        seen = if seen.is_empty() { name.to_owned() } else { format!("{seen}/{name}") };
        let about = match fs::symlink_metadata(&place) {
            Ok(about) => about,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(State::Absent),
            Err(error) => return Err(error),
        };
        let last = names.peek().is_none();
        if last && about.is_file() {
            return Ok(State::File(fs::read(&place)?));
        }
        if last || !about.is_dir() {
            return Ok(State::Blocked(seen));
        }
    }
    Ok(State::Absent)
}

/// Whether a path that [`is_inside`] is a folder that no link leads to.
pub(super) fn is_folder(folder: &Path, path: &str) -> bool {
    let mut place = folder.to_owned();
    path.split('/').all(|name| {
        place.push(name);
        fs::symlink_metadata(&place).is_ok_and(|about| about.is_dir())
    })
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn paths_stay_in_the_folder() {
        for good in ["a", "sql/postgres/a:b.sql", "a..b/.c"] {
            assert!(is_inside(good), "{good}");
        }
        for bad in ["", "/etc/passwd", "../a", "a/../../b", "a//b", "./a", "a\\..\\b", "a/", "a\0"] {
            assert!(!is_inside(bad), "{bad}");
        }
    }
}
