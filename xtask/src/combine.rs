//! `cargo xtask bench combine`: what combining documents costs, in CPU seconds of the process alone.
//!
//! A million documents of fifty thousand keys are read, parsed, validated and combined; each row goes one step further.

use crate::bench::{Cost, remove, run};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// CPU seconds that combining may take, parsing and validation included.
const LIMIT: f64 = 8.0;
/// How far each row goes, as the example has it.
const STEPS: &[&str] = &["read", "parse", "validate", "partial", "full"];

/// Measures combining, and prints a table.
///
/// # Errors
/// A tool is missing, a command fails, or combining takes more than its limit.
pub fn measure(root: &Path) -> Result<String, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let build =
        ["build", "--quiet", "--release", "--locked", "--package", "runtime-lite", "--example", "combine"];
    run(Command::new(cargo).args(build).current_dir(root))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let program = target.join("release/examples/combine");
    let folder = root.join("target/bench/documents");
    remove(&folder)?;
    run(Command::new("python3").arg(root.join("../shared/bench/gen_docs.py")).arg(&folder))?;
    let (schema, documents) = (folder.join("docs.schema.json"), folder.join("docs.jsonl"));
    let text = |path: &Path| path.to_str().map(str::to_owned).ok_or("the checkout is not named in UTF-8");
    let (program, schema, documents) = (text(&program)?, text(&schema)?, text(&documents)?);
    let mut table = "| documents are | cpu s | wall s | peak MiB |\n|---|---|---|---|\n".to_owned();
    let mut last = 0.0;
    for step in STEPS {
        let Cost { cpu, wall, rss } = Cost::of(root, &[&program, &schema, &documents, step], &folder)?;
        let mebibytes = rss / f64::from(1 << 20);
        writeln!(table, "| {step} | {cpu:.2} | {wall:.2} | {mebibytes:.0} |")
            .map_err(|error| error.to_string())?;
        last = cpu;
    }
    remove(&folder)?;
    match last > LIMIT {
        true => Err(format!("{table}\n{last:.2} CPU seconds are more than {LIMIT}")),
        false => Ok(table),
    }
}
