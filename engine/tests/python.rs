//! Functions of Python in a process, and what is said of those that fail. The types that they import are stand-ins of
//! generated ones; the real ones are in `fixtures/tests`.
#![expect(clippy::disallowed_methods, reason = "the test looks for an interpreter with pydantic")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use engine::{Engine, Function, Interpreter, Limits, Program, Target, Texts};
use runtime_lite::{LambdaError, LambdaKind, LambdaName, Lambdas, Row};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

struct Module(&'static str);

impl Texts for Module {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        (path == "m.py").then(|| self.0.into())
    }

    fn place(&self, path: &str, line: usize, column: usize) -> String {
        format!("{path}:{line}:{column}")
    }
}

/// An interpreter with pydantic; where there is none, a line says so, and everything must run in CI.
fn python() -> Option<&'static Path> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools/python/bin/python3");
        let search = std::env::var_os("PATH").unwrap_or_default();
        let all = std::env::split_paths(&search).map(|folder| folder.join("python3"));
        let has_pydantic = |path: &PathBuf| {
            let ran = Command::new(path).args(["-I", "-c", "import pydantic"]).output();
            ran.is_ok_and(|ran| ran.status.success())
        };
        let found = [own].into_iter().chain(all).find(has_pydantic);
        assert!(found.is_some() || std::env::var("CI").as_deref() != Ok("true"), "no python3 with pydantic");
        if found.is_none() {
            std::io::stderr().write_all(b"skipped: there is no python3 with pydantic\n").unwrap();
        }
        found
    });
    found.as_deref()
}

const PACKAGE: &str = "
from typing import Any
from pydantic import BaseModel, ConfigDict, Field

class Document(BaseModel):
    model_config = ConfigDict(extra='allow', populate_by_name=True)
    n: int = Field(default=0, alias='the-n')
    text: str | None = None

SourceX = Any
Register = Any

class ReadX(BaseModel):
    doc: Any
";

fn name() -> LambdaName {
    LambdaName { derivation: "acme/x".to_owned(), transform: "x".to_owned(), kind: LambdaKind::Publish }
}

/// An engine of the module `m.py`; nothing where there is no interpreter.
fn engine(text: &'static str, class: Option<&str>, reads: bool) -> Option<Engine> {
    let target = Target::Python {
        module: "m.py".to_owned(),
        class: class.map(str::to_owned),
        name: "f".to_owned(),
        package: "acme.x".to_owned(),
        transform: "X".to_owned(),
        reads,
    };
    let packages = vec![("acme/x/__init__.py".to_owned(), PACKAGE.to_owned())];
    let search = std::env::var_os("PATH").unwrap_or_default();
    let python = Some(Interpreter { program: python()?.to_owned(), search, packages });
    let functions = vec![Function { lambda: name(), target }];
    let program = Program { functions, python, ..Program::default() };
    // A class imports pydantic in its first call, which takes longer on a busy machine.
    let time = Duration::from_millis(if class.is_some() { 5000 } else { 700 });
    let limits = Limits { time, ..Limits::default() };
    Some(Engine::new(Arc::new(program), Arc::new(Module(text)), limits))
}

fn publish(engine: &mut Engine, sources: &[Value]) -> Result<Vec<Vec<Value>>, LambdaError> {
    let (register, previous) = (json!(2), json!(1));
    let rows = sources.iter().map(|source| Row { source, register: &register, previous: &previous });
    engine.publish(&name(), &rows.collect::<Vec<_>>())
}

#[test]
fn functions_of_every_kind_return_lists() {
    for text in [
        "def f(s, r, p): return [s['n'], r, p]",
        "def f(s, r, p):\n    yield s['n']\n    yield r\n    yield p",
        "async def f(s, r, p): return (s['n'], r, p)",
        "import asyncio\nasync def f(s, r, p):\n    yield s['n']\n    await asyncio.sleep(0)\n    yield r\n    yield p",
        "def f(s, r, p):\n    print('noise')\n    return [s['n'], r, p]",
    ] {
        let Some(mut engine) = engine(text, None, false) else { return };
        let list = || vec![json!(1_u64 << 60), json!(2), json!(1)];
        let documents = [json!({"n": 1_u64 << 60}), json!({"n": 1_u64 << 60})];
        assert_eq!(publish(&mut engine, &documents), Ok(vec![list(), list()]), "{text}");
    }
}

#[test]
fn models_are_returned_by_their_names_with_what_was_set() {
    let text = "from acme.x import Document\nfrom datetime import date\n\n\
                def f(s, r, p): return [Document(n=1), {'d': [Document(text='x', more=date(2020, 1, 2))]}]";
    let Some(mut engine) = engine(text, None, false) else { return };
    let list = vec![json!({"the-n": 1}), json!({"d": [{"text": "x", "more": "2020-01-02"}]})];
    assert_eq!(publish(&mut engine, &[json!({})]), Ok(vec![list]));
}

#[test]
fn an_object_keeps_state_until_it_is_reset() {
    let text = "
SEEN = []
class Derivation:
    def f(self, read):
        SEEN.append(read.doc)
        return []
    async def flush(self):
        return list(SEEN)
";
    let Some(mut engine) = engine(text, Some("Derivation"), true) else { return };
    assert_eq!(engine.flush("acme/x"), Ok(vec![]));
    assert_eq!(publish(&mut engine, &[json!(1), json!(2)]), Ok(vec![vec![], vec![]]));
    assert_eq!(engine.flush("acme/x"), Ok(vec![json!(1), json!(2)]));
    engine.reset().unwrap();
    publish(&mut engine, &[json!(3)]).unwrap();
    assert_eq!(engine.flush("acme/x"), Ok(vec![json!(3)]));
}

/// What is said of a function that fails at its second document.
fn check(text: &'static str, expected: &str) {
    let Some(mut engine) = engine(text, None, false) else { return };
    let error = publish(&mut engine, &[json!({"n": 0}), json!({"n": 1}), json!({"n": 0})]).unwrap_err();
    assert_eq!((error.message.as_str(), error.row), (expected, Some(1)), "{text}");
    assert_eq!(publish(&mut engine, &[json!({"n": 0})]), Ok(vec![vec![]]), "{text}");
}

#[test]
fn failures_name_the_row_the_reason_and_the_place() {
    check(
        "def g(s):\n    raise ValueError('odd')\n\n\ndef f(s, r, p):\n    if s['n']:\n        g(s)\n    return []",
        "ValueError: odd, at m.py:2:5\n  called at m.py:7:9",
    );
    check("def f(s, r, p): return {} if s['n'] else []", "the lambda returned dict, and not a list");
    check("def f(s, r, p):\n    while s['n']: pass\n    return []", "it took longer than 0.7s");
    check(
        "def f(s, r, p):\n    while s['n']:\n        try:\n            while True: pass\n        \
         except Exception: pass\n    return []",
        "it took longer than 0.7s",
    );
    check(
        "import os\ndef f(s, r, p):\n    if s['n']: os._exit(7)\n    return []",
        "its process ended: exit status: 7",
    );
    check(
        "import os\ndef f(s, r, p):\n    if s['n']:\n        print('last words', flush=True)\n        \
         os.kill(os.getpid(), 9)\n    return []",
        "its process ended: signal: 9 (SIGKILL): last words",
    );
}

#[test]
fn the_environment_is_empty_and_the_folder_its_own() {
    let text = "import os\ndef f(s, r, p): return [sorted(os.environ), os.listdir('.'), os.getcwd() != s]";
    let Some(mut engine) = engine(text, None, false) else { return };
    let folder = std::env::current_dir().unwrap().display().to_string();
    let lists = publish(&mut engine, &[json!(folder)]).unwrap();
    let names: Vec<&str> = lists[0][0].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let own = |name: &&&str| !name.starts_with("PYENV") && **name != "LC_CTYPE";
    assert_eq!(names.iter().filter(own).copied().collect::<Vec<_>>(), ["HOME", "LC_ALL", "PATH"]);
    assert_eq!(lists[0][1..], [json!([]), json!(true)]);
}

#[test]
fn without_an_interpreter_a_call_says_so() {
    let Some(_) = python() else { return };
    let target = Target::Python {
        module: "m.py".to_owned(),
        class: None,
        name: "f".to_owned(),
        package: "acme.x".to_owned(),
        transform: "X".to_owned(),
        reads: false,
    };
    let program = Program { functions: vec![Function { lambda: name(), target }], ..Program::default() };
    let mut engine = Engine::new(Arc::new(program), Arc::new(Module("")), Limits::default());
    let error = publish(&mut engine, &[json!({})]).unwrap_err();
    assert!(error.message.starts_with("there is no `python3`"), "{}", error.message);
}
