//! A bundle means what its originals mean: every document has the same verdict, and the same is inferred
//! (`language.md` section 2.5).

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "tests fail by panicking"
)]
#![expect(clippy::disallowed_methods, reason = "the corpus is read from the disk")]

mod catalogs;

use compiler::{Compilation, FileError, Files, Uri};
use proptest::prelude::*;
use runtime_lite::{Validator, ValidatorOptions};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Files by their URLs; those of the build begin with `file:///`.
struct Served(BTreeMap<String, Value>);

impl Files for Served {
    fn read(&self, uri: &Uri) -> Result<Arc<str>, FileError> {
        match self.0.get(uri.as_str()) {
            Some(document) => Ok(document.to_string().into()),
            None => Err(FileError::NotFound { near: Vec::new() }),
        }
    }
}

/// A schema for documents that have a value of another one.
fn around(reference: &str) -> Value {
    json!({
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "value": {"$ref": reference}},
    })
}

/// Compiles a catalog of one collection with a schema.
fn compile(schema: &Value, mut documents: BTreeMap<String, Value>) -> Compilation {
    let catalog = json!({"collections": [{"name": "c", "key": ["/id"], "schema": schema}]});
    documents.insert("file:///flow.yaml".to_owned(), catalog);
    catalogs::compile(&Served(documents))
}

/// What is inferred of a collection, as the outputs show it.
fn inferred(compilation: &Compilation) -> String {
    let checked = compilation.checked().unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
    let output = codegen::generate(checked);
    let types = output.files().filter(|(path, _)| *path != "catalog.json").map(|(_, text)| text);
    let projections = catalogs::built(checked)["collections"][0]["projections"].to_string();
    types.chain([&*projections]).collect::<Vec<_>>().join("\n")
}

/// Compares a schema with its bundle, by the verdicts on documents that have one of these as their value.
/// Nothing is compared where the schema has mistakes, and then it says so.
fn compare(schema: &Value, documents: &BTreeMap<String, Value>, values: &[Value]) -> bool {
    let compilation = compile(schema, documents.clone());
    let Some(checked) = compilation.checked() else { return false };
    let bundle = &catalogs::built(checked)["collections"][0]["schema"];
    let base = Some("file:///flow.yaml".to_owned());
    let options = ValidatorOptions { base, documents: documents.clone(), ..Default::default() };
    let original = Validator::new(schema, &options).unwrap_or_else(|error| panic!("{error}: {schema}"));
    let bundled = Validator::new(bundle, &ValidatorOptions::default());
    let bundled = bundled.unwrap_or_else(|error| panic!("{error}: {bundle:#}"));
    // A schema may not call itself a file of the machine.
    let moved = bundle.to_string().replace("file:///", "https://bundle.example/");
    let again = compile(&serde_json::from_str(&moved).unwrap(), BTreeMap::new());
    // Descriptions may speak of files, too.
    let first = inferred(&compilation).replace("file:///", "https://bundle.example/");
    assert_eq!(first, inferred(&again), "{bundle:#}");
    let shape = |compilation: &Compilation| compilation.analysis.collections[0].shape.clone().unwrap();
    let shapes = (shape(&compilation), shape(&again));
    for value in values {
        let document = json!({"id": "x", "value": value});
        let verdict = original.is_valid(&document);
        assert_eq!(verdict, bundled.is_valid(&document), "{document} in {bundle:#}");
        let inside = shapes.0.contains(&document);
        assert_eq!(inside, shapes.1.contains(&document), "{document} in {bundle:#}");
        assert!(inside || !verdict, "{document} is valid and not in the shape of {bundle:#}");
    }
    true
}

/// How a schema of a set refers to another.
#[derive(Debug, Clone)]
struct Link {
    file: usize,
    part: usize,
    way: usize,
}

/// A schema file of a set: its draft and parts, and whether it has an `$id`.
#[derive(Debug, Clone)]
struct File {
    draft: usize,
    identified: bool,
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
struct Part {
    /// Whether it is a resource of its own.
    embedded: bool,
    leaf: usize,
    links: Vec<(usize, Link)>,
}

const FILES: usize = 3;
const PARTS: usize = 3;
const DRAFTS: [Option<&str>; 5] = [
    None,
    Some("https://json-schema.org/draft/2020-12/schema"),
    Some("https://json-schema.org/draft/2019-09/schema"),
    Some("http://json-schema.org/draft-07/schema#"),
    Some("http://json-schema.org/draft-04/schema#"),
];

impl File {
    fn old(&self) -> bool {
        self.draft >= 3
    }

    fn id_keyword(&self) -> &'static str {
        if self.draft == 4 { "id" } else { "$id" }
    }

    fn container(&self) -> &'static str {
        if self.old() { "definitions" } else { "$defs" }
    }
}

/// A reference to a part, from any file of the set.
fn reference(files: &[File], link: &Link) -> String {
    let file = &files[link.file];
    let (number, part) = (link.file, &file.parts[link.part]);
    let by_id = file.identified && link.way.is_multiple_of(2);
    let url = if by_id {
        format!("https://acme.example/s/{number}.json")
    } else {
        format!("file:///s/{number}.json")
    };
    // The files of a build are referred to relatively, except from documents with another base.
    let base = url.replace("file:///s/", "");
    match link.way {
        0 | 1 => base,
        2 | 3 => format!("{base}#/{}/p{}", file.container(), link.part),
        4 if part.embedded && file.identified => {
            format!("https://acme.example/s/{number}-{}.json", link.part)
        }
        _ if part.embedded => base,
        _ => format!("{base}#P{}", link.part),
    }
}

fn part_schema(files: &[File], number: usize, at: usize) -> Value {
    let (file, part) = (&files[number], &files[number].parts[at]);
    let mut members = Map::new();
    match (part.embedded, file.old()) {
        (true, _) => drop(members.insert(file.id_keyword().into(), json!(format!("{number}-{at}.json")))),
        (false, true) => drop(members.insert(file.id_keyword().into(), json!(format!("#P{at}")))),
        (false, false) => drop(members.insert("$anchor".into(), json!(format!("P{at}")))),
    }
    match part.leaf {
        0 => drop(members.insert("type".into(), json!("string"))),
        1 => drop(members.insert("minimum".into(), json!(2))),
        2 => drop(members.insert("additionalProperties".into(), json!(false))),
        3 => drop(members.insert("required".into(), json!(["a"]))),
        4 if !file.old() && file.draft != 0 => {
            drop(members.insert("unevaluatedProperties".into(), json!(false)))
        }
        _ => drop(members.insert("items".into(), json!([{"type": "integer"}, {}]))),
    }
    if file.draft == 1 && part.leaf > 4 {
        members.remove("items");
    }
    let mut properties = Map::new();
    for (place, link) in &part.links {
        // A file with an `$id` of its own has another base: what is in no host cannot be named from there.
        let reachable = !file.identified || files[link.file].identified && link.way.is_multiple_of(2);
        let target = if reachable { reference(files, link) } else { "#".to_owned() };
        let target = json!({ "$ref": target });
        match place {
            0 => drop(properties.insert("a".to_owned(), target)),
            1 => drop(properties.insert("b".to_owned(), target)),
            // In place, and only to what comes later, so that no schema is its own condition.
            _ if reachable && (link.file, link.part) > (number, at) && link.way > 1 => {
                let (keyword, value) = target.as_object().unwrap().iter().next().unwrap();
                members.insert(keyword.clone(), value.clone());
            }
            _ => {}
        }
    }
    if !properties.is_empty() {
        members.insert("properties".into(), properties.into());
    }
    members.into()
}

/// The documents of a set, by URL.
fn documents(files: &[File]) -> BTreeMap<String, Value> {
    let document = |number: usize| {
        let file = &files[number];
        let mut members = Map::new();
        members.extend(DRAFTS[file.draft].map(|draft| ("$schema".to_owned(), json!(draft))));
        if file.identified {
            let id = format!("https://acme.example/s/{number}.json");
            members.insert(file.id_keyword().into(), json!(id));
        }
        let parts = (0..PARTS).map(|at| (format!("p{at}"), part_schema(files, number, at)));
        members.insert(file.container().into(), parts.collect::<Map<_, _>>().into());
        members.insert("properties".into(), json!({"a": {"$ref": format!("#/{}/p0", file.container())}}));
        let document: Value = members.into();
        let by_id =
            file.identified.then(|| (format!("https://acme.example/s/{number}.json"), document.clone()));
        [Some((format!("file:///s/{number}.json"), document)), by_id]
    };
    (0..FILES).flat_map(document).flatten().collect()
}

fn files() -> impl Strategy<Value = Vec<File>> {
    let link = (0..FILES, 0..PARTS, 0..6_usize).prop_map(|(file, part, way)| Link { file, part, way });
    let links = prop::collection::vec((0..3_usize, link), 0..4);
    let part = (prop::bool::weighted(0.3), 0..6_usize, links).prop_map(|(embedded, leaf, links)| Part {
        embedded,
        leaf,
        links,
    });
    let file = (0..DRAFTS.len(), any::<bool>(), prop::collection::vec(part, PARTS))
        .prop_map(|(draft, identified, parts)| File { draft, identified, parts });
    prop::collection::vec(file, FILES)
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![Just(json!("x")), (0..4).prop_map(Value::from), Just(Value::Null)];
    leaf.prop_recursive(3, 8, 3, |inner| {
        let name = prop::sample::select(vec!["a", "b", "c"]);
        prop_oneof![
            prop::collection::vec((name, inner.clone()), 0..3)
                .prop_map(|pairs| pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
            prop::collection::vec(inner, 0..3).prop_map(Value::from),
        ]
    })
}

proptest! {
    #[test]
    fn bundles_of_sets_of_schemas_mean_the_same(
        files in files(),
        link in (0..FILES, 0..PARTS, 0..6_usize),
        values in prop::collection::vec(value(), 1..12),
    ) {
        let link = Link { file: link.0, part: link.1, way: link.2 };
        let reference = reference(&files, &link);
        let entry = if reference.starts_with("https:") { reference } else { format!("s/{reference}") };
        // All files are loaded, so that every resource in them is known.
        let mut schema = around(&entry);
        let all = (0..FILES).map(|number| (format!("f{number}"), json!({"$ref": format!("s/{number}.json")})));
        schema["$defs"] = all.collect::<Map<_, _>>().into();
        prop_assert!(compare(&schema, &documents(&files), &values));
    }
}

/// A corpus with its remote documents, by draft; nothing where it is not there.
fn corpus(name: &str) -> Option<(Value, BTreeMap<String, Value>)> {
    let folder = catalogs::workspace().join("../shared/conformance/codegen/corpus").join(name);
    let Ok(text) = std::fs::read_to_string(folder.join("corpus.json")) else {
        catalogs::skip(&format!("there is no corpus at {}", folder.display()));
        return None;
    };
    let mut remotes = BTreeMap::new();
    read(&folder.join("remotes"), "http://localhost:1234/", &mut remotes);
    Some((serde_json::from_str(&text).unwrap(), remotes))
}

fn read(folder: &Path, url: &str, documents: &mut BTreeMap<String, Value>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            read(&path, &format!("{url}{name}/"), documents);
        } else {
            let document = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            documents.insert(format!("{url}{name}"), document);
        }
    }
}

/// A schema that says which draft it is of; the suite leaves that to the name of its folder.
fn of_draft(schema: &Value, draft: &Value) -> Value {
    let name = match draft.as_str().unwrap() {
        "draft7" => DRAFTS[3],
        "draft2019-09" => DRAFTS[2],
        _ => DRAFTS[1],
    };
    let mut schema = schema.clone();
    if let Value::Object(members) = &mut schema {
        members.entry("$schema").or_insert_with(|| json!(name));
    }
    schema
}

/// Groups that are not compared, each with the reason.
const OTHERWISE: &[&str] = &[
    // A meta-schema of one's own is not consulted: such a schema is one of draft 2020-12.
    "d2020_vocabulary_000",
];

/// Compares every schema of a corpus with its bundle; those that are none in a catalog are named.
fn check(name: &str, refused: &[&str]) {
    let Some((corpus, remotes)) = corpus(name) else { return };
    let mut found = Vec::new();
    let groups = corpus["groups"].as_array().unwrap().iter();
    for group in groups.filter(|group| !OTHERWISE.contains(&group["id"].as_str().unwrap())) {
        let documents =
            remotes.iter().map(|(url, document)| (url.clone(), of_draft(document, &group["draft"])));
        let mut documents: BTreeMap<String, Value> = documents.collect();
        documents.insert("file:///schema.json".to_owned(), of_draft(&group["schema"], &group["draft"]));
        let values: Vec<Value> =
            group["tests"].as_array().unwrap().iter().map(|test| test["data"].clone()).collect();
        if !compare(&around("schema.json"), &documents, &values) {
            found.push(group["id"].as_str().unwrap());
        }
    }
    assert_eq!(found, refused);
}

#[test]
fn bundles_of_the_suite_mean_the_same() {
    check(
        "suite",
        &[
            // Their defaults are not valid.
            "d2020_default_000",
            "d2020_default_001",
            "d2020_default_002",
            // A schema may not call itself a file of the machine.
            "d2020_ref_033",
            "d2020_ref_034",
            "d7_ref_032",
            "d7_ref_033",
        ],
    );
}

#[test]
fn bundles_of_real_schemas_mean_the_same() {
    // Some of its defaults are not valid, such as the text `#cores` of a number.
    check("real", &["ss_pantsbuild_2_14_0"]);
}
