//! The generated types pass the TypeScript compiler, accept valid documents and refuse wrong ones.
//!
//! The compiler is `FLOWCTL_TSC`, or that of `.tools` in the workspace. What is to be accepted and refused is in
//! `tests/typescript`, a file for each fixture.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "the test writes files for a tool and runs it")]

mod catalogs;

use compiler::{Compilation, Compiler, MemoryFiles, Request, Uri};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The TypeScript compiler, if it is installed.
fn tsc() -> Option<PathBuf> {
    let given = catalogs::environment("FLOWCTL_TSC").map(PathBuf::from);
    let path = given.unwrap_or_else(|| catalogs::workspace().join(".tools/node_modules/.bin/tsc"));
    if !path.exists() {
        catalogs::skip(&format!("{} is no TypeScript compiler", path.display()));
        return None;
    }
    Some(path)
}

/// An empty folder for the files of a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes the types of a catalog and returns their paths.
fn write(compilation: &Compilation, folder: &Path) -> Vec<PathBuf> {
    let checked = compilation.checked().unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
    let mut written = Vec::new();
    for (path, text) in codegen::generate(checked).files() {
        let Some(path) = path.strip_prefix("typescript/") else { continue };
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        written.push(path);
    }
    written
}

fn check(tsc: &Path, folder: &Path, files: &[PathBuf]) {
    let mut command = Command::new(tsc);
    command.args(["--strict", "--noEmit", "--target", "es2022", "--pretty", "false"]);
    let output = command.args(files).current_dir(folder).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
}

#[test]
fn types_of_fixtures_accept_valid_documents_only() {
    let Some(tsc) = tsc() else { return };
    let folder = folder("fixtures");
    let assertions = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/typescript");
    let mut files = Vec::new();
    for fixture in catalogs::all().iter().filter(|fixture| fixture.compilation.checked().is_some()) {
        files.extend(write(&fixture.compilation, &folder.join("types").join(&fixture.name)));
        let name = format!("{}.ts", fixture.name);
        let text = fs::read_to_string(assertions.join(&name))
            .unwrap_or_else(|error| panic!("tests/typescript/{name}: {error}"));
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        files.push(path);
    }
    check(&tsc, &folder, &files);
}

#[test]
fn types_of_real_catalogs_compile() {
    let Some(tsc) = tsc() else { return };
    let folder = folder("corpus");
    let real = catalogs::real().map(|compilation| ("citi-bike-demo".to_owned(), compilation));
    let corpus = real.into_iter().chain(catalogs::boilerplate());
    let files: Vec<PathBuf> =
        corpus.flat_map(|(name, compilation)| write(&compilation, &folder.join(name))).collect();
    if !files.is_empty() {
        check(&tsc, &folder, &files);
    }
}

const HOSTILE: &[&str] = &[
    "*/ export const x: number = \"a\"; /*",
    "\n@ts-ignore",
    "`${a}`",
    "\"; //",
    "'\\'",
    "\\",
    "\u{2028}\u{2029}\r\n",
    "\u{202e}\u{0}\u{1b}",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "class",
    "[k: string]",
    "</script>",
    "a b",
    "\u{e9}",
    "\u{1f680}",
    "1",
    "-1",
];

/// A catalog in which everything that a user can name freely is hostile.
fn hostile() -> Compilation {
    let property = |text: &&str| {
        let schema = json!({
            "title": text,
            "description": text,
            "enum": [text, 1e300, -1.5, 12345678901234567890_u64, null, true],
        });
        ((*text).to_owned(), schema)
    };
    let mut properties: Map<String, Value> = HOSTILE.iter().map(property).collect();
    properties.insert("id".to_owned(), json!({"type": "integer"}));
    let schema = json!({
        "title": HOSTILE.concat(),
        "type": "object",
        "required": ["id", "*/ export const x: number = \"a\"; /*"],
        "properties": properties,
        "additionalProperties": {"type": ["array", "boolean"], "items": {"enum": [-1]}},
    });
    let transform =
        |name: &str| json!({"name": name, "source": "c", "shuffle": "any", "lambda": "SELECT 1;"});
    let names =
        ["a-b", "a.b", "aB", "1", "-", "\u{2160}", "\u{24d0}", "\u{446}\u{435}", "\u{df}", "\u{663}x"];
    let derive = json!({
        "using": {"sqlite": {"migrations": []}},
        "transforms": names.iter().map(|name| transform(name)).collect::<Vec<_>>(),
    });
    let catalog = json!({"collections": {
        "c": {"key": ["/id"], "schema": schema},
        "c.d.ts/d": {"key": ["/id"], "schema": schema, "derive": derive},
    }});
    let files = MemoryFiles::new([("flow.json", catalog.to_string())]);
    let request = Request { roots: vec![Uri::local("flow.json")], ..Request::default() };
    Compiler::default().compile(&request, &files)
}

#[test]
fn hostile_names_and_texts_stay_in_their_place() {
    let Some(tsc) = tsc() else { return };
    let folder = folder("hostile");
    let files = write(&hostile(), &folder);
    assert_eq!(files.len(), 2);
    check(&tsc, &folder, &files);
    let assertion = folder.join("assertion.ts");
    let key = serde_json::to_string(HOSTILE[0]).unwrap();
    let text = format!(
        "import * as types from \"./c\";\n\
         export const ok: types.Document = {{ id: 1, {key}: 1e300, more: [-1], \"a b\": \"a b\" }};\n\
         // @ts-expect-error Nothing but a type is exported.\n\
         export const x = types.x;\n\
         // @ts-expect-error The check of a property after a hostile comment is not switched off.\n\
         export const wrong: types.Document = {{ id: 1, {key}: 1, \"`${{a}}`\": 7 }};\n"
    );
    fs::write(&assertion, text).unwrap();
    check(&tsc, &folder, &[assertion]);
}
