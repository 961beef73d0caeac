//! `cargo xtask bench hostile`: what input that is made to break the compiler costs, and a dated record of it.
//!
//! Each case is written below `target/` and checked by the release build. It has to give its finding, or none
//! where it is legal, in less than a second and a gibibyte, and must not end in a panic or a signal.

mod cases;

use crate::{bench, full, workspace};
use cases::{CASES, Case};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

const RECORD: &str = "docs/hostile.md";

/// Each case is checked so often; the least of its costs counts, for noise only adds.
const RUNS: usize = 5;

/// What a case may cost: seconds, and bytes.
const MOST: (f64, f64) = (1.0, 1_073_741_824.0);

/// How many characters of the first line of the output the record shows.
const SHOWN: usize = 110;

/// Checks all cases, writes the record, and returns it.
///
/// # Errors
/// A tool is missing, a command fails, or a case does not end as it has to.
pub fn run(root: &Path) -> Result<String, String> {
    let flowctl = bench::build(root)?;
    let mut rows = String::new();
    let mut faults = Vec::new();
    for case in CASES {
        let name = case.name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let folder = root.join("target/hostile").join(name);
        write(case, &folder)?;
        let cost = Cost::of(root, &flowctl, &folder, case)?;
        faults.extend(cost.fault(case).map(|fault| format!("{}: {fault}", case.name)));
        let Cost { cpu, wall, rss, code, line } = &cost;
        let (mebibytes, line) = (rss / f64::from(1 << 20), cell(line));
        writeln!(rows, "| {} | {cpu:.2} | {wall:.2} | {mebibytes:.0} | {code} | {line} |", case.name)
            .map_err(|error| error.to_string())?;
        std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let record = record(&full::date(now), &full::commit(root), &rows);
    workspace::write(root, RECORD, &record)?;
    match faults.is_empty() {
        true => Ok(record),
        false => Err(format!("{record}\n{}", faults.join("\n"))),
    }
}

/// Writes a case into an empty folder, which is a root of its own, so that nothing above it counts.
fn write(case: &Case, folder: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(failed)?;
    }
    std::fs::create_dir_all(folder).map_err(failed)?;
    std::fs::write(folder.join("flowctl.toml"), "").map_err(failed)?;
    (case.write)(folder).map_err(failed)
}

struct Cost {
    cpu: f64,
    wall: f64,
    rss: f64,
    code: i64,
    line: String,
}

impl Cost {
    /// The least cost of a check over several runs.
    fn of(root: &Path, flowctl: &Path, folder: &Path, case: &Case) -> Result<Cost, String> {
        let mut least: Option<Cost> = None;
        for _ in 0..RUNS {
            let mut command = Command::new("python3");
            command
                .arg(root.join("bench/once.py"))
                .arg(flowctl)
                .args(["check", "--no-cache", "--format", case.format, case.path])
                .current_dir(folder);
            // The lines of a finding are not broken differently from one terminal to another.
            let output = bench::run(command.env("COLUMNS", "200"))?;
            let said: Value = serde_json::from_str(&output).map_err(|error| error.to_string())?;
            let number = |name: &str| said.get(name).and_then(Value::as_f64).unwrap_or(f64::INFINITY);
            let cost = Cost {
                cpu: number("cpu"),
                wall: number("wall"),
                rss: number("rss"),
                code: said.get("code").and_then(Value::as_i64).unwrap_or(-1),
                line: said.get("line").and_then(Value::as_str).unwrap_or_default().to_owned(),
            };
            if least.as_ref().is_none_or(|least| cost.wall < least.wall) {
                least = Some(cost);
            }
        }
        least.ok_or_else(|| "nothing was run".to_owned())
    }

    /// What is wrong with the end that a case had.
    fn fault(&self, case: &Case) -> Option<String> {
        let (seconds, bytes) = MOST;
        if self.code != case.code {
            Some(format!("it ended with {}, not {}", self.code, case.code))
        } else if !self.line.contains(case.finding) {
            Some(format!("`{}` is not said", case.finding))
        } else if self.wall >= seconds || self.rss >= bytes {
            Some(format!("it took {:.2} s and {:.0} bytes", self.wall, self.rss))
        } else {
            None
        }
    }
}

/// A text as code in a cell of a Markdown table.
fn cell(line: &str) -> String {
    let mut shown: String = line.chars().take(SHOWN).collect();
    if shown.len() < line.len() {
        shown.push('…');
    }
    format!("`` {} ``", shown.replace('|', "\\|"))
}

fn record(date: &str, commit: &str, rows: &str) -> String {
    format!(
        "<!-- Written by `cargo xtask bench hostile`: do not edit. -->\n\n# Hostile input\n\n\
         What `flowctl check` makes of input that is made to break it.\n\
         Each case has to end in less than a second and a gibibyte, and never in a panic or a signal.\n\
         The least of {RUNS} runs counts; `xtask/src/hostile/cases.rs` says how each case is made.\n\n\
         Measured on {date} (UTC), at commit {commit}.\n\n\
         | case | cpu s | wall s | peak MiB | exit code | first line of its output |\n\
         |---|---|---|---|---|---|\n{rows}"
    )
}
