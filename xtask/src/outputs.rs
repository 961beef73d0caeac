//! `cargo xtask bench outputs`: what the outputs of a synthetic catalog cost, in CPU seconds of the process alone.
//!
//! Each is held against checking the same catalog, without which nothing is generated, and against its limit.

use crate::bench::{Cost, build, generate, remove};
use crate::{full, workspace};
use std::fmt::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

const RECORD: &str = "docs/performance.md";
/// Collections of the catalog that is measured.
const SIZE: u32 = 1000;
/// CPU seconds that an output may take, checking included.
const LIMIT: f64 = 1.0;
/// The outputs: how they are called, and the arguments of the command, in which `CATALOG` and `OUT` are folders.
const OUTPUTS: &[(&str, &[&str])] = &[
    ("findings alone", &["check", "CATALOG"]),
    ("DDL, all dialects", &["ddl", "--dialect", "all", "CATALOG"]),
    ("types, TypeScript", &["types", "--lang", "typescript", "-o", "OUT", "CATALOG/schemas"]),
    ("types, Python", &["types", "--lang", "python", "-o", "OUT", "CATALOG/schemas"]),
    ("types, Rust", &["types", "--lang", "rust", "-o", "OUT", "CATALOG/schemas"]),
    ("everything, of `flowctl build`", &["build", "--out", "OUT", "CATALOG"]),
    ("everything and modules, of `flowctl generate`", &["generate", "--out", "OUT", "CATALOG"]),
];

/// Measures the outputs, and writes `docs/performance.md`.
///
/// # Errors
/// A tool is missing, a command fails, or an output takes more than its limit.
pub fn run(root: &Path) -> Result<String, String> {
    let flowctl = build(root)?;
    let flowctl = flowctl.to_str().ok_or("the checkout is not named in UTF-8")?;
    let catalog = generate(root, SIZE)?;
    let (out, cache) = (catalog.with_extension("out"), catalog.with_extension("cache"));
    let (Some(catalog), Some(folder)) = (catalog.to_str(), out.to_str()) else {
        return Err("the checkout is not named in UTF-8".to_owned());
    };
    remove(&out)?;
    let (mut rows, mut slow, mut check) = (String::new(), Vec::new(), None);
    for (number, (name, arguments)) in OUTPUTS.iter().enumerate() {
        let mut command = vec![flowctl.to_owned(), "--no-cache".to_owned()];
        // Each run begins without outputs: one that finds them there writes none.
        let own = format!("{folder}/{number}/{{run}}");
        command.extend(
            arguments.iter().map(|argument| argument.replace("CATALOG", catalog).replace("OUT", &own)),
        );
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let Cost { cpu, wall, rss } = Cost::of(root, &command, &cache)?;
        let (ratio, mebibytes) = (cpu / *check.get_or_insert(cpu), rss / f64::from(1 << 20));
        writeln!(rows, "| {name} | {cpu:.2} | {ratio:.1} | {wall:.2} | {mebibytes:.0} |")
            .map_err(|error| error.to_string())?;
        if cpu > LIMIT {
            slow.push(format!("{name}: {cpu:.2} CPU seconds are more than {LIMIT}"));
        }
    }
    remove(&out)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let record = record(&full::date(now), &full::commit(root), &rows);
    workspace::write(root, RECORD, &record)?;
    match slow.is_empty() {
        true => Ok(record),
        false => Err(format!("{record}\n{}", slow.join("\n"))),
    }
}

fn record(date: &str, commit: &str, rows: &str) -> String {
    format!(
        "<!-- Written by `cargo xtask bench outputs`: do not edit. -->\n\n\
         # Performance\n\n\
         What the outputs of a synthetic catalog of {SIZE} collections cost, without a cache.\n\
         Each may take {LIMIT} CPU second, all that comes before it included; the first row is what those of a \
         catalog begin with.\n\
         The least of 5 runs counts, each of which writes all of its files. [Another page](checking.md) \
         tells how the cost of checking grows.\n\n\
         Measured on {date}, at commit {commit}.\n\n\
         | output | cpu s | × findings alone | wall s | peak MiB |\n|---|---|---|---|---|\n{rows}\n\
         For comparison, other generators of types, run once over the same schemas: quicktype took 8 to 10 CPU \
         seconds a language, json-schema-to-typescript 8.\n"
    )
}
