//! Members of mappings by their names, for those who look up many: a large mapping is indexed once.

use super::{Entry, Node, Value};
use runtime_lite::{Pointer, Token};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The members of a mapping, sorted by name.
type ByName<'n> = Rc<[(&'n str, &'n Entry)]>;

/// Mappings with fewer members are not indexed.
const MANY: usize = 16;

/// Indexes of the mappings that were asked for members, by the addresses of their members.
#[derive(Default)]
pub(crate) struct Members<'n>(RefCell<BTreeMap<usize, ByName<'n>>>);

impl<'n> Members<'n> {
    /// As [`Node::get`].
    pub(crate) fn get(&self, node: &'n Node, key: &str) -> Option<&'n Entry> {
        let entries = node.entries();
        if entries.len() < MANY {
            return node.get(key);
        }
        let mut known = self.0.borrow_mut();
        let by_name = known.entry(entries.as_ptr().addr()).or_insert_with(|| {
            let mut by_name: Vec<_> = entries.iter().map(|entry| (&*entry.key.value, entry)).collect();
            by_name.sort_unstable_by_key(|(name, _)| *name);
            by_name.into()
        });
        let at = by_name.binary_search_by_key(&key, |(name, _)| name).ok()?;
        by_name.get(at).map(|(_, entry)| *entry)
    }

    /// The node at a location below another, if there is one.
    pub(crate) fn at(&self, root: &'n Node, pointer: &Pointer) -> Option<&'n Node> {
        pointer.tokens().iter().try_fold(root, |node, token| match (node.items(), Token::of(token)) {
            ([], _) => self.get(node, token).map(|entry| &entry.value),
            (items, Token::Index(index, _)) => items.get(index),
            (_, Token::NextIndex | Token::NextProperty | Token::Property(_)) => None,
        })
    }

    /// Whether two values are one, whatever the order of their members. What could not be read is like nothing.
    pub(crate) fn are_equal(&self, one: &'n Node, other: &Node) -> bool {
        match (&one.value, &other.value) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(one), Value::Bool(other)) => one == other,
            (Value::String(one), Value::String(other)) => one == other,
            (Value::Number(text), Value::Number(same)) => text == same || one.to_json() == other.to_json(),
            (Value::Array(items), Value::Array(others)) => {
                let mut pairs = items.iter().zip(others.iter());
                items.len() == others.len() && pairs.all(|(one, other)| self.are_equal(one, other))
            }
            (Value::Object(entries), Value::Object(others)) => {
                let has = |entry: &Entry| {
                    let own = self.get(one, &entry.key.value);
                    own.is_some_and(|own| self.are_equal(&own.value, &entry.value))
                };
                entries.len() == others.len() && others.iter().all(has)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MANY, Members};
    use crate::diagnostic::Diagnostics;
    use crate::source::{Role, SourceMap, Uri};
    use runtime_lite::Pointer;

    #[test]
    fn members_are_found_in_small_and_large_mappings() {
        let large: String = (0..2 * MANY).rev().map(|number| format!("  k{number}: [{number}]\n")).collect();
        let mut sources = SourceMap::default();
        let text = format!("large:\n{large}small: {{ '0': {{}} }}\n");
        let file = sources.add(Uri::local("a.yaml"), Role::Schema, text.into());
        let root = crate::syntax::parse(sources.file(file), &mut Diagnostics::default()).root;
        let members = Members::default();
        let text = |pointer: &str| {
            let node = members.at(&root, &Pointer::parse_rfc6901(pointer).unwrap())?;
            Some(sources.slice(node.span))
        };
        for number in 0..2 * MANY {
            assert_eq!(text(&format!("/large/k{number}/0")), Some(&*number.to_string()));
        }
        assert_eq!(text("/small/0"), Some("{}"));
        for missing in ["/large/k", "/large/k0/1", "/large/k0/a", "/large/k0/-", "/small/1", "/small/0/x/y"] {
            assert_eq!(text(missing), None, "{missing}");
        }
    }

    #[test]
    fn values_are_equal_whatever_the_order_of_their_members() {
        let compare = |one: &str, other: &str| {
            let mut sources = SourceMap::default();
            let text = format!("[{one}, {other}]");
            let file = sources.add(Uri::local("a.yaml"), Role::Schema, text.into());
            let root = crate::syntax::parse(sources.file(file), &mut Diagnostics::default()).root;
            let [one, other] = root.items() else { panic!("two items") };
            let equal = Members::default().are_equal(one, other);
            assert_eq!(equal, Members::default().are_equal(other, one));
            assert_eq!(equal, one.to_json() == other.to_json());
            equal
        };
        for same in [
            ("{a: 1, b: [x, null]}", "{b: [\"x\", ~], a: 1}"),
            ("1.0", "1.00"),
            ("1e1", "10.0"),
            ("true", "true"),
            ("[]", "[]"),
        ] {
            assert!(compare(same.0, same.1), "{same:?}");
        }
        for differ in
            [("{a: 1}", "{a: 1, b: 1}"), ("{a: 1}", "{b: 1}"), ("[1]", "[2]"), ("1", "'1'"), ("{}", "[]")]
        {
            assert!(!compare(differ.0, differ.1), "{differ:?}");
        }
    }
}
