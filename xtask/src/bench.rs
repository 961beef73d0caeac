//! `cargo xtask bench check`: what checking a synthetic catalog costs, in CPU seconds of the process alone.
//!
//! Two sizes are measured in one run, since ratios within a run are worth more than seconds of a machine.

use crate::workspace;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Collections of the catalogs that are measured.
const SIZES: [u32; 2] = [1000, 5000];
/// Each command runs so often; the least of its costs counts, for noise only adds.
const RUNS: &str = "5";

/// Measures `flowctl check`, and prints a table.
///
/// # Errors
/// A tool is missing, or a command fails.
pub fn check(root: &Path) -> Result<String, String> {
    let flowctl = build(root)?;
    let flowctl = flowctl.to_str().ok_or("the checkout is not named in UTF-8")?;
    let mut table =
        "| collections | cpu s | wall s | peak MiB | one file touched, cpu s | phases, wall ms |\n\
                     |---|---|---|---|---|---|\n"
            .to_owned();
    let mut cpu = Vec::new();
    for size in SIZES {
        let catalog = generate(root, size)?;
        let folder = catalog.to_str().ok_or("the checkout is not named in UTF-8")?;
        let cold = Cost::of(root, &[flowctl, "check", folder])?;
        touch(&catalog)?;
        let touched = Cost::of(root, &[flowctl, "check", folder])?;
        let phases = phases(flowctl, folder)?;
        let mebibytes = cold.rss / f64::from(1 << 20);
        writeln!(
            table,
            "| {size} | {:.3} | {:.3} | {mebibytes:.0} | {:.3} | {phases} |",
            cold.cpu, cold.wall, touched.cpu
        )
        .map_err(|error| error.to_string())?;
        cpu.push(cold.cpu);
    }
    if let [small, large] = cpu.as_slice() {
        let sizes = SIZES.map(f64::from);
        let exponent = (large / small).ln() / (sizes[1] / sizes[0]).ln();
        writeln!(table, "\ngrowth exponent of cpu: {exponent:.2}").map_err(|error| error.to_string())?;
    }
    Ok(table)
}

struct Cost {
    cpu: f64,
    wall: f64,
    rss: f64,
}

impl Cost {
    /// The least cost of a command over several runs.
    fn of(root: &Path, command: &[&str]) -> Result<Cost, String> {
        let measure = root.join("bench/measure.py");
        let output = run(Command::new("python3").arg(measure).arg(RUNS).args(command))?;
        let costs: Value = serde_json::from_str(&output).map_err(|error| error.to_string())?;
        let least = |name: &str| {
            let runs = costs.get(name).and_then(Value::as_array).into_iter().flatten();
            runs.filter_map(Value::as_f64).fold(f64::INFINITY, f64::min)
        };
        Ok(Cost { cpu: least("cpu"), wall: least("wall"), rss: least("rss") })
    }
}

fn build(root: &Path) -> Result<PathBuf, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    run(Command::new(cargo)
        .args(["build", "--quiet", "--release", "--locked", "--package", "flowctl"])
        .current_dir(root))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("release/flowctl"))
}

/// A synthetic catalog of so many collections; the same size gives the same bytes.
fn generate(root: &Path, size: u32) -> Result<PathBuf, String> {
    let generator = root.join("../shared/bench/gen_catalog.py");
    let catalog = root.join(format!("target/bench/catalog-{size}"));
    if catalog.exists() {
        std::fs::remove_dir_all(&catalog).map_err(|error| error.to_string())?;
    }
    run(Command::new("python3").arg(generator).arg(&catalog).arg(size.to_string()))?;
    // A root of its own, so that nothing above it counts.
    workspace::write(&catalog, "flowctl.toml", "")?;
    Ok(catalog)
}

/// Changes one file of the catalog in a way that changes nothing of its meaning.
fn touch(catalog: &Path) -> Result<(), String> {
    let path = "flow.yaml";
    let text = std::fs::read_to_string(catalog.join(path)).map_err(|error| error.to_string())?;
    workspace::write(catalog, path, &(text + "# touched\n"))
}

fn phases(flowctl: &str, folder: &str) -> Result<String, String> {
    let output = Command::new(flowctl).args(["check", "--stats", folder]).output();
    let output = output.map_err(|error| format!("{flowctl}: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().find(|line| line.starts_with("load ")).unwrap_or_default();
    Ok(line.split(';').next().unwrap_or_default().to_owned())
}

fn run(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{program}: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim())),
    }
}
