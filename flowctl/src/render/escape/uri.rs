//! Paths as references of URIs (RFC 3986), in which no character of a name means anything.

/// A path with `/`, as a relative reference.
pub fn path(path: &str) -> String {
    let mut shown = String::with_capacity(path.len());
    for byte in path.bytes() {
        // A colon in the first segment would make a scheme of what is before it.
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                shown.push(byte.into())
            }
            _ => shown.push_str(&format!("%{byte:02X}")),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::path;
    use proptest::prelude::*;
    use url::Url;

    #[test]
    fn names_that_look_like_urls_are_names() {
        assert_eq!(path("a b/c:d#e?f%.yaml"), "a%20b/c%3Ad%23e%3Ff%25.yaml");
        assert_eq!(path("../\u{e9}"), "../%C3%A9");
    }

    proptest! {
        #[test]
        fn a_path_is_one_path_below_the_base(name in "[^/\u{0}]{1,20}") {
            prop_assume!(name != "." && name != "..");
            let base = Url::parse("file:///top/").unwrap();
            let joined = base.join(&path(&format!("a/{name}"))).unwrap();
            prop_assert!(joined.query().is_none() && joined.fragment().is_none());
            let segments: Vec<&str> = joined.path_segments().unwrap().collect();
            prop_assert_eq!(segments.len(), 3);
            prop_assert_eq!(segments[2].contains('%'), !path(&name).eq(&name));
        }
    }
}
