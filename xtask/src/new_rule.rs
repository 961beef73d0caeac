//! `cargo xtask new-rule`: a rule that compiles and passes its tests, ready to be made into a real one.

use crate::workspace;
use std::path::Path;

const REGISTRY: &str = "compiler/src/rules/mod.rs";

/// Makes the rule's file and page, and its lines in the registry.
///
/// # Errors
/// The name is not kebab-case or taken, or a file cannot be read or written.
pub fn create(root: &Path, name: &str) -> Result<String, String> {
    let taken = compiler::codes::all().iter().any(|code| code.name == name);
    if taken {
        return Err(format!("`{name}` is a code already"));
    }
    let registry = register(&workspace::read(root, REGISTRY)?, name)?;
    let (rule, page) = (rule_path(name), format!("fixtures/diagnostics/{name}.md"));
    for path in [&rule, &page] {
        if root.join(path).exists() {
            return Err(format!("{path} exists already"));
        }
    }
    workspace::write(root, &rule, &rule_text(name))?;
    workspace::write(root, &page, &page_text(name))?;
    workspace::write(root, REGISTRY, &registry)?;
    Ok(format!(
        "made {rule}\nmade {page}\nadded the rule to {REGISTRY}\n\n\
         next: write the page and the check, then run\n  cargo fmt\n  UPDATE=1 cargo test\n  cargo xtask docs\n"
    ))
}

fn module(name: &str) -> String {
    name.replace('-', "_")
}

fn rule_path(name: &str) -> String {
    format!("compiler/src/rules/{}.rs", module(name))
}

/// The text of the registry with the rule's two lines, each in its place in the alphabet.
fn register(registry: &str, name: &str) -> Result<String, String> {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
    if !name.split('-').all(is_word) {
        return Err(format!("`{name}` is not kebab-case: lower-case words with `-` between them"));
    }
    let module = module(name);
    let with_module = insert_sorted(registry, "mod ", &format!("mod {module};"))?;
    insert_sorted(&with_module, "    &", &format!("    &{module}::RULE,"))
}

/// Inserts a line before the first of a block of lines with this start that is greater, or after the block.
fn insert_sorted(text: &str, start: &str, line: &str) -> Result<String, String> {
    let mut lines: Vec<&str> = text.lines().collect();
    let block = lines.iter().position(|line| line.starts_with(start));
    let first = block.ok_or_else(|| format!("{REGISTRY} has no line that begins with `{start}`"))?;
    let length = lines.iter().skip(first).take_while(|line| line.starts_with(start)).count();
    let smaller = lines.iter().skip(first).take(length).take_while(|other| **other < line).count();
    lines.insert(first + smaller, line);
    Ok(lines.join("\n") + "\n")
}

fn rule_text(name: &str) -> String {
    let declaration = format!(
        "pub(super) static RULE: Rule = Rule {{ code: Code::warning(\"{name}\", page!(\"{name}\")), check }};"
    );
    // The width at which the formatter breaks the line.
    let declaration = match declaration.len() > 110 {
        true => declaration.replace("= Rule {", "=\n    Rule {"),
        false => declaration,
    };
    format!(
        "//! A collection is named `acme/example`: what a new rule finds until its check is written.\n\n\
         use super::{{Rule, RuleContext}};\n\
         use crate::diagnostic::codes::page;\n\
         use crate::diagnostic::{{Code, Diagnostic, Diagnostics}};\n\n\
         {declaration}\n\n\
         fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {{\n    \
             for collection in &cx.catalog.collections {{\n        \
                 if &*collection.name.value != \"acme/example\" {{\n            \
                     continue;\n        \
                 }}\n        \
                 let message = format!(\"the collection `{{}}` is an example only\", collection.name.value);\n        \
                 let diagnostic = Diagnostic::new(&RULE.code, collection.name.span, message)\n            \
                     .label(\"named here\")\n            \
                     .help(\"say what to do, in one clause\");\n        \
                 diagnostics.push(diagnostic);\n    \
             }}\n\
         }}\n"
    )
}

fn page_text(name: &str) -> String {
    let catalog = |collection: &str, mark: &str| {
        format!(
            "`flow.yaml`:\n```yaml\ncollections:\n  - name: {collection}{mark}\n    key: [/id]\n    schema:\n      \
             type: object\n      properties:\n        id: {{ type: string }}\n      required: [id]\n```\n"
        )
    };
    let example = catalog("acme/example", &format!(" # warning: [{name}]"));
    let fixed = catalog("acme/orders", "");
    format!(
        "# {name}\n\nOne sentence that says what is found.\n\n## Why\n\nThe consequence, in one or two sentences.\n\n\
         ## Example\n\n{example}\n```diagnostics\n(run UPDATE=1)\n```\n\n## Fix\n\nWhat to do.\n\n{fixed}"
    )
}

#[cfg(test)]
mod tests {
    use super::{page_text, register, rule_text};

    const REGISTRY: &str = "mod b;\nmod d;\n\nuse x;\n\n[\n    &b::RULE,\n    &d::RULE,\n]\n";

    fn check(name: &str, expected: &str) {
        assert_eq!(register(REGISTRY, name).unwrap(), expected);
    }

    #[test]
    fn inserts_both_lines_in_alphabetical_order() {
        check("a", "mod a;\nmod b;\nmod d;\n\nuse x;\n\n[\n    &a::RULE,\n    &b::RULE,\n    &d::RULE,\n]\n");
        let between =
            "mod b;\nmod c_c;\nmod d;\n\nuse x;\n\n[\n    &b::RULE,\n    &c_c::RULE,\n    &d::RULE,\n]\n";
        check("c-c", between);
        check("e", "mod b;\nmod d;\nmod e;\n\nuse x;\n\n[\n    &b::RULE,\n    &d::RULE,\n    &e::RULE,\n]\n");
    }

    #[test]
    fn refuses_names_that_are_not_kebab_case() {
        for name in ["", "A", "a_b", "a--b", "-a", "a b", "../a", "a1"] {
            assert!(register(REGISTRY, name).is_err(), "{name}");
        }
    }

    #[test]
    fn the_skeleton_and_its_page_agree_on_the_code() {
        let (rule, page) = (rule_text("some-rule"), page_text("some-rule"));
        assert!(
            rule.starts_with("//! ") && rule.contains("Code::warning(\"some-rule\", page!(\"some-rule\"))")
        );
        assert!(page.starts_with("# some-rule\n\n") && page.contains("# warning: [some-rule]\n"));
        assert!(rule.lines().chain(page.lines()).all(|line| line.len() <= 110));
    }
}
