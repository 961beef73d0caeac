//! What benchmarks of whole commands share: the release build, synthetic catalogs, and the cost of a process.

use crate::workspace;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A command runs so often where nothing else is said; the least of its costs counts, for noise only adds.
const RUNS: u32 = 5;
/// A check takes a fraction of a second, of which noise is a large part.
pub(crate) const RUNS_OF_CHECKS: u32 = 25;
/// The variable that names the folder of the cache.
const CACHE: &str = "FLOWCTL_CACHE_DIR";

/// What a run of a command takes: seconds of the processor, seconds, bytes.
pub(crate) struct Cost {
    pub(crate) cpu: f64,
    pub(crate) wall: f64,
    pub(crate) rss: f64,
}

impl Cost {
    /// The least cost of a command over several runs.
    pub(crate) fn of(root: &Path, command: &[&str], cache: &Path) -> Result<Cost, String> {
        Cost::least(root, RUNS, command, cache)
    }

    /// The least cost of a command over so many runs.
    pub(crate) fn least(root: &Path, runs: u32, command: &[&str], cache: &Path) -> Result<Cost, String> {
        let measure = root.join("bench/measure.py");
        let mut measured = Command::new("python3");
        let output = run(measured.arg(measure).arg(runs.to_string()).args(command).env(CACHE, cache))?;
        let costs: Value = serde_json::from_str(&output).map_err(|error| error.to_string())?;
        let least = |name: &str| {
            let runs = costs.get(name).and_then(Value::as_array).into_iter().flatten();
            runs.filter_map(Value::as_f64).fold(f64::INFINITY, f64::min)
        };
        Ok(Cost { cpu: least("cpu"), wall: least("wall"), rss: least("rss") })
    }
}

pub(crate) fn build(root: &Path) -> Result<PathBuf, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    run(Command::new(cargo)
        .args(["build", "--quiet", "--release", "--locked", "--package", "flowctl"])
        .current_dir(root))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("release/flowctl"))
}

/// A synthetic catalog of so many collections; the same size gives the same bytes.
pub(crate) fn generate(root: &Path, size: u32) -> Result<PathBuf, String> {
    let generator = root.join("../shared/bench/gen_catalog.py");
    let catalog = root.join(format!("target/bench/catalog-{size}"));
    remove(&catalog)?;
    run(Command::new("python3").arg(generator).arg(&catalog).arg(size.to_string()))?;
    // A root of its own, so that nothing above it counts.
    workspace::write(&catalog, "flowctl.toml", "")?;
    Ok(catalog)
}

pub(crate) fn remove(folder: &Path) -> Result<(), String> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.to_string()),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// What a command says of its phases. Its first run, which does not count, fills the cache.
pub(crate) fn phases(command: &[&str], cache: &Path) -> Result<String, String> {
    let [program, arguments @ ..] = command else { return Err("there is no command".to_owned()) };
    let once = || Command::new(program).args(arguments).env(CACHE, cache).output();
    let output = once().and_then(|_| once()).map_err(|error| format!("{program}: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().find(|line| line.starts_with("load ")).unwrap_or_default();
    Ok(line.split(';').next().unwrap_or_default().to_owned())
}

pub(crate) fn run(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{program}: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim())),
    }
}
