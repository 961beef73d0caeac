//! What people are told of a type.

use compiler::analysis::{Annotations, Shape};
use serde_json::Value;
use std::sync::Arc;

/// The longest value that is shown, in bytes.
pub(crate) const LONGEST_VALUE: usize = 100;

/// What is said of values: the texts of the author of a schema, and what no type says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Doc {
    pub(crate) title: Option<Arc<str>>,
    pub(crate) description: Option<Arc<str>>,
    pub(crate) default: Option<Arc<Value>>,
    pub(crate) examples: Vec<Value>,
    pub(crate) deprecated: bool,
    /// What the type does not say, a sentence each. It tells no types apart.
    pub(crate) remarks: Vec<String>,
}

impl PartialEq for Doc {
    fn eq(&self, other: &Doc) -> bool {
        let words =
            |doc: &Doc| (doc.title.clone(), doc.description.clone(), doc.default.clone(), doc.deprecated);
        words(self) == words(other) && self.examples == other.examples
    }
}

impl Doc {
    /// What the author says of a shape.
    pub(crate) fn of(shape: &Shape) -> Doc {
        Doc::from(&*shape.annotations)
    }

    /// The paragraphs of the author: the title, and the description unless it says the same.
    pub(crate) fn paragraphs(&self) -> impl Iterator<Item = &str> {
        let title = self.title.as_deref().filter(|text| !text.trim().is_empty());
        let description = self.description.as_deref().filter(|text| !text.trim().is_empty());
        title.into_iter().chain(description.filter(|text| title.is_none_or(|title| title != *text)))
    }

    /// All that is said of one of several values, in a line.
    pub(crate) fn line(&self) -> Vec<String> {
        let words = self.paragraphs().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        let sentence = |text: String| if text.ends_with(['.', '!', '?', ':']) { text } else { text + "." };
        let mut said: Vec<String> = words.map(sentence).collect();
        said.extend(self.deprecated.then(|| "Deprecated.".to_owned()));
        let short = |name: &str, value: &Value| {
            let text = value.to_string();
            (text.len() <= LONGEST_VALUE).then(|| format!("{name}: {text}."))
        };
        said.extend(self.default.iter().filter_map(|value| short("Default", value)));
        said.extend(self.examples.iter().filter_map(|value| short("Example", value)));
        said.extend(self.remarks.iter().cloned());
        said
    }

    /// Whether an author wrote anything.
    pub(crate) fn has_words(&self) -> bool {
        self.paragraphs().next().is_some()
    }
}

impl From<&Annotations> for Doc {
    fn from(annotations: &Annotations) -> Doc {
        let examples = annotations.examples.as_ref().and_then(|examples| examples.value.as_array());
        Doc {
            title: annotations.title.as_ref().map(|text| text.value.clone()),
            description: annotations.description.as_ref().map(|text| text.value.clone()),
            default: annotations.default.as_ref().map(|value| value.value.clone()),
            examples: examples.cloned().unwrap_or_default(),
            deprecated: annotations.deprecated.as_ref().is_some_and(|flag| flag.value),
            remarks: Vec::new(),
        }
    }
}
