//! `flowctl generate`: scaffolds are written once, and what a person wrote is never lost.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const COLLECTIONS: &str = "\
collections:
  - name: acme/orders
    schema: { type: object, properties: { id: { type: string } }, required: [id] }
    key: [/id]
  - name: acme/totals
    schema: { type: object, properties: { id: { type: string } }, required: [id] }
    key: [/id]
";

/// A catalog whose derivation has these transforms, each with its lambdas.
fn catalog(language: &str, transforms: &[(&str, &str)]) -> String {
    let transform = |(name, lambdas): &(&str, &str)| {
        format!("        {name}:\n          source: {{ name: acme/orders }}\n{}", lambda(language, lambdas))
    };
    let transforms: String = transforms.iter().map(transform).collect();
    let register = "      register: { schema: { type: integer }, initial: 0 }\n";
    format!("{COLLECTIONS}    derivation:\n{register}      transform:\n{transforms}")
}

fn lambda(language: &str, kinds: &str) -> String {
    kinds.split(' ').map(|kind| format!("          {kind}: {{ lambda: {language} }}\n")).collect()
}

fn folder(catalog: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("flow.yaml"), catalog).unwrap();
    folder
}

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    command.current_dir(folder).args(args).args(["--root", "."]).env_clear();
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn a_scaffold_is_written_once_and_then_left_alone() {
    let here = folder(&catalog("typescript", &[("fromOrders", "update publish")]));
    let (code, _, err) = run(here.path(), &["generate"]);
    assert!(code == 0 && err.contains("wrote flow.ts: it is yours now"), "{err}");
    for name in ["tsconfig.json", "package.json", "flow_generated/lambda/flow/acme/totals.ts"] {
        assert!(here.path().join(name).is_file(), "{name}");
    }
    let scaffold = read(here.path(), "flow.ts");
    for part in [
        "export function fromOrdersUpdate(source: FromOrdersSource): Register[] {",
        "export function fromOrdersPublish(source: FromOrdersSource, register: Register, previous: Register): \
         Document[] {",
        "import type { Document, FromOrdersSource, Register } from \"flow/acme/totals\";",
        " * Changes the register, for a document of acme/orders.",
    ] {
        assert!(scaffold.contains(part), "{part}\n{scaffold}");
    }
    for name in ["flow.ts", "tsconfig.json", "package.json"] {
        fs::write(here.path().join(name), format!("// mine\n{}", read(here.path(), name))).unwrap();
    }
    assert_eq!(run(here.path(), &["generate", "--update"]).0, 0);
    for name in ["flow.ts", "tsconfig.json", "package.json"] {
        assert!(read(here.path(), name).starts_with("// mine\n"), "{name}");
    }
}

/// The bodies of functions, which a person has written.
fn write_bodies(folder: &Path, name: &str, stub: &str, body: &str) {
    let text = read(folder, name);
    let lines: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(number, line)| match line.trim_start().starts_with(stub) {
            true => {
                let indent = &line[..line.len() - line.trim_start().len()];
                format!("{indent}{}", body.replace('#', &number.to_string()))
            }
            false => line.to_owned(),
        })
        .collect();
    fs::write(folder.join(name), lines.join("\n") + "\n").unwrap();
}

#[test]
fn three_changes_of_the_catalog_lose_no_body() {
    for (language, module, stub, body) in [
        ("typescript", "flow.ts", "throw new Error", "return []; // kept #"),
        ("python", "flow.py", "raise NotImplementedError", "return []  # kept #"),
    ] {
        for is_map in [false, true] {
            let all = |transforms: &[(&str, &str)]| match is_map {
                false => catalog(language, transforms),
                true => as_map(&catalog(language, transforms)),
            };
            let here = folder(&all(&[("fromOrders", "update publish")]));
            assert_eq!(run(here.path(), &["generate"]).0, 0);
            write_bodies(here.path(), module, stub, body);
            let mut written: Vec<String> = Vec::new();
            for transforms in [
                &[("fromOrders", "update publish"), ("fromReturns", "publish")][..],
                &[("fromReturns", "publish"), ("fromOrders", "publish")],
                &[("renamed", "update publish"), ("fromReturns", "publish update")],
            ] {
                fs::write(here.path().join("flow.yaml"), all(transforms)).unwrap();
                let before = read(here.path(), module);
                let (code, out, _) = run(here.path(), &["generate", "--check", "--format", "concise"]);
                assert_eq!(code, 1, "{out}");
                assert_eq!(read(here.path(), module), before, "a check writes nothing");
                let (code, out, err) = run(here.path(), &["generate", "--update", "--format", "concise"]);
                assert!(code == 0 && !out.contains("missing-lambda"), "{out}{err}");
                let after = read(here.path(), module);
                written.extend(before.lines().filter(|line| line.contains("kept")).map(str::to_owned));
                for line in before.lines() {
                    assert!(after.lines().any(|other| other == line), "`{line}` is lost in\n{after}");
                }
                write_bodies(here.path(), module, stub, body);
                assert_eq!(run(here.path(), &["generate", "--update"]).0, 0);
            }
            let last = read(here.path(), module);
            assert!(written.len() > 5 && written.iter().all(|line| last.contains(line.as_str())), "{last}");
            let (_, out, _) = run(here.path(), &["generate", "--format", "concise"]);
            let surplus = out.matches("[surplus-lambda]").count();
            assert_eq!(surplus, 2, "both functions of the transform that was renamed: {out}");
        }
    }
}

/// The same catalog with a mapping of collections, whose modules have classes.
fn as_map(catalog: &str) -> String {
    catalog
        .replace("  - name: acme/orders\n", "  acme/orders:\n")
        .replace("  - name: acme/totals\n", "  acme/totals:\n")
}

#[test]
fn what_is_missing_is_said_with_its_signature_and_fails_a_check() {
    let here = folder(&catalog("typescript", &[("fromOrders", "publish")]));
    let (code, _, err) = run(here.path(), &["generate", "--check"]);
    assert!(code == 1 && err.contains("would write flow.ts"), "{err}");
    assert!(!here.path().join("flow.ts").exists());
    fs::write(here.path().join("flow.ts"), "export function fromOrderPublish() {}\n").unwrap();
    let (code, out, err) = run(here.path(), &["generate"]);
    assert!(code == 0 && err.contains("next: flowctl generate --update"), "{err}");
    let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "`fromOrdersPublish` is not in the module",
        "`fromOrdersPublish(source: FromOrdersSource, register: Register, previous: Register): Document[]`",
        "`fromOrderPublish` is called by no transform",
        "did you mean `fromOrdersPublish`?",
    ] {
        assert!(flat.contains(part), "{part}\n{out}");
    }
    assert_eq!(run(here.path(), &["generate", "--check"]).0, 1);
    assert_eq!(run(here.path(), &["generate", "--update"]).0, 0);
    let text = read(here.path(), "flow.ts");
    assert!(text.contains("export function fromOrderPublish() {}\n"), "{text}");
    fs::write(here.path().join("flow.ts"), text.replace("export function fromOrderPublish() {}\n", ""))
        .unwrap();
    // The built catalog has the hashes of all files of the build, modules among them.
    assert_eq!(run(here.path(), &["generate"]).0, 0);
    let (code, out, err) = run(here.path(), &["generate", "--check"]);
    assert_eq!(code, 0, "{out}{err}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_out_of_the_root() {
    let elsewhere = tempfile::tempdir().unwrap();
    let text = catalog("typescript", &[("fromOrders", "publish")])
        .replace("      transform:\n", "      typescript: { module: linked/totals.ts }\n      transform:\n");
    let here = folder(&text);
    std::os::unix::fs::symlink(elsewhere.path(), here.path().join("linked")).unwrap();
    let (code, _, err) = run(here.path(), &["generate"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("leads out of the root"), "{err}");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn names_that_are_hostile_stay_text() {
    let name = "a*/-b.`${x}`".replace(['*', '/', '`', '$', '{', '}'], "_");
    let text =
        catalog("typescript", &[(name.as_str(), "publish"), ("delete", "publish"), ("1st", "publish")]);
    let here = folder(&text.replace("acme/totals", "acme/class/1/tot-als"));
    let (code, out, err) = run(here.path(), &["generate"]);
    assert_eq!(code, 0, "{out}{err}");
    let scaffold = read(here.path(), "flow.ts");
    assert!(
        scaffold.contains("function deletePublish(") && scaffold.contains("function _1stPublish("),
        "{scaffold}"
    );
}
