//! `cargo xtask conformance types`: how sound and how exact generated types are, beside the best of other generators.

use crate::{bench, full, workspace};
use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

const PAGE: &str = "docs/conformance.md";
const HARNESS: &str = "../shared/conformance/codegen";
const WORK: &str = "target/conformance";

/// The best public generator of each language on the same schemas, as the harness has scored them.
const PEERS: &str = "\
| best other | sound, suite | exact, suite | sound, real | exact, real | no module that compiles (suite) |
|---|---|---|---|---|---|
| TypeScript | 80.5 % | 41.1 % | 81.7 % | 66.1 % | 66 |
| Python | 85.5 % | 50.3 % | 93.3 % | 83.1 % | 25 |
| Rust | 84.9 % | 32.4 % | 91.7 % | 39.0 % | 57 |
";

/// Runs the harness for some languages, and writes the page where these are all.
///
/// # Errors
/// The harness or its tools are missing, or it fails.
pub fn types(root: &Path, language: Option<&str>, is_sample: bool) -> Result<String, String> {
    let harness = root.join(HARNESS);
    if !harness.is_dir() {
        return Err(format!("the harness is missing at {}", harness.display()));
    }
    let flowctl = bench::build(root)?.display().to_string();
    let given = std::env::var("FLOWCTL_TEST_PYTHON").ok();
    let python = given.unwrap_or_else(|| root.join(".tools/python/bin/python").display().to_string());
    let harness = harness.display().to_string();
    let languages = language.unwrap_or("ts,py,rs");
    let mut arguments = vec!["scripts/tools/conformance.py", &harness, &flowctl, WORK, languages];
    arguments.extend(is_sample.then_some("--sample"));
    let summary = run(root, &python, &arguments)?;
    if is_sample || language.is_some() {
        return Ok(summary);
    }
    let tables = workspace::read(root, &format!("{WORK}/report.md"))?;
    let date = full::date(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default());
    let page = format!(
        "<!-- Written by `cargo xtask conformance types`: do not edit. -->\n\n\
         # Generated types against others' schemas\n\n\
         On {date} (UTC), at {}.\n\n\
         The schemas are those of the JSON Schema Test Suite, and real ones of SchemaStore.\n\
         A schema is *sound* where its module compiles and takes every valid instance, and *exact* where it also \
         refuses every instance that breaks the structure (S1) or the conditions (S2) of the schema.\n\
         Instances that break bounds and texts of values (V) are counted, too, though no type needs to refuse them.\n\n\
         ## At a glance\n\n```\n{summary}```\n\n{PEERS}{tables}",
        full::commit(root)
    );
    workspace::write(root, PAGE, &page)?;
    Ok(format!("{summary}{PAGE}\n"))
}

fn run(root: &Path, program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).current_dir(root).output();
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match output.status.success() {
        true => Ok(text(&output.stdout)),
        false => Err(format!("{}{}", text(&output.stderr), text(&output.stdout))),
    }
}
