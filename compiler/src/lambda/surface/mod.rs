//! What a module offers: the functions and classes that others may call, and where they are named.
//!
//! Modules are looked over and not parsed: a scan is linear and does not recurse, so that no text of any shape costs
//! more than its length. What it cannot follow makes the surface open, and nothing is then said to be missing. Whether
//! the types are right is for the tools of the languages.

mod python;
mod token;
mod typescript;

use crate::spec::Language;
use std::ops::Range;

/// What a module offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surface {
    /// Functions, and other values that may be called.
    pub functions: Vec<Member>,
    /// Classes.
    pub classes: Vec<Class>,
    /// Whether it may offer more than is listed: it passes on what other modules offer.
    pub open: bool,
}

/// A function or a method, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Where it is named in the text.
    pub at: Range<usize>,
    /// The text of its parameters, without the parentheses; empty where it is no plain function.
    pub parameters: String,
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// Where it is named in the text.
    pub at: Range<usize>,
    /// The text of what it extends and implements.
    pub heritage: String,
    /// The offset of the end of its body: the closing brace, or the end of its last line.
    pub end: usize,
    /// The methods that others may call.
    pub methods: Vec<Member>,
}

impl Surface {
    /// What a module of a language offers.
    pub fn of(language: Language, text: &str) -> Surface {
        match language {
            Language::TypeScript => typescript::surface(text),
            Language::Python => python::surface(text),
            Language::Sql => Surface { open: true, ..Surface::default() },
        }
    }

    /// The class of a name.
    pub fn class(&self, name: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.name == name)
    }

    /// The function of a name.
    pub fn function(&self, name: &str) -> Option<&Member> {
        self.functions.iter().find(|function| function.name == name)
    }
}

impl Class {
    /// The method of a name.
    pub fn method(&self, name: &str) -> Option<&Member> {
        self.methods.iter().find(|method| method.name == name)
    }

    /// Whether it may have more methods than are listed: it extends a class that is not generated.
    pub fn is_open(&self) -> bool {
        let words: Vec<&str> = self
            .heritage
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .filter(|w| !w.is_empty())
            .collect();
        match words.split_first() {
            Some((&"extends", rest)) => rest.first().is_some_and(|base| *base != "IDerivation"),
            Some((&"implements", _)) | None => false,
            // Of Python, whose classes have a list of bases.
            Some(_) => words.iter().any(|word| !matches!(*word, "IDerivation" | "ABC" | "abc" | "object")),
        }
    }
}

/// Whether the body of a function yields by itself, and not in a function within.
pub fn yields(language: Language, body: &str) -> bool {
    match language {
        Language::TypeScript => typescript::yields(body),
        Language::Python => python::yields(body),
        Language::Sql => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Surface, yields};
    use crate::spec::Language;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_makes_a_scan_panic_and_names_stand_where_they_are_said_to(
            parts in proptest::collection::vec(prop_oneof![
                "(?s).{0,4}",
                "export |class |function |def |async |return |yield |from |as |X |x ",
                "=>|=|\\*|\\{|\\}|\\(|\\)|<|>|:|;|,|\n|    ",
                "`|\\$\\{|'|\"|\"\"\"|/|//|/\\*|#|\\\\|\u{e9}",
            ], 0..40),
        ) {
            let text = parts.concat();
            for language in [Language::TypeScript, Language::Python] {
                let _ = yields(language, &text);
                let surface = Surface::of(language, &text);
                let methods = surface.classes.iter().flat_map(|class| &class.methods);
                for member in surface.functions.iter().chain(methods) {
                    prop_assert!(text.get(member.at.clone()).is_some_and(|found| found.contains(&member.name)));
                }
                for class in &surface.classes {
                    prop_assert!(text.get(..class.end).is_some());
                }
            }
        }
    }

    #[test]
    fn deep_and_long_texts_are_scanned_in_a_moment() {
        for part in ["(", "!", "a=>", "`${", "{", "class X {", "export ", "f'''{", "\"", "if(x)", "<"] {
            let text = format!("export const x = {}", part.repeat(200_000));
            for language in [Language::TypeScript, Language::Python] {
                let _ = (Surface::of(language, &text), yields(language, &text));
            }
        }
    }
}
