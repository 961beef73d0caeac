//! Which files hold the lambdas of a derivation (`language.md` D1, section 2.2).

use super::derivation::{DerivationSpec, LambdaSpec, Language, STATEMENTS};
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Node};
use std::sync::Arc;

impl DerivationSpec {
    /// The modules that it names.
    pub(crate) fn modules(&self) -> Vec<Spanned<Arc<str>>> {
        let of_lambdas = self.lambdas().filter_map(|lambda| match lambda {
            LambdaSpec::File(language, path) => language.extension().map(|_| path.clone()),
            LambdaSpec::Inline(..)
            | LambdaSpec::Module(..)
            | LambdaSpec::Remote(_)
            | LambdaSpec::AwsLambda(_) => None,
        });
        self.named_modules().chain(of_lambdas).collect()
    }

    /// The modules that it says are its own, by their paths.
    pub(crate) fn named_modules(&self) -> impl Iterator<Item = Spanned<Arc<str>>> {
        self.given_modules().filter_map(|entry| path_of(&entry.value))
    }

    /// Whether it says which module holds its lambdas, or holds the module itself.
    pub(crate) fn names_module(&self) -> bool {
        self.given_modules().next().is_some()
    }

    fn given_modules(&self) -> impl Iterator<Item = &Entry> {
        let is_language = |entry: &&Entry| matches!(&*entry.key.value, "typescript" | "python");
        self.settings.iter().filter(is_language).filter_map(|entry| entry.value.get("module"))
    }

    /// The files of statements that it names: of its transforms, and its migrations.
    pub(crate) fn statements(&self) -> Vec<Spanned<Arc<str>>> {
        let files = self.lambdas().filter_map(|lambda| match lambda {
            LambdaSpec::File(Language::Sql, path) => Some(path.clone()),
            LambdaSpec::File(..)
            | LambdaSpec::Inline(..)
            | LambdaSpec::Module(..)
            | LambdaSpec::Remote(_)
            | LambdaSpec::AwsLambda(_) => None,
        });
        let runs = self.settings.iter().filter(|entry| &*entry.key.value == STATEMENTS);
        let migrations = runs.filter_map(|entry| entry.value.get("migrations"));
        let migrations = migrations.flat_map(|entry| entry.value.items()).filter_map(path_of);
        files.chain(migrations).collect()
    }

    /// The language of its lambdas that are functions of a module, and where one of them stands.
    pub(crate) fn symbolic(&self) -> Option<(Language, Span)> {
        self.lambdas().find_map(|lambda| match lambda {
            LambdaSpec::Module(language, span) => Some((*language, *span)),
            LambdaSpec::Inline(..)
            | LambdaSpec::File(..)
            | LambdaSpec::Remote(_)
            | LambdaSpec::AwsLambda(_) => None,
        })
    }

    fn lambdas(&self) -> impl Iterator<Item = &LambdaSpec> {
        self.transforms
            .iter()
            .flat_map(|transform| [&transform.update, &transform.publish])
            .flatten()
            .flatten()
    }
}

impl LambdaSpec {
    /// The body of a function, if it stands in place.
    pub(crate) fn body(&self) -> Option<&Spanned<Arc<str>>> {
        match self {
            LambdaSpec::Inline(Language::TypeScript | Language::Python, body) => Some(body),
            LambdaSpec::Inline(Language::Sql, _)
            | LambdaSpec::File(..)
            | LambdaSpec::Module(..)
            | LambdaSpec::Remote(_)
            | LambdaSpec::AwsLambda(_) => None,
        }
    }
}

impl Language {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Language::TypeScript => "TypeScript",
            Language::Python => "Python",
            Language::Sql => "SQL",
        }
    }

    /// The language whose modules stand below a key of a derivation.
    pub(crate) fn of_modules(key: &str) -> Option<Language> {
        [Language::TypeScript, Language::Python].into_iter().find(|language| language.key() == key)
    }

    /// The key of a derivation that says how lambdas in it are run.
    pub fn key(self) -> &'static str {
        match self {
            Language::TypeScript => "typescript",
            Language::Python => "python",
            Language::Sql => STATEMENTS,
        }
    }

    /// How the names of its modules end, if it has any.
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Language::TypeScript => Some("ts"),
            Language::Python => Some("py"),
            Language::Sql => None,
        }
    }
}

/// A text without white space is a path or URL; anything else stands for itself.
pub(crate) fn path_of(node: &Node) -> Option<Spanned<Arc<str>>> {
    let text = node.as_str().filter(|text| !text.is_empty() && !text.contains(char::is_whitespace))?;
    Some(Spanned::new(text.clone(), node.span))
}
