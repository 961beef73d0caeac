//! Generated types pass the linters and formatters of their languages, with the rules that these recommend.
//!
//! The tools are packages of npm in `.tools` of the workspace, those of the Python of `FLOWCTL_TEST_PYTHON`, and
//! `rustfmt`. Each is given a file with a fault, too, so that one that reads nothing fails.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "the test writes files for tools and runs them")]

mod catalogs;

use codegen::LANGUAGES;
use compiler::source::Uri;
use compiler::{Compilation, Compiler, MemoryFiles, Request};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Writes the types of all fixtures, and of all real catalogs and schemas if they are there, into a folder; returns
/// how many.
fn written(language: &str, folder: &Path) -> usize {
    let real = catalogs::workspace().join("../shared/conformance/codegen/corpus/real/schemas");
    let schemas = fs::read_dir(real).into_iter().flatten().map(|entry| entry.unwrap().path());
    written_with(language, folder, catalogs::boilerplate(), schemas)
}

/// Writes the types of all fixtures, of these catalogs and of these schemas into a folder; returns how many.
fn written_with(
    language: &str,
    folder: &Path,
    corpus: Vec<(String, Compilation)>,
    schemas: impl Iterator<Item = PathBuf>,
) -> usize {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    let language = LANGUAGES.iter().find(|one| one.name == language).unwrap();
    let mut number = 0;
    let mut write = |text: &str| {
        fs::write(folder.join(format!("module_{number}{}", language.extension)), text).unwrap();
        number += 1;
    };
    // The corpus is read where it is there; else this says that it is not.
    let real = catalogs::real().map(|compilation| ("citi-bike-demo".to_owned(), compilation));
    let fixtures = catalogs::all().into_iter().map(|fixture| (fixture.name, fixture.compilation));
    for (name, compilation) in fixtures.chain(real).chain(corpus) {
        let checked =
            compilation.checked().unwrap_or_else(|| panic!("{name}: {:?}", compilation.diagnostics));
        let files = codegen::generate_in(checked, &[language]);
        let own = format!("{}/", language.name);
        files.files().filter(|(path, _)| path.starts_with(&own)).for_each(|(_, text)| write(text));
    }
    for path in schemas {
        let text = fs::read_to_string(path).unwrap();
        let uri = Uri::local("schema.json");
        let request = Request { schemas: vec![uri], ..Request::default() };
        let compilation = Compiler::default().compile(&request, &MemoryFiles::new([("schema.json", text)]));
        let checked =
            compilation.checked_schema(0).unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
        write(&language.module(checked, 0, "Root", "schema.json").unwrap());
    }
    number
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("linted").join(name)
}

/// Whether a tool finds nothing, and what it says.
fn run(command: &mut Command) -> (bool, String) {
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

/// Runs a tool on a folder of sound files, and on one with a fault besides.
fn check(folder: &Path, file: &str, fault: &str, mut tool: impl FnMut() -> Command) {
    let (is_clean, said) = run(&mut tool());
    assert!(is_clean, "{said}");
    fs::write(folder.join(file), fault).unwrap();
    let (is_clean, said) = run(&mut tool());
    assert!(!is_clean, "a fault is not found: {said}");
    fs::remove_file(folder.join(file)).unwrap();
}

#[test]
fn typescript_passes_eslint() {
    let tools = catalogs::workspace().join(".tools");
    let eslint = tools.join("node_modules/.bin/eslint");
    if !eslint.exists() {
        return catalogs::skip("eslint is not in .tools");
    }
    let folder = folder("typescript");
    assert!(written("typescript", &folder) > 10);
    let config = format!(
        "import {{ createRequire }} from \"node:module\";\nconst require = createRequire({:?});\n\
         const tseslint = require(\"typescript-eslint\");\n\
         export default [require(\"@eslint/js\").configs.recommended, ...tseslint.configs.recommended];\n",
        format!("{}/", tools.display())
    );
    fs::write(folder.join("eslint.config.mjs"), config).unwrap();
    check(&folder, "wrong.ts", "export const wrong: any = 1;\n", || {
        let mut command = Command::new(&eslint);
        command.current_dir(&folder).arg(".");
        command
    });
}

#[test]
fn python_passes_pyright_and_ruff() {
    let Some(python) = catalogs::environment("FLOWCTL_TEST_PYTHON").map(PathBuf::from) else {
        return catalogs::skip("FLOWCTL_TEST_PYTHON is not set");
    };
    let pyright = catalogs::workspace().join(".tools/node_modules/.bin/pyright");
    if !pyright.exists() {
        return catalogs::skip("pyright is not in .tools");
    }
    for language in ["python", "typeddict"] {
        passes_pyright_and_ruff(language, &python, &pyright);
    }
}

fn passes_pyright_and_ruff(language: &str, python: &Path, pyright: &Path) {
    let folder = folder(language);
    assert!(written(language, &folder) > 10);
    fs::write(folder.join("pyrightconfig.json"), r#"{ "typeCheckingMode": "strict" }"#).unwrap();
    check(&folder, "wrong.py", "import os\n", || {
        let mut command = Command::new(python);
        // A class hides the types of which a field has the name, so that a call is no worse.
        let rules = ["--isolated", "--select", "E4,E7,E9,F,I,UP,B", "--ignore", "UP013", "--no-cache"];
        command.args(["-m", "ruff", "check"]).args(rules).arg(&folder);
        command
    });
    check(&folder, "wrong.py", "def wrong(x):\n    return x\n", || {
        let mut command = Command::new(pyright);
        command.current_dir(&folder).arg("--pythonpath").arg(python).arg(".");
        command
    });
}

#[test]
fn rust_is_as_rustfmt_has_it() {
    let folder = folder("rust");
    assert!(written("rust", &folder) > 10);
    // The settings of this workspace are not those of who uses the types.
    fs::write(folder.join("rustfmt.toml"), "").unwrap();
    check(&folder, "wrong.rs", "pub type Wrong=u8;\n", || {
        let mut command = Command::new("rustfmt");
        let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let files = files.filter(|path| path.extension().is_some_and(|end| end == "rs"));
        command.args(["--check", "--edition", "2021"]).args(files);
        command
    });
}

#[test]
fn rust_passes_clippy() {
    let krate = folder("clippy");
    let folder = krate.join("src");
    // The real catalogs and schemas take a minute, which only the command for everything has.
    let modules = match catalogs::environment("FLOWCTL_TEST_FULL") {
        Some(_) => written("rust", &folder),
        None => written_with("rust", &folder, Vec::new(), std::iter::empty()),
    };
    assert!(modules > 10);
    let modules: String = (0..modules).map(|at| format!("pub mod module_{at};\n")).collect();
    fs::write(folder.join("lib.rs"), modules + "pub mod wrong;\n").unwrap();
    fs::write(folder.join("wrong.rs"), "").unwrap();
    // The versions are those that the workspace has, so that nothing is fetched.
    let manifest = "[package]\nname = \"generated\"\nedition = \"2021\"\n\n[workspace]\n\n[dependencies]\n\
                    serde = { version = \"1\", features = [\"derive\"] }\n\
                    serde_json = { version = \"1\", features = [\"preserve_order\"] }\n";
    fs::write(krate.join("Cargo.toml"), manifest).unwrap();
    fs::copy(catalogs::workspace().join("Cargo.lock"), krate.join("Cargo.lock")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clippy-target");
    check(&folder, "wrong.rs", "pub fn wrong(x: &String) -> bool {\n    x.len() == 0\n}\n", || {
        let mut command = Command::new(env!("CARGO"));
        command.args(["clippy", "--offline", "--quiet", "--target-dir"]).arg(&target);
        // The lints of this workspace are not those of who uses the types.
        command.args(["--", "-D", "warnings"]).current_dir(&krate).env_remove("CLIPPY_CONF_DIR");
        command.env_remove("RUSTFLAGS").env_remove("CARGO_TARGET_DIR");
        command
    });
}
