//! The file that holds the document of a URL, below the vendor folder.
//!
//! A plain URL is its own path, `https://example.org/a/b.yaml` is `example.org/a/b.yaml`. Any other is
//! rewritten with characters that are safe everywhere, and a hash of the URL tells it from its neighbors.
//! No two URLs have one file, not even where case is ignored, and no file is the folder of another: names of
//! files have a `.` or end with a hash, names of folders below the host do neither.

use crate::output::hash;
use url::Url;

/// The longest name of a folder, or of a file without its hash, that is kept.
const MAX_NAME: usize = 60;

/// How much the names of all folders may take together, so that paths work on every system.
const MAX_FOLDERS: usize = 110;

/// How many digits of a hash are kept: 128 bits, of which nobody finds two URLs.
const DIGITS: usize = 32;

/// The path of a URL's document below the vendor folder, with `/`.
pub(crate) fn path(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let host = format!("{host}{port}");
    let mut names: Vec<&str> = url.path().trim_start_matches('/').split('/').collect();
    let leaf = names.pop().unwrap_or_default();
    let length: usize = names.iter().map(|name| name.len() + 1).sum();
    let plain = url.scheme() == "https"
        && url.query().is_none()
        && url.path().starts_with('/')
        && !url.path().starts_with("//")
        && is_safe(&host)
        && names.iter().all(|name| is_safe(name) && !name.contains('.') && !ends_with_hash(name))
        && length <= MAX_FOLDERS
        && is_safe(leaf)
        && leaf.contains('.')
        && !ends_with_hash(leaf)
        && !ends_with_hash(stem(leaf).0);
    if plain {
        return format!("{host}{}", url.path());
    }
    let mut path = safe(&host);
    let mut left = MAX_FOLDERS;
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        let mut name = safe(&name.replace('.', "_"));
        if ends_with_hash(&name) {
            name.push('_');
        }
        left = left.saturating_sub(name.len() + 1);
        if left == 0 {
            break;
        }
        path.push('/');
        path.push_str(&name);
    }
    let (leaf, extension) = stem(leaf);
    let digest = hash(url.as_str().as_bytes());
    let digest = digest.get(..DIGITS).unwrap_or(&digest);
    let extension = if is_extension(extension) { format!(".{extension}") } else { String::new() };
    format!("{path}/{}-{digest}{extension}", safe(leaf))
}

/// The name and what follows its last `.`.
fn stem(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or((name, ""))
}

fn is_extension(text: &str) -> bool {
    (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// Whether a name ends as those do that are rewritten.
fn ends_with_hash(name: &str) -> bool {
    let digits = name.len().checked_sub(DIGITS + 1).and_then(|at| name.get(at..)?.strip_prefix('-'));
    digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether every file system takes a name as it is, and takes it for no other.
fn is_safe(name: &str) -> bool {
    let known = name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'));
    let edges = !name.starts_with(['.', '-']) && !name.ends_with('.');
    !name.is_empty() && name.len() <= MAX_NAME && known && edges && !is_device(name)
}

/// Windows opens devices by these names, whatever their extension is.
fn is_device(name: &str) -> bool {
    let name = name.split('.').next().unwrap_or_default();
    let numbered = name.strip_prefix("com").or(name.strip_prefix("lpt"));
    let numbered = numbered.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()));
    numbered || ["con", "prn", "aux", "nul"].contains(&name)
}

/// A name that [`is_safe`], as near to the given one as can be.
fn safe(name: &str) -> String {
    let safe = |c: char| match c.to_ascii_lowercase() {
        c @ ('a'..='z' | '0'..='9' | '.' | '_' | '-') => c,
        _ => '_',
    };
    let mut name: String = name.chars().map(safe).take(MAX_NAME - 1).collect();
    if name.ends_with('.') {
        name.pop();
        name.push('_');
    }
    if name.is_empty() || name.starts_with(['.', '-']) || is_device(&name) {
        name.insert(0, '_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{is_safe, path};
    use proptest::prelude::*;
    use url::Url;

    fn of(url: &str) -> String {
        path(&Url::parse(url).unwrap())
    }

    #[test]
    fn plain_urls_are_their_own_paths() {
        assert_eq!(of("https://example.org/a/b.yaml"), "example.org/a/b.yaml");
        assert_eq!(of("https://EXAMPLE.org:443/a-b/c_d/e.schema.json"), "example.org/a-b/c_d/e.schema.json");
    }

    #[test]
    fn a_url_that_is_spelled_as_a_rewritten_name_has_another() {
        for rewritten in ["https://a/b.c.YAML", "https://a/b.yaml?c", "https://a/b"] {
            let name = of(rewritten);
            assert_ne!(of(&format!("https://{name}")), name);
            assert!(!of(&format!("https://{name}/d.yaml")).starts_with(&format!("{name}/")), "{name}");
        }
    }

    #[test]
    fn other_urls_are_rewritten_and_hashed() {
        for (url, begins, ends) in [
            ("https://example.org/", "example.org/_-", ""),
            ("https://example.org/v1.2/Order.YAML", "example.org/v1_2/order-", ""),
            ("https://example.org/v1.2/Order.yaml", "example.org/v1_2/order-", ".yaml"),
            ("https://example.org/a.yaml?x=/../../y", "example.org/a-", ".yaml"),
            ("https://example.org/%2e%2e%2f/..%5Cb.yaml", "example.org/_2e_2e_2f/_.._5cb-", ".yaml"),
            ("https://example.org:8443/a.yaml", "example.org_8443/a-", ".yaml"),
            ("http://[::1]:80/a.yaml", "___1_/a-", ".yaml"),
            ("https://example.org/nul.yaml", "example.org/_nul-", ".yaml"),
            ("https://con/aux/x.yaml", "_con/_aux/x-", ".yaml"),
            ("https://example.org/.git/config", "example.org/_git/config-", ""),
            ("https://example.org/a//b.yaml", "example.org/a/b-", ".yaml"),
        ] {
            let path = of(url);
            assert!(path.starts_with(begins) && path.ends_with(ends), "{url} is {path}");
        }
        let long = of(&format!("https://example.org/{}/x.yaml", "folder/".repeat(400)));
        assert!(long.len() < 260, "{long}");
        assert!(of(&format!("https://{}.org/{}.yaml", "a".repeat(60), "b".repeat(300))).len() < 180);
    }

    /// URLs that are near to one another.
    fn url() -> impl Strategy<Value = Url> {
        let name = prop_oneof![
            "[ab]",
            "[abAB]{1,2}",
            "[a.]{1,3}",
            "a\\.(b|yaml|json)",
            "[a%?#/:.\\- \u{e9}]{0,4}",
            "con|nul|aux",
            "[a-f0-9]{1,2}",
            Just("a.b-0123456789abcdef0123456789abcdef".to_owned()),
            Just("x".repeat(70)),
            Just("a-0123456789abcdef0123456789abcdef".to_owned()),
        ];
        let host = prop_oneof!["a", "b\\.org", "A\\.org", "a:8443", "\\[::1\\]", "con", "a_443"];
        let scheme = prop_oneof![4 => Just("https"), 1 => Just("http")];
        (scheme, host, prop::collection::vec(name, 0..4)).prop_filter_map("a URL", |(scheme, host, names)| {
            let mut url = Url::parse(&format!("{scheme}://{host}/{}", names.join("/"))).ok()?;
            url.set_fragment(None);
            Some(url)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn no_two_urls_share_a_file_or_a_folder_with_a_file(a in url(), b in url()) {
            let (one, other) = (path(&a).to_lowercase(), path(&b).to_lowercase());
            prop_assert_eq!(a == b, one == other, "{} and {}", a, b);
            prop_assert!(a == b || !other.starts_with(&format!("{one}/")), "{} holds {}", one, other);
        }

        #[test]
        fn paths_are_safe_everywhere(url in url()) {
            let path = path(&url);
            prop_assert!(path.len() < 260 && path.split('/').count() >= 2, "{}", path);
            for name in path.split('/') {
                let short = name.get(..59).unwrap_or(name).trim_end_matches('.');
                prop_assert!(is_safe(short), "{} in {}", name, path);
            }
        }
    }
}
