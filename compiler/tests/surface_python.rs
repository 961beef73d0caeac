//! What a module of Python offers, as the scan of the compiler has it and as the module `ast` of Python does, on
//! modules of any statements. `FLOWCTL_TEST_PYTHON` names the Python.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "the environment names a Python for the test")]

use compiler::lambda::Surface;
use compiler::spec::Language;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Reads a list of modules, and prints for each what it offers; null where it is none, or imports all of another.
const PARSE: &str = r#"
import ast, json, sys

def named(statement):
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [statement.name]
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return [statement.targets[0].id]
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.simple:
        return [statement.target.id]
    return []

def offered(text):
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return None
    functions, classes = set(), {}
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            methods = {name for inner in statement.body for name in named(inner) if not name.startswith("_")}
            classes.setdefault(statement.name, set()).update(methods)
        elif isinstance(statement, ast.ImportFrom):
            if any(name.name == "*" for name in statement.names):
                return None
            functions |= {name.asname or name.name for name in statement.names}
        else:
            functions |= set(named(statement))
    return {"functions": sorted(functions), "classes": {name: sorted(all) for name, all in classes.items()}}

print(json.dumps([offered(text) for text in json.load(sys.stdin)]))
"#;

fn scanned(surface: &Surface) -> Value {
    let functions: BTreeSet<&str> = surface.functions.iter().map(|function| function.name.as_str()).collect();
    let mut classes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for class in &surface.classes {
        classes.entry(&class.name).or_default().extend(class.methods.iter().map(|one| one.name.as_str()));
    }
    json!({"functions": functions, "classes": classes})
}

const NAMES: &[&str] = &["a", "b", "from_a_update", "_private", "match", "type", "é"];
/// Lines of bodies, and values, with all that looks like a definition or has brackets.
const LINES: &[&str] = &[
    "pass",
    "return",
    "yield {'def c(): pass': 1}",
    "x = '''\ndef d(): pass\n'''",
    "x = f\"{a:{b}} def e(): \"",
    "# def f():",
    "if a:\n        def g(): pass\n    else:\n        h = 1",
    "for i in range(1): j = i",
    "x = (1,\n2)",
    "k = \\\n  1",
    "def inner(self):\n        yield 1",
    "class Inner:\n        l = 1",
    "with a as b: pass",
    "\"\"\"Words.\n    def m(): pass\"\"\"",
    "x: dict[str, int] = {\n'a': 1,\n}",
    "@a\n    def decorated(self): pass",
    "async def later(self): pass",
    "x = r'\\'; y = 1",
];
const VALUES: &[&str] = &[
    "1",
    "lambda x: {'a': x}",
    "[\n  1,\n]",
    "'''a\nb = 1\n'''",
    "(yield_ if a else b)",
    "{'a': 1}['a']",
    "\"it's\"",
    "b'\\''",
    "a if b else c  # d = 1",
    "x == y",
];
const PARAMETERS: &[&str] =
    &["", "self", "self, source: A = {'a': (1,)}", "*, a: 'B[C]'", "a,\n  b", "a: lambda_ = lambda: 1"];

fn block() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(LINES), 1..4)
        .prop_map(|lines| lines.iter().map(|line| format!("    {line}\n")).collect())
}

fn statement() -> impl Strategy<Value = String> {
    let names = || prop::sample::select(NAMES);
    prop_oneof![
        ("(async )?", names(), prop::sample::select(PARAMETERS), "( -> 'list\\[A\\]')?", block()).prop_map(
            |(head, name, parameters, result, body)| {
                format!("{head}def {name}({parameters}){result}:\n{body}")
            }
        ),
        (names(), "(\\(B, metaclass=C\\))?", block())
            .prop_map(|(name, bases, body)| format!("class {name}{bases}:\n{body}")),
        (names(), prop::sample::select(VALUES)).prop_map(|(name, value)| format!("{name} = {value}\n")),
        (names(), prop::sample::select(VALUES)).prop_map(|(name, value)| format!("{name}: int = {value}\n")),
        (names(), names()).prop_map(|(one, other)| format!("from .x import {one}, {other} as {other}2\n")),
        names().prop_map(|name| format!("from x import (\n    {name},\n    y as z,\n)\n")),
        names().prop_map(|name| format!("import {name}, x.y as w\n")),
        block().prop_map(|body| format!("if TYPE_CHECKING:\n{body}")),
        Just("@a.b(1)\n@c\ndef decorated(): pass\n".to_owned()),
        Just("\"\"\"Words\nclass A: pass\n\"\"\"\n".to_owned()),
        Just("try: pass\nfinally: pass\n".to_owned()),
        Just("a.b = 1\na[0] = 2\na += 1\nprint(a)\n".to_owned()),
    ]
}

#[test]
fn modules_of_any_statements_offer_what_python_says() {
    let Ok(python) = std::env::var("FLOWCTL_TEST_PYTHON") else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "FLOWCTL_TEST_PYTHON names no Python");
        std::io::stderr().write_all(b"skipped: FLOWCTL_TEST_PYTHON names no Python\n").unwrap();
        return;
    };
    let cases = ProptestConfig::default().cases * 4;
    let mut runner = TestRunner::default();
    let module = prop::collection::vec(statement(), 1..6).prop_map(|statements| statements.concat());
    let texts: Vec<String> = (0..cases).map(|_| module.new_tree(&mut runner).unwrap().current()).collect();
    let mut child = Command::new(python)
        .args(["-c", PARSE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(json!(texts).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let parsed: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let mut compared = 0;
    for (text, parsed) in texts.iter().zip(parsed) {
        let surface = Surface::of(Language::Python, text);
        if parsed.is_null() || surface.open {
            continue;
        }
        assert_eq!(scanned(&surface), parsed, "{text}");
        compared += 1;
    }
    assert!(compared * 2 > cases, "only {compared} modules of {cases}");
}
