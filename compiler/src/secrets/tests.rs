//! What is found to be secret, in whole files.

use crate::source::Span;
use crate::{Compilation, Compiler, MemoryFiles, Request, Uri};

fn compile(files: &[(&str, &str)]) -> Compilation {
    let roots = files.iter().take(1).map(|(path, _)| Uri::local(path)).collect();
    let request = Request { roots, ..Request::default() };
    Compiler::default().compile(&request, &MemoryFiles::new(files.iter().copied()))
}

fn texts(compilation: &Compilation, spans: &[Span]) -> Vec<String> {
    spans.iter().map(|span| compilation.sources.slice(*span).to_owned()).collect()
}

/// What is hidden of a catalog.
fn hidden(text: &str) -> Vec<String> {
    let compilation = compile(&[("flow.yaml", text)]);
    texts(&compilation, &compilation.secrets().by_file[0])
}

const COLLECTION: &str = "{name: a/key, key: [/id], schema: {type: object, required: [id], properties: \
    {id: {type: string}, pin: {type: string, secret: true, default: p1, enum: [p1, p2]}, password: {type: string}}}}";

#[test]
fn every_telling_word_tells_in_any_case() {
    for word in super::TELLING {
        for word in [word.to_owned(), word.to_uppercase(), format!("my_{word}s")] {
            assert!(super::tells(&word), "{word}");
        }
    }
    assert!(!super::tells("passport") && !super::tells("\u{e9}k\u{e9}y"));
}

#[test]
fn all_below_a_telling_key_is_secret() {
    let text = "endpoints:\n  keys: {postgres: {host: h, tokens: [t1, {a: t2}], \
                credentials: {json: t3, n: 1, b: true}}}\n";
    assert_eq!(hidden(text), ["t1", "t2", "t3", "1"]);
    // A misspelt key tells, too.
    assert_eq!(hidden("enpoints: {db: {postgres: {pasword: t1, user: u}}}\n"), ["t1"]);
}

#[test]
fn a_configuration_is_found_wherever_it_stands() {
    let text = "collections: [{name: a, endpoints: {db: {postgres: {password: t1}}}, import: {password: t2}}]\n\
                import: {password: t3}\ntests: {t: {endpoints: {db: {postgres: {key: t4}}}}}\n";
    assert_eq!(hidden(text), ["t1", "t2", "t3", "t4"]);
}

#[test]
fn keys_of_the_language_and_names_are_no_secrets() {
    let text = "\
collections:
  acme/keys:
    key: /id
    schema: {type: object, properties: {token: {type: string}, key: {type: string, secret: false, default: d}}}
    projections: {token: /token, key: {location: /key}}
    derivation: {shuffleKeyTypes: [string], transform: {t: {source: {name: a}, shuffle: {key: [/id]}}}}
colections: [{key: [/id], primaryKey: [/id]}]
capture: {key: [{collection: acme/keys, endpoint: db}]}
tests: {the token: [{ingest: {collection: acme/keys, documents: []}}]}
";
    assert_eq!(hidden(text), Vec::<String>::new());
}

#[test]
fn documents_hide_what_their_keys_or_schemas_call_secret() {
    let text = format!(
        "collections: [{COLLECTION}]\n\
         tests: {{t: [{{ingest: {{collection: a/key, documents: [{{id: i, pin: d1, my_token: d2, b: d3}}]}}}}]}}\n"
    );
    assert_eq!(hidden(&text), ["p1", "p1", "p2", "d1", "d2"]);
    let compilation = compile(&[("flow.yaml", &text)]);
    let unspeakable = texts(&compilation, &compilation.secrets().unspeakable);
    assert_eq!(unspeakable, ["p1", "p1", "p2", "d1"]);
}

#[test]
fn documents_hide_what_some_branch_calls_secret() {
    let text = "\
collections:
  - name: a
    key: [/id]
    schema:
      type: object
      properties: {id: {type: string}, list: {type: array, items: {$ref: '#/$defs/node'}}}
      $defs: {node: {properties: {pin: {secret: true}, next: {$ref: '#/$defs/node'}}}}
      oneOf:
        - properties: {card: {type: string, secret: true}, kind: {const: card}}
        - {additionalProperties: true}
    derivation:
      register: {schema: {properties: {pin: {secret: true}}}, initial: {pin: r1, a: r2}}
      transform: {}
tests:
  t: [{ingest: {collection: a, documents: d.json}}]
";
    let documents = "[{\"card\": \"d1\", \"list\": [{\"pin\": {\"x\": [2]}, \
         \"next\": {\"next\": {\"pin\": \"d3\"}}}, \"d4\"], \"key\": 5}]";
    let compilation = compile(&[("flow.yaml", text), ("d.json", documents)]);
    let secrets = compilation.secrets();
    assert_eq!(texts(&compilation, &secrets.by_file[0]), ["r1"]);
    assert_eq!(texts(&compilation, &secrets.by_file[1]), ["\"d1\"", "2", "\"d3\"", "5"]);
}

#[test]
fn what_cannot_be_read_is_secret_from_a_telling_word_on() {
    let endpoint = |line: &str| {
        format!("endpoints:\n  db:\n    postgres:\n      host: h\n      {line}\n      user: u\n")
    };
    for line in [
        "password: @hunter2",
        "password: %hunter2",
        "password:hunter2",
        "token: hunter2: x",
        "# old password: hunter2",
        "\"password\": \"hunter2",
        "tokens: [hunter2",
        "credentials: {json: hunter2",
        "credentials:\n        json: @hunter2",
        "credentials:\n        - a\n        json: hunter2",
        "credentials @:\n      - hunter2",
        "access_token : `hunter2`",
    ] {
        let text = endpoint(line);
        let left = hidden(&text).iter().fold(text.clone(), |text, hidden| text.replace(hidden.as_str(), ""));
        assert!(!left.contains("hunter2"), "{text}: {:?}", hidden(&text));
        assert!(left.contains("host: h"), "{text}: {:?}", hidden(&text));
    }
    let compilation = compile(&[
        (
            "flow.yaml",
            " captures: {a: {endpoint: {connector: {image: i, config: c.json}}, \
           bindings: [{target: b, resource: {stream: s}}]}}\n",
        ),
        ("c.json", "{\"host\": \"h\",\n \"password\": \"hunter2,\n \"user\": \"u\"}\n"),
    ]);
    let hidden = texts(&compilation, &compilation.secrets().by_file[1]);
    assert!(hidden[0].starts_with("\"hunter2,"), "{hidden:?}");
}

#[test]
fn what_only_looks_like_a_key_in_text_that_was_read_is_shown() {
    let text = "collections:\n  - name: a\n    key: [/id]\n    schema: \
                {description: \"the key: a, the token: b\"}\n    \
                x-code: |\n      return {key: 1};\n";
    assert_eq!(hidden(text), Vec::<String>::new());
    assert_eq!(hidden("collections:\n  - name: a\n    key: [/id\n    schema: {}\n"), Vec::<String>::new());
}

#[test]
fn what_an_alias_of_a_secret_stands_for_is_secret() {
    let text = "endpoints: {db: {postgres: {host: &a t1, password: *a, user: t1, n: &n 5, token: *n}}}\n";
    assert_eq!(hidden(text), ["t1", "*a", "t1", "5", "*n"]);
    assert!(hidden("endpoints: {db: {postgres: {host: &a h, user: *a}}}\n").is_empty());
}
