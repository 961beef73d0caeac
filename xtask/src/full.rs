//! `cargo xtask full`: every test in release mode, with many more random cases, the scores of types, and a dated record
//! of the result.

use crate::workspace;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const RECORD: &str = "docs/full.md";

/// What the test programs said of themselves, summed up.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    programs: u64,
    passed: u64,
    failed: u64,
    /// Tests that say that they were skipped, because something that they need is missing.
    skipped: u64,
}

/// Runs `scripts/test --release`, scores types, and writes the record.
///
/// # Errors
/// A test fails, or the run cannot be started or recorded.
pub fn run(root: &Path, cases: u32) -> Result<String, String> {
    let started = SystemTime::now();
    // Later what is written makes the checkout another one.
    let commit = commit(root);
    // Both streams are read as one, since tests say on the other one that they were skipped.
    let mut child = Command::new("bash")
        .args(["-c", "exec scripts/test --release -- --nocapture 2>&1"])
        .current_dir(root)
        .env("PROPTEST_CASES", cases.to_string())
        // Spark is too large for every run.
        .env("FLOWCTL_TEST_FULL", "1")
        // Each test program would be linked with all optimisation at link time: minutes for nothing.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("scripts/test: {error}"))?;
    let output = child.stdout.take().ok_or("scripts/test has no output")?;
    let mut counts = Counts::default();
    for line in BufReader::new(output).lines() {
        let line = line.map_err(|error| format!("scripts/test: {error}"))?;
        counts.add(&line);
        // Whoever waits for an hour wants to see that it goes on.
        writeln!(std::io::stdout(), "{line}").map_err(|error| error.to_string())?;
    }
    let status = child.wait().map_err(|error| format!("scripts/test: {error}"))?;
    let types = crate::generators::types(root, None, false);
    let seconds = started.elapsed().unwrap_or_default().as_secs();
    let result = if status.success() && types.is_ok() { "passed" } else { "FAILED" };
    let record = record(&Run {
        date: date(started.duration_since(UNIX_EPOCH).unwrap_or_default()),
        commit,
        rustc: first_line(root, "rustc", &["--version"]),
        result,
        cases,
        seconds,
        counts,
    });
    workspace::write(root, RECORD, &record)?;
    let summary = types?;
    match status.success() {
        true => Ok(format!("{summary}\nall tests passed; the record is {RECORD}\n")),
        false => Err(format!("the tests failed; the record is {RECORD}")),
    }
}

struct Run {
    date: String,
    commit: String,
    rustc: String,
    result: &'static str,
    cases: u32,
    seconds: u64,
    counts: Counts,
}

fn record(run: &Run) -> String {
    let Counts { programs, passed, failed, skipped } = run.counts;
    format!(
        "<!-- Written by `cargo xtask full`: do not edit. -->\n\n# The last full run\n\n\
         `cargo xtask full` runs `scripts/test --release` with {} cases a property test, and Spark, \
         and then `cargo xtask conformance types`.\n\n\
         | | |\n|---|---|\n| date | {} (UTC) |\n| commit | {} |\n| compiler | {} |\n| result | {} |\n\
         | test programs | {programs} |\n| tests passed | {passed} |\n| tests failed | {failed} |\n\
         | lines that say that something was skipped | {skipped} |\n| duration | {} min {} s |\n",
        run.cases,
        run.date,
        run.commit,
        run.rustc,
        run.result,
        run.seconds / 60,
        run.seconds % 60
    )
}

impl Counts {
    fn add(&mut self, line: &str) {
        if line.contains("skipped:") {
            self.skipped += 1;
        }
        let Some(result) = line.strip_prefix("test result: ") else { return };
        self.programs += 1;
        for part in result.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(what)) =
                (words.next().and_then(|word| word.parse::<u64>().ok()), words.next())
            else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                _ => {}
            }
        }
    }
}

/// The commit that is checked out.
pub(crate) fn commit(root: &Path) -> String {
    first_line(root, "git", &["describe", "--always", "--dirty", "--abbrev=12"])
}

fn first_line(root: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(root).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or("unknown").to_owned()
}

/// The date of a time since the epoch, in the proleptic Gregorian calendar.
///
/// Days are counted from 1 March of year 0, so that a leap day is the last of its year and 400 years, an era,
/// have 146,097 days: <https://howardhinnant.github.io/date_algorithms.html>, `civil_from_days`.
pub(crate) fn date(since_epoch: Duration) -> String {
    let days = since_epoch.as_secs() / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::{Counts, date};
    use std::time::Duration;

    #[test]
    fn dates_follow_the_calendar() {
        let check = |days: u64, expected| assert_eq!(date(Duration::from_secs(days * 86_400 + 1)), expected);
        check(0, "1970-01-01");
        check(58, "1970-02-28");
        check(59, "1970-03-01");
        check(11_016, "2000-02-29");
        check(20_454, "2026-01-01");
        check(47_541, "2100-03-01");
    }

    #[test]
    fn sums_up_what_test_programs_say() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "skipped: there is no PostgreSQL",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
        ] {
            counts.add(line);
        }
        assert_eq!(counts, Counts { programs: 2, passed: 4, failed: 2, skipped: 1 });
    }
}
