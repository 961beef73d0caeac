//! What a module of TypeScript offers, as the scan of the compiler has it and as the parser of oxc does: on the modules
//! of fixtures and of real catalogs, and on modules of any statements.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![allow(clippy::wildcard_enum_match_arm, reason = "most of a syntax offers nothing")]
#![expect(clippy::disallowed_methods, reason = "the test reads modules")]

use compiler::lambda::Surface;
use compiler::spec::Language;
use oxc_allocator::Allocator;
use oxc_ast::ast::*;
use oxc_parser::Parser;
use oxc_span::SourceType;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The names of functions, and classes with the names of their methods.
#[derive(Debug, Default, PartialEq)]
struct Offered {
    functions: BTreeSet<String>,
    classes: BTreeMap<String, BTreeSet<String>>,
}

fn scanned(surface: &Surface) -> Offered {
    let methods =
        |class: &compiler::lambda::Class| class.methods.iter().map(|one| one.name.clone()).collect();
    Offered {
        functions: surface.functions.iter().map(|function| function.name.clone()).collect(),
        classes: surface.classes.iter().map(|class| (class.name.clone(), methods(class))).collect(),
    }
}

/// What a module offers by its parse; nothing where it has none, or offers what is not listed in it.
fn parsed(text: &str) -> Option<Offered> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::ts().with_module(true)).parse();
    if parsed.panicked || !parsed.diagnostics.is_empty() {
        return None;
    }
    let mut offered = Offered::default();
    let (mut local, mut renamed) = (BTreeMap::new(), Vec::new());
    for statement in &parsed.program.body {
        match statement {
            Statement::ClassDeclaration(class) => {
                let name = class.id.as_ref().map(|id| id.name.to_string())?;
                // Two of one name are an error that the parser does not look for.
                if local.insert(name, methods(class)).is_some() {
                    return None;
                }
            }
            Statement::ExportDeclaration(export) => match &export.declaration {
                Declaration::FunctionDeclaration(function) => {
                    offered.functions.extend(function.id.as_ref().map(|id| id.name.to_string()));
                }
                Declaration::ClassDeclaration(class) => {
                    let name = class.id.as_ref().map(|id| id.name.to_string());
                    offered.classes.extend(name.map(|name| (name, methods(class))));
                }
                Declaration::VariableDeclaration(variables) => {
                    for one in &variables.declarations {
                        let BindingPattern::BindingIdentifier(id) = &one.id else { return None };
                        offered.functions.insert(id.name.to_string());
                    }
                }
                _ => {}
            },
            Statement::ExportDefaultDeclaration(export) => match &export.declaration {
                ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                    offered.functions.extend(function.id.as_ref().map(|id| id.name.to_string()));
                }
                ExportDefaultDeclarationKind::ClassDeclaration(class) => {
                    let name = class.id.as_ref().map(|id| id.name.to_string());
                    offered.classes.extend(name.map(|name| (name, methods(class))));
                }
                _ => {}
            },
            // Types are no functions.
            Statement::ExportNamedDeclaration(export) if export.export_kind.is_type() => {}
            Statement::ExportNamedDeclaration(export) => renamed.extend(specifiers(&export.specifiers)),
            Statement::ExportFromDeclaration(export) => renamed.extend(specifiers(&export.specifiers)),
            Statement::ExportAllDeclaration(export) if export.exported.is_none() => return None,
            Statement::TSExportAssignment(_) => return None,
            _ => {}
        }
    }
    for (own, exported) in renamed {
        match local.get(&own) {
            Some(methods) => drop(offered.classes.insert(exported, methods.clone())),
            None => drop(offered.functions.insert(exported)),
        }
    }
    Some(offered)
}

fn specifiers(specifiers: &[ExportSpecifier<'_>]) -> Vec<(String, String)> {
    specifiers.iter().map(|one| (one.local.name().to_string(), one.exported.name().to_string())).collect()
}

fn methods(class: &Class<'_>) -> BTreeSet<String> {
    let is_open = |accessibility: Option<TSAccessibility>| {
        !matches!(accessibility, Some(TSAccessibility::Private | TSAccessibility::Protected))
    };
    let name = |key: &PropertyKey<'_>, computed: bool| match key {
        PropertyKey::StaticIdentifier(id) if !computed => Some(id.name.to_string()),
        PropertyKey::StringLiteral(text) if !computed => Some(text.value.to_string()),
        _ => None,
    };
    let method = |element: &ClassElement<'_>| match element {
        ClassElement::MethodDefinition(one) => {
            (one.kind == MethodDefinitionKind::Method && !one.r#static && is_open(one.accessibility))
                .then(|| name(&one.key, one.computed))?
        }
        ClassElement::PropertyDefinition(one) => {
            let is_function = matches!(
                one.value,
                Some(Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_))
            );
            (is_function && !one.r#static && is_open(one.accessibility))
                .then(|| name(&one.key, one.computed))?
        }
        _ => None,
    };
    class.body.body.iter().filter_map(method).collect()
}

/// All modules of a folder, and of those in it.
fn modules(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            modules(&path, found);
        } else if path.extension().is_some_and(|end| end == "ts") {
            found.push(path);
        }
    }
}

#[test]
fn modules_of_catalogs_offer_what_their_parse_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    modules(&root.join("fixtures"), &mut found);
    let corpus = root.join("../shared/corpus");
    if corpus.is_dir() {
        modules(&corpus, &mut found);
    }
    let mut compared = 0;
    for path in found {
        let text = fs::read_to_string(&path).unwrap();
        let surface = Surface::of(Language::TypeScript, &text);
        let Some(parsed) = parsed(&text).filter(|_| !surface.open) else { continue };
        assert_eq!(scanned(&surface), parsed, "{}", path.display());
        compared += 1;
    }
    assert!(compared > 30, "only {compared} modules");
}

const NAMES: &[&str] = &["a", "b", "fromAUpdate", "type", "get", "of", "async", "$x", "_"];
/// Types, bodies and values with all that has brackets, quotes or words of statements inside.
const TYPES: &[&str] = &[
    "A",
    "string[]",
    "{ a: 1; b(): void }",
    "Map<A, { b: B[] }>",
    "(a: A) => B",
    "`a${B}`",
    "[a: A, b?: B]",
    "(A extends { x: 1 } ? B : C)",
    "\"}\"",
    "typeof a",
    "A | { b: 1 }",
];
const BODIES: &[&str] = &[
    "return 1",
    "const t = `}${`{`}`",
    "if (a < 1) { return /[/}\"]/.test(\"{\") }",
    "// }\n",
    "/* { */",
    "a.b = { b() {} }",
    "class L { m() {} }",
    "return a as { b: 1 }",
    "const { x = '}' } = y",
    "a = b > 1 ? c : d",
];
const VALUES: &[&str] = &[
    "1",
    "(x) => x",
    "async (x: { a: 1 }): Promise<A> => { return x }",
    "function () { return '}' }",
    "/}/g",
    "`}`",
    "{ a: 1, b() {} }",
    "[1, 2]",
    "f<A>(1, 2)",
    "(a < b, c > d)",
    "x satisfies { a: 1 }",
    "class { z() {} }",
];

fn member() -> impl Strategy<Value = String> {
    let words = "(static |private |protected |public |override |readonly |async |get |declare )?";
    prop_oneof![
        (
            words,
            "\\*?",
            prop::sample::select(NAMES),
            prop::sample::select(TYPES),
            prop::sample::select(TYPES),
            prop::sample::select(BODIES)
        )
            .prop_map(|(words, star, name, kind, result, body)| {
                format!("{words}{star}{name}(p: {kind}): {result} {{ {body} }}")
            }),
        (
            words,
            prop::sample::select(NAMES),
            prop::sample::select(TYPES),
            prop::sample::select(VALUES),
            "[;\n]"
        )
            .prop_map(|(words, name, kind, value, end)| { format!("{words}{name}: {kind} = {value}{end}") }),
        (prop::sample::select(NAMES), prop::sample::select(VALUES))
            .prop_map(|(name, value)| format!("{name} = {value};")),
        (prop::sample::select(NAMES), prop::sample::select(BODIES))
            .prop_map(|(name, body)| format!("#{name}() {{ {body} }}")),
        (prop::sample::select(NAMES), prop::sample::select(BODIES))
            .prop_map(|(name, body)| format!("'{name}'() {{ {body} }}")),
        (prop::sample::select(NAMES), prop::sample::select(BODIES))
            .prop_map(|(name, body)| format!("[{name}]() {{ {body} }}")),
        (prop::sample::select(NAMES), prop::sample::select(TYPES))
            .prop_map(|(name, kind)| format!("{name}<T extends {kind}>(a: T) {{}}")),
    ]
}

fn statement() -> impl Strategy<Value = String> {
    let class = (
        "(export |export default |export abstract )?",
        prop::sample::select(NAMES),
        "(<T extends \\{ a: 1 \\}> )?(extends B<\\{ c: D \\}> )?(implements E )?",
        prop::collection::vec(member(), 0..5),
    );
    prop_oneof![
        class.prop_map(|(export, name, heritage, members)| {
            format!("{export}class {name} {heritage}{{\n{}\n}}", members.join("\n"))
        }),
        (
            "(export |export default )?(async )?",
            "\\*?",
            prop::sample::select(NAMES),
            prop::sample::select(TYPES),
            prop::sample::select(TYPES),
            prop::sample::select(BODIES)
        )
            .prop_map(|(export, star, name, kind, result, body)| {
                format!("{export}function{star} {name}(p: {kind}): {result} {{ {body} }}")
            }),
        (
            "(export )?(const|let) ",
            prop::sample::select(NAMES),
            prop::sample::select(TYPES),
            prop::sample::select(VALUES),
            "[;\n]"
        )
            .prop_map(|(head, name, kind, value, end)| { format!("{head}{name}: {kind} = {value}{end}") }),
        (
            "(export )?(const|let) ",
            prop::sample::select(NAMES),
            prop::sample::select(VALUES),
            prop::sample::select(NAMES),
            prop::sample::select(VALUES)
        )
            .prop_map(|(head, one, value, other, last)| {
                format!("{head}{one} = {value}, {other} = {last};")
            }),
        (prop::sample::select(NAMES), prop::sample::select(NAMES))
            .prop_map(|(own, name)| format!("export {{ {own}, {own} as {name}2, type T }};")),
        prop::sample::select(NAMES).prop_map(|name| format!("export {{ {name} }} from './x';")),
        prop::sample::select(TYPES).prop_map(|kind| format!("export type T = {kind};")),
        Just("export interface I { a(): void; b: { c(): 1 } }".to_owned()),
        Just("export enum E { A = 1, B }".to_owned()),
        Just("export namespace N { export function a() {} }".to_owned()),
        Just("declare function d(): void;".to_owned()),
        Just("import { type A, b } from './x';".to_owned()),
        Just("if (a) { function inner() {} }".to_owned()),
        prop::sample::select(VALUES).prop_map(|value| format!("x = {value};")),
    ]
}

#[test]
fn modules_of_any_statements_offer_what_their_parse_says() {
    let compared = std::cell::Cell::new(0);
    let statements = prop::collection::vec(statement(), 1..6);
    let default = ProptestConfig::default();
    let config = ProptestConfig { cases: default.cases * 4, failure_persistence: None, ..default };
    let outcome = proptest::test_runner::TestRunner::new(config).run(&statements, |statements| {
        let text = statements.join("\n");
        let surface = Surface::of(Language::TypeScript, &text);
        let Some(parsed) = parsed(&text).filter(|_| !surface.open) else { return Ok(()) };
        prop_assert_eq!(scanned(&surface), parsed, "{}", text);
        compared.set(compared.get() + 1);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(compared.get() > 100, "only {} modules", compared.get());
}
