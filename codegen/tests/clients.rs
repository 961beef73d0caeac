//! The types of the vendors' clients, which are made from their specifications, accept every template.
//!
//! The clients are those of `FLOWCTL_CLIENTS`, a folder of packages of npm, or of `.tools` in the workspace, and the
//! compiler is that of the types of collections.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "the test writes files for a tool and runs it")]

mod catalogs;

use catalogs::{engines, templates};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The client of each search engine on npm, and what it says that a template is. They are made from the
/// specifications of the vendors.
const CLIENTS: &[(&str, &str, &str)] = &[
    ("elasticsearch", "@elastic/elasticsearch", "import(\"CLIENT\").estypes.IndicesPutIndexTemplateRequest"),
    (
        "opensearch",
        "@opensearch-project/opensearch",
        "import(\"CLIENT\").API.Indices_PutIndexTemplate_RequestBody & { name: string }",
    ),
];

#[test]
fn the_types_of_the_vendors_clients_accept_every_template() {
    assert!(engines().eq(CLIENTS.iter().map(|(name, ..)| *name)));
    let given = catalogs::environment("FLOWCTL_CLIENTS").map(PathBuf::from);
    let modules = given.unwrap_or_else(|| catalogs::workspace().join(".tools/node_modules"));
    let given = catalogs::environment("FLOWCTL_TSC").map(PathBuf::from);
    let tsc = given.unwrap_or_else(|| catalogs::workspace().join(".tools/node_modules/.bin/tsc"));
    let clients = CLIENTS.iter().map(|(_, package, _)| modules.join(package));
    if let Some(missing) = clients.chain([tsc.clone()]).find(|path| !path.exists()) {
        return catalogs::skip(&format!("{} is not there", missing.display()));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let mut files = Vec::new();
    for (engine, package, name) in CLIENTS {
        let kind = name.replace("CLIENT", modules.join(package).to_str().unwrap());
        let mut text = format!("export {{}};\ntype Template = {kind};\n");
        for fixture in catalogs::all() {
            for (name, body) in templates(&fixture.in_dialect(engine)) {
                let name = json!(name);
                text += &format!("((_: Template) => {{}})({{ name: {name}, {}\n", members(&body));
            }
        }
        for wrong in ["type: \"bogus\"", "type: \"keyword\", ignore_malformed: true"] {
            let body = format!("template: {{ mappings: {{ properties: {{ a: {{ {wrong} }} }} }} }} }});");
            text += &format!(
                "// @ts-expect-error\n((_: Template) => {{}})({{ name: \"x\", index_patterns: [], {body}\n"
            );
        }
        let file = folder.join(format!("{engine}.ts"));
        fs::write(&file, text).unwrap();
        files.push(file);
    }
    let options = ["--strict", "--noEmit", "--skipLibCheck", "--pretty", "false", "--target", "es2022"];
    let resolution = ["--module", "commonjs", "--moduleResolution", "node10"];
    let output = Command::new(tsc).args(options).args(resolution).args(files).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
}

/// The members of a template as those of a literal of TypeScript, up to the end of its statement.
fn members(body: &str) -> String {
    format!("{});", body.trim_end().trim_start_matches('{'))
}
