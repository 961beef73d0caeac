//! Pages of findings that tools make: their examples are checked by the program itself, with the tools of `.tools`.
#![expect(clippy::disallowed_methods, reason = "the program is run on files that are written")]

use super::Expected;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The codes of such findings.
pub(crate) const CODES: [&str; 3] = ["missing-tool", "type-error", "untyped-package"];

/// What the program finds in files, and how it draws that; nothing where the tools are not there.
pub(crate) fn check(code: &str, files: &BTreeMap<String, String>) -> Option<(Vec<Expected>, String)> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let tools = tools()?;
    let search = if code == "missing-tool" { String::new() } else { tools };
    let run = |format: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
        command.args(["check", "--types", "--no-cache", "--root", ".", "--format", format, "flow.yaml"]);
        command.current_dir(folder.path()).env_clear().env("PATH", &search).env("LC_ALL", "C.UTF-8");
        let output = command.output().unwrap();
        assert!(output.status.code() < Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let found: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let expected = |finding: &serde_json::Value| {
        let place = &finding["places"][0];
        let line = usize::try_from(place["start"]["line"].as_u64().unwrap()).unwrap();
        let path = text(&place["path"]).trim_start_matches("file:///").to_owned();
        (path, line, text(&finding["severity"]), text(&finding["code"]))
    };
    let findings = found["diagnostics"].as_array().unwrap().iter().map(expected).collect();
    Some((findings, run("full")))
}

/// The `PATH` with tools, unless they are not installed: then a line says so, and fails where everything must run.
pub(crate) fn tools() -> Option<String> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools");
    let folders: [PathBuf; 2] = [tools.join("node_modules/.bin"), tools.join("python/bin")];
    if folders.iter().all(|folder| folder.is_dir()) {
        let system = std::env::var_os("PATH").unwrap_or_default();
        let all = folders.into_iter().chain(std::env::split_paths(&system));
        return Some(std::env::join_paths(all).unwrap().into_string().unwrap());
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "there are no tools in .tools");
    std::io::stderr().write_all(b"skipped: there are no tools in .tools\n").unwrap();
    None
}
