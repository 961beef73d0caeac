//! Names of types: unique in their module, and the same after a schema has grown.

use super::{Model, Style};
use compiler::schema::Definition;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where a type has its name from. Earlier ones win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// The user.
    Root(String),
    /// A schema that others refer to: its name, and its place for the order.
    Definition(String, String),
    /// A title.
    Title(Arc<str>),
    /// The type at a place, and the way from it.
    Part(usize, String),
    /// An anchor that nothing refers to, which is a name as it is.
    Anchor(String),
}

/// How a type is named.
#[derive(Debug, Clone)]
pub(super) struct Naming {
    /// Where it has its name from.
    pub(super) given: Given,
    /// Whether it is only part of the types of anchors that nothing refers to, and named after all others.
    pub(super) is_late: bool,
}

impl Given {
    /// The name of a schema that others refer to: its key among definitions, its anchor, its title, or its place.
    pub(super) fn definition(definition: &Definition<'_>) -> Given {
        let uri = definition.uri.map(ToString::to_string).unwrap_or_default();
        let place = format!("{uri}#{}", definition.pointer);
        let tokens: Vec<String> = definition.pointer.split('/').skip(1).map(unescaped).collect();
        let key = match tokens.as_slice() {
            [.., keyword, key] if matches!(keyword.as_str(), "$defs" | "definitions") => Some(key.clone()),
            _ => None,
        };
        let title = definition.annotations.title.as_ref().filter(|title| is_name(&title.value));
        let title = title.map(|title| title.value.to_string());
        let file = tokens.is_empty().then(|| stem(&uri).to_owned());
        let is_keyword =
            |token: &&String| matches!(token.as_str(), "properties" | "items" | "$defs" | "definitions");
        let way = || {
            let parts: Vec<&str> =
                tokens.iter().filter(|token| !is_keyword(token)).map(String::as_str).collect();
            parts.join(" ")
        };
        let named = key.or(definition.anchor.map(str::to_owned)).or(title).or(file);
        Given::Definition(named.unwrap_or_else(way), place)
    }
}

fn unescaped(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// The name of a file without what its kind adds.
fn stem(uri: &str) -> &str {
    let path = uri.split(['?', '#']).next().unwrap_or_default();
    let file = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    file.split('.').next().unwrap_or_default()
}

/// The words of a text: letters and digits, divided by all else and where a capital begins a word.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = text.chars().collect();
    for (at, char) in chars.iter().enumerate() {
        if !char.is_alphanumeric() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            continue;
        }
        let before = word.chars().next_back();
        let next_is_lower = chars.get(at + 1).is_some_and(|next| next.is_lowercase());
        let begins =
            char.is_uppercase() && before.is_some_and(|before| !before.is_uppercase() || next_is_lower);
        if begins {
            words.push(std::mem::take(&mut word));
        }
        word.push(*char);
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// A title of more words is a sentence, and no name.
const MOST_WORDS: usize = 6;

/// Whether a title is short enough for a name.
pub(super) fn is_name(title: &str) -> bool {
    words(title).len() <= MOST_WORDS
}

/// The longest name that says the whole way to a type.
const LONGEST_WAY: usize = 60;

/// Names that are given.
pub(super) struct Names<'s> {
    style: &'s Style,
    taken: BTreeSet<String>,
}

impl<'s> Names<'s> {
    pub(super) fn new(style: &'s Style) -> Names<'s> {
        let taken = style.reserved.iter().map(|name| (*name).to_owned()).collect();
        Names { style, taken }
    }

    /// Names the types of a module.
    pub(super) fn give(mut self, model: &mut Model, names: &[Naming]) {
        let mut order: Vec<(usize, &Naming)> = names.iter().enumerate().collect();
        order.sort_by_key(|(at, naming)| {
            let (rank, place) = match &naming.given {
                Given::Root(_) | Given::Anchor(_) => (0, ""),
                Given::Definition(_, place) => (1, place.as_str()),
                Given::Title(_) => (2, ""),
                Given::Part(..) => (3, ""),
            };
            (naming.is_late, rank, place, *at)
        });
        for (at, naming) in order {
            let name = match &naming.given {
                Given::Anchor(name) if self.taken.insert(name.clone()) => name.clone(),
                Given::Root(name) | Given::Definition(name, _) | Given::Anchor(name) => {
                    self.unique(words(name))
                }
                Given::Title(title) => self.unique(words(title)),
                Given::Part(owner, part) => {
                    let owner = model.types.get(*owner).map(|owner| words(&owner.name)).unwrap_or_default();
                    let whole = [owner, words(part)].concat();
                    let is_long = whole.iter().map(String::len).sum::<usize>() > LONGEST_WAY;
                    self.unique(if is_long { words(part) } else { whole })
                }
            };
            if let Some(named) = model.types.get_mut(at) {
                // A title that is the name says nothing more.
                named.doc.title = named.doc.title.take().filter(|title| **title != *name);
                named.name = name;
            }
        }
    }

    fn unique(&mut self, mut words: Vec<String>) -> String {
        if words.is_empty() {
            words.push("Value".to_owned());
        }
        let first = (self.style.type_name)(&words);
        if self.taken.insert(first.clone()) {
            return first;
        }
        words.push(String::new());
        for number in 2_u64.. {
            if let Some(last) = words.last_mut() {
                *last = number.to_string();
            }
            let name = (self.style.type_name)(&words);
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
        first
    }
}

/// The names of the types of a module's roots, which no other type of the module changes.
pub(crate) fn root_names<'n>(style: &Style, roots: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut names = Names::new(style);
    roots.map(|name| names.unique(words(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::{stem, words};

    #[test]
    fn texts_are_divided_into_words() {
        assert_eq!(words("order-line item"), ["order", "line", "item"]);
        assert_eq!(words("orderLine"), ["order", "Line"]);
        assert_eq!(words("HTTPServer2Go"), ["HTTP", "Server2", "Go"]);
        assert_eq!(words("été/naïve_Ω"), ["été", "naïve", "Ω"]);
        assert!(words("$%").is_empty());
    }

    #[test]
    fn files_are_named_without_their_kind() {
        assert_eq!(stem("file:///a/order.schema.yaml#/x"), "order");
        assert_eq!(stem("https://acme.example/schemas/order/"), "order");
        assert_eq!(stem(""), "");
    }
}
