//! Inference is sound: a document that validates is never outside the inferred shape (`language.md` D3).
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test reads the disk, and fails by panicking"
)]

use compiler::source::{FileError, Files, Uri};
use compiler::{Compiler, Request};
use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Valid instances that lie outside, each with the reason. One that comes inside must leave the list.
const OUTSIDE: [(&str, &str); 3] = [
    // A meta-schema that leaves the validation vocabulary out is not consulted.
    ("d2020_vocabulary_000", "no validation: invalid number, but it still validates"),
    // Draft 7 ignores the siblings of `$ref`; in the catalog language they apply in every draft (D2).
    ("d7_ref_005", "ref valid, maxItems ignored"),
    ("d7_ref_006", "$ref resolves to /definitions/base_foo, data validates"),
];

/// Serves one schema, and the suite's remote documents where they are asked for by their URLs.
struct Served {
    schema: Arc<str>,
    remotes: PathBuf,
}

impl Files for Served {
    fn read(&self, uri: &Uri) -> Result<Arc<str>, FileError> {
        match uri.local_path().as_deref() {
            Some("flow.yaml") => Ok("collections: [{ name: a, key: [/id], schema: schema.json }]".into()),
            Some("schema.json") => Ok(self.schema.clone()),
            Some(_) => Err(FileError::NotFound { near: Vec::new() }),
            None => {
                let path = uri.as_str().strip_prefix("http://localhost:1234/").ok_or(FileError::Remote)?;
                let text = std::fs::read_to_string(self.remotes.join(path)).map_err(|_| FileError::Remote)?;
                Ok(text.into())
            }
        }
    }
}

/// Checks every valid instance of a corpus, and says how many invalid ones lie outside their shape.
fn check(name: &str, outside: &[(&str, &str)]) {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance/codegen/corpus").join(name);
    let Ok(text) = std::fs::read_to_string(folder.join("corpus.json")) else {
        assert!(std::env::var_os("CI").is_none(), "the corpus is missing at {}", folder.display());
        // Not by a macro: the test runner would keep the line to itself.
        std::io::stderr()
            .write_all(format!("skipped: there is no corpus at {}\n", folder.display()).as_bytes())
            .unwrap();
        return;
    };
    let corpus: Value = serde_json::from_str(&text).unwrap();
    let mut unsound = Vec::new();
    let (mut valid, mut refused, mut invalid) = (0, 0, 0);
    for group in corpus["groups"].as_array().unwrap() {
        let files = Served { schema: group["schema"].to_string().into(), remotes: folder.join("remotes") };
        let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
        let compilation = Compiler::default().compile(&request, &files);
        let shape = compilation.analysis.collections[0].shape.as_ref().unwrap();
        for test in group["tests"].as_array().unwrap() {
            let inside = shape.contains(&test["data"]);
            match test["valid"] == true {
                true => valid += 1,
                false => invalid += 1,
            }
            if test["valid"] == true && !inside {
                unsound.push((group["id"].as_str().unwrap(), test["description"].as_str().unwrap()));
            }
            refused += usize::from(test["valid"] == false && !inside);
        }
    }
    eprintln!("{name}: {valid} valid instances inside, {refused} of {invalid} invalid ones outside");
    assert_eq!(unsound, outside, "valid instances that lie outside of their shape");
}

#[test]
fn the_suite_is_sound() {
    check("suite", &OUTSIDE);
}

#[test]
fn real_schemas_are_sound() {
    check("real", &[]);
}
