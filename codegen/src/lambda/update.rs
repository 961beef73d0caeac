//! Adds to a module the functions that it lacks. Nothing of what is there is changed.

use super::lambdas;
use super::python::Packages;
use super::scaffold::{Printer, indented};
use compiler::Checked;
use compiler::lambda::{Form, Lambda, ModuleText, Surface};
use compiler::source::FileId;
use compiler::spec::Language;
use std::collections::BTreeMap;

/// The new texts of the modules that lack functions, by file.
pub fn append(checked: Checked<'_>) -> BTreeMap<FileId, String> {
    let compilation = checked.compilation();
    let (lambdas, packages) = (lambdas(compilation), Packages::new(compilation));
    let mut texts = BTreeMap::new();
    for (at, module) in lambdas.modules.iter().enumerate() {
        let ModuleText::File(file) = module.text else { continue };
        let text = &*compilation.sources.file(file).text;
        let surface = Surface::of(module.language, text);
        let missing = lambdas.compare(at, &surface, &compilation.catalog).missing;
        if missing.is_empty() {
            continue;
        }
        let printer = Printer { compilation, lambdas: &lambdas, packages: &packages, module };
        let mut additions: Vec<(usize, String)> = Vec::new();
        let python = module.language == Language::Python;
        let mut without_class: Vec<&Lambda> = Vec::new();
        for lambda in &missing {
            let class = lambdas.class_of(module, lambda.collection, &surface, &compilation.catalog);
            let Some(class) = class.filter(|_| module.form != Form::Functions) else {
                without_class.push(lambda);
                continue;
            };
            let method = indented(&printer.function(lambda), if python { "    " } else { "  " });
            let (before, _) = text.split_at_checked(class.end).unwrap_or((text, ""));
            let breaks = if before.ends_with('\n') { "" } else { "\n" };
            // The brace that closes a class stands behind its own white space.
            let addition = match python {
                true => format!("{breaks}\n{}", method.trim_end_matches('\n')),
                false => format!("{breaks}\n{method}"),
            };
            additions.push((class.end, addition));
        }
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let mut tail = String::new();
        if module.form == Form::Functions {
            for lambda in &without_class {
                tail += if python { "\n\n" } else { "\n" };
                tail += &printer.function(lambda);
            }
        } else {
            for id in &module.collections {
                let own: Vec<&Lambda> =
                    without_class.iter().copied().filter(|lambda| lambda.collection == *id).collect();
                if !own.is_empty() {
                    tail += if python { "\n\n" } else { "\n" };
                    tail += &printer.class(*id, &own);
                }
            }
        }
        if !tail.is_empty() {
            additions.push((text.len(), format!("{end}{tail}")));
        }
        let imports = printer.imports(&missing, &|name| !names(text, name));
        if !imports.is_empty() {
            let lines: String = imports.iter().map(|line| format!("{line}\n")).collect();
            additions.push((imports_at(text, python), lines));
        }
        texts.insert(file, inserted(text, additions));
    }
    texts
}

/// Whether a text has a name as a word of its own.
fn names(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// Where imports are added: before the first of those that are there, else before the first line of code.
fn imports_at(text: &str, python: bool) -> usize {
    let mut at = 0;
    let mut in_string = false;
    for line in text.split_inclusive('\n') {
        let word = line.trim_end();
        if python {
            let quotes = word.matches("\"\"\"").count() + word.matches("'''").count();
            let was_in_string = in_string;
            in_string ^= quotes % 2 == 1;
            let is_code = !was_in_string
                && quotes == 0
                && !word.is_empty()
                && !word.starts_with('#')
                && !word.starts_with("from __future__");
            if is_code {
                return at;
            }
        } else if !word.is_empty() && !word.starts_with("//") && !word.starts_with("#!") {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// A text with others inserted at offsets.
fn inserted(text: &str, mut additions: Vec<(usize, String)>) -> String {
    additions.sort_by_key(|(at, _)| *at);
    let mut out = String::with_capacity(text.len() + 256);
    let mut from = 0;
    for (at, addition) in additions {
        out += text.get(from..at).unwrap_or_default();
        out += &addition;
        from = at;
    }
    out + text.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::imports_at;

    #[test]
    fn imports_go_before_code_and_behind_what_must_come_first() {
        for (text, python, before) in [
            ("// A.\n\nimport a;\n", false, "import a"),
            ("#!/usr/bin/env node\nconst a = 1;\n", false, "const"),
            ("/* a */\nimport a;\n", false, "/* a"),
            (
                "\"\"\"A.\n\nimport b\n\"\"\"\n\nfrom __future__ import annotations\n\nimport a\n",
                true,
                "import a",
            ),
            ("# a\ndef f(): ...\n", true, "def"),
            ("", false, ""),
        ] {
            assert!(text[imports_at(text, python)..].starts_with(before), "{text}");
        }
    }
}
