//! The validator says of every document of the conformance corpora what they say of it.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test reads the disk, and fails by panicking"
)]

use runtime_lite::{Formats, Validator, ValidatorOptions};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Documents that are judged otherwise, each with the reason. One that is not must leave the list.
const OTHERWISE: &[(&str, &str)] = &[
    // `format` never fails a document unless all formats are asked for, whatever a vocabulary says (D2).
    ("d2020_opt_format_assertion_000", "format-assertion: false: invalid string"),
    ("d2020_opt_format_assertion_001", "format-assertion: true: invalid string"),
    // Nor do `contentEncoding` and `contentMediaType`; draft 7 leaves that to implementations.
    ("d7_opt_content_000", "an invalid JSON document"),
    ("d7_opt_content_001", "an invalid base64 string (% is not a valid character)"),
    ("d7_opt_content_002", "a validly-encoded invalid JSON document"),
    ("d7_opt_content_002", "an invalid base64 string that is valid JSON"),
    // Draft 7 ignores the siblings of `$ref`, `$id` too; in the catalog language they apply in every draft (D2).
    ("d7_ref_005", "ref valid, maxItems ignored"),
    ("d7_ref_006", "$ref resolves to /definitions/base_foo, data does not validate"),
    ("d7_ref_006", "$ref resolves to /definitions/base_foo, data validates"),
];

/// A corpus, or nothing with a line that says so; under CI it has to be there.
fn corpus(name: &str) -> Option<(PathBuf, Value)> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance/codegen/corpus").join(name);
    let Ok(text) = std::fs::read_to_string(folder.join("corpus.json")) else {
        assert!(std::env::var_os("CI").is_none(), "the corpus is missing at {}", folder.display());
        // Not by a macro: the test runner would keep the line to itself.
        std::io::stderr()
            .write_all(format!("skipped: there is no corpus at {}\n", folder.display()).as_bytes())
            .unwrap();
        return None;
    };
    Some((folder, serde_json::from_str(&text).unwrap()))
}

/// The documents of the suite that its schemas refer to, by URL.
fn remotes(root: &Path) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            let document = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            found.insert(format!("http://localhost:1234/{name}"), document);
        }
    }
    found
}

/// A schema that says which draft it is of; the suite leaves that to the name of its folder.
fn of_draft(schema: &Value, draft: &str) -> Value {
    let name = match draft {
        "draft7" => "http://json-schema.org/draft-07/schema#",
        "draft2019-09" => "https://json-schema.org/draft/2019-09/schema",
        _ => "https://json-schema.org/draft/2020-12/schema",
    };
    let mut schema = schema.clone();
    if let Value::Object(members) = &mut schema {
        members.entry("$schema").or_insert_with(|| name.into());
    }
    schema
}

fn check(name: &str, otherwise: &[(&str, &str)]) {
    let Some((folder, corpus)) = corpus(name) else { return };
    let remotes = remotes(&folder.join("remotes"));
    let mut different = Vec::new();
    let mut count = 0;
    for group in corpus["groups"].as_array().unwrap() {
        let (id, draft) = (group["id"].as_str().unwrap(), group["draft"].as_str().unwrap());
        let documents = remotes.iter().map(|(url, document)| (url.clone(), of_draft(document, draft)));
        // The suite puts what depends on asserted formats into files of their own.
        let formats = match id.contains("_opt_fmt_") {
            true => Formats::Assert,
            false => Formats::Annotate,
        };
        let options = ValidatorOptions { formats, documents: documents.collect(), ..Default::default() };
        let validator = Validator::new(&of_draft(&group["schema"], draft), &options);
        let validator = validator.unwrap_or_else(|error| panic!("{id}: {error}"));
        for test in group["tests"].as_array().unwrap() {
            let valid = validator.is_valid(&test["data"]);
            assert_eq!(valid, validator.errors(&test["data"]).is_empty(), "{id}");
            if test["valid"] != valid {
                different.push((id, test["description"].as_str().unwrap()));
            }
            count += 1;
        }
    }
    eprintln!("{name}: {count} documents");
    assert_eq!(different, otherwise);
}

#[test]
fn the_suite_agrees() {
    check("suite", OTHERWISE);
}

#[test]
fn real_schemas_agree() {
    check("real", &[]);
}
