//! Which programs may be run: those of the `PATH` and of `[tools]`, and none that comes with a catalog unless it is
//! trusted (`language.md` D8).

use crate::Failure;
use crate::environment::Environment;
use crate::root::{Project, relative};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// A program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its path.
    pub(crate) path: PathBuf,
    /// What changes when another version is installed.
    pub(crate) version: String,
}

/// Where programs are looked for.
#[derive(Debug, Clone)]
pub(crate) struct Programs {
    folders: Vec<PathBuf>,
    root: PathBuf,
    current: PathBuf,
    named: Vec<(String, PathBuf)>,
    trust: bool,
}

impl Programs {
    /// The programs that may be run for a project.
    pub(crate) fn new(environment: &Environment, project: &Project, trust: bool) -> Programs {
        let inside =
            |folder: &Path| folder.canonicalize().is_ok_and(|folder| folder.starts_with(&project.root));
        let search = environment.search.clone().unwrap_or_default();
        let listed = std::env::split_paths(&search).filter(|folder| folder.is_absolute());
        let mut folders: Vec<PathBuf> = listed.filter(|folder| trust || !inside(folder)).collect();
        if trust {
            let own = project.folder.ancestors().take_while(|folder| folder.starts_with(&project.root));
            folders.splice(0..0, own.map(|folder| folder.join("node_modules/.bin")));
        }
        let named = project.settings.tools.iter();
        let named = named.map(|(name, path)| (name.clone(), path.value.clone())).collect();
        Programs { folders, root: project.root.clone(), current: environment.folder.clone(), named, trust }
    }

    /// The program of a name, if there is one that may be run.
    pub(crate) fn find(&self, name: &str) -> Result<Option<Found>, Failure> {
        if let Some((_, path)) = self.named.iter().find(|(known, _)| known == name) {
            let shown = relative(&self.current, path);
            let Some(found) = program(path) else {
                return Err(Failure::new(format!("`{shown}`, which `[tools]` names, is no program")));
            };
            if !self.may_run(&found.path) {
                return Err(Failure::new(format!(
                    "`{shown}`, which `[tools]` names, comes with the project"
                ))
                .help("run it only if you trust the project: `--trust`"));
            }
            return Ok(Some(found));
        }
        let endings: &[&str] = if cfg!(windows) { &[".cmd", ".exe"] } else { &[""] };
        let candidates = self
            .folders
            .iter()
            .flat_map(|folder| endings.iter().map(move |ending| folder.join(format!("{name}{ending}"))));
        Ok(candidates.filter_map(|path| program(&path)).find(|found| self.may_run(&found.path)))
    }

    /// The value of `PATH` for programs that are run.
    pub(crate) fn search(&self) -> OsString {
        std::env::join_paths(&self.folders).unwrap_or_default()
    }

    fn may_run(&self, path: &Path) -> bool {
        self.trust || !path.canonicalize().is_ok_and(|path| path.starts_with(&self.root))
    }
}

fn program(path: &Path) -> Option<Found> {
    let about = fs::metadata(path).ok().filter(|about| about.is_file() && is_executable(about))?;
    let real = path.canonicalize().ok()?;
    let modified = about.modified().ok()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let version = format!("{} {} {}", real.display(), about.len(), modified.as_nanos());
    Some(Found { path: path.to_owned(), version })
}

#[cfg(unix)]
fn is_executable(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_about: &fs::Metadata) -> bool {
    true
}
