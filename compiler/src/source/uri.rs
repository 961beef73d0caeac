//! Identity of resources (`language.md` D2, section 2.2): URLs, with local files named from the root of the build.

use percent_encoding::percent_decode_str;
use std::fmt;
use std::sync::Arc;
use url::Url;

/// The identity and base of a resource, without fragment.
///
/// A local file is `file:///PATH`, where PATH begins at the root of the build and not at the machine's, so
/// that identities do not depend on where a project lies. Any other resource is its absolute URL.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uri(Arc<str>);

/// How many bytes a reference may have. No system has paths as long, and few servers take such URLs.
pub(crate) const MAX_REFERENCE: usize = 64 << 10;

/// Why a reference names no resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UriError {
    /// It is no URL reference (RFC 3986).
    Invalid(String),
    /// It is empty.
    Empty,
    /// It has more bytes than a reference may have.
    TooLong,
    /// It has white space.
    WhiteSpace,
    /// Its `..` lead above the root of the build, by so many folders.
    LeavesRoot(usize),
    /// It is a path from the root of the machine, or a `file:` URL.
    Absolute,
}

impl Uri {
    /// The identity of a local file, from its path relative to the root of the build, with `/`.
    pub fn local(path: &str) -> Uri {
        let mut url = Url::parse("file:///").expect("a constant URL");
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(path.split('/').filter(|segment| !segment.is_empty()));
        }
        Uri(url.as_str().into())
    }

    /// The path from the root of the build, if this is a local file.
    pub fn local_path(&self) -> Option<String> {
        let path = self.0.strip_prefix("file:///")?;
        // Most paths are what they say.
        if !path.bytes().any(|byte| matches!(byte, b'%' | b'\\' | b'\0')) {
            return Some(path.to_owned());
        }
        // A segment whose decoding holds a separator would name another file than it says.
        let decoded = path.split('/').map(|segment| percent_decode_str(segment).decode_utf8().ok());
        let segments: Option<Vec<_>> = decoded.collect();
        let segments = segments?;
        let sane = segments.iter().all(|s| !s.contains(['/', '\\', '\0']));
        sane.then(|| segments.join("/"))
    }

    /// The URL, for use as a schema's `$id` and for comparison.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the last segment of the path ends so, ignoring ASCII case.
    pub fn has_extension(&self, extension: &str) -> bool {
        let path = self.0.split(['?', '#']).next().unwrap_or_default();
        path.rsplit_once('.').is_some_and(|(_, ext)| ext.eq_ignore_ascii_case(extension))
    }

    /// Resolves a reference against this resource (RFC 3986 section 5.2) into an identity and a fragment.
    ///
    /// # Errors
    /// The reference is malformed, or names a file outside the root of the build.
    pub fn join(&self, reference: &str) -> Result<(Uri, Option<String>), UriError> {
        if reference.is_empty() {
            return Err(UriError::Empty);
        }
        if reference.len() > MAX_REFERENCE {
            return Err(UriError::TooLong);
        }
        if reference.contains(char::is_whitespace) {
            return Err(UriError::WhiteSpace);
        }
        self.join_plain(reference).map_or_else(|| self.join_url(reference), Ok)
    }

    fn join_url(&self, reference: &str) -> Result<(Uri, Option<String>), UriError> {
        let base = Url::parse(&self.0).map_err(|error| UriError::Invalid(error.to_string()))?;
        // Without a colon there is no scheme.
        let relative = !reference.contains(':')
            || matches!(Url::parse(reference), Err(url::ParseError::RelativeUrlWithoutBase));
        if base.scheme() == "file" {
            if relative && reference.starts_with(['/', '\\']) {
                return Err(UriError::Absolute);
            }
            if relative {
                stay_inside(&base, reference)?;
            } else if reference.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:")) {
                return Err(UriError::Absolute);
            }
        }
        let mut url = base.join(reference).map_err(|error| UriError::Invalid(error.to_string()))?;
        // A document of another host must not reach the files of this build.
        if base.scheme() != "file" && url.scheme() == "file" {
            return Err(UriError::Absolute);
        }
        let fragment = url.fragment().map(|text| percent_decode_str(text).decode_utf8_lossy().into_owned());
        url.set_fragment(None);
        Ok((Uri(url.as_str().into()), fragment))
    }

    /// A reference that says plainly which local file it means, as nearly all do: no URL need be parsed for it.
    fn join_plain(&self, reference: &str) -> Option<(Uri, Option<String>)> {
        let own = self.0.strip_prefix("file:///").filter(|path| !path.contains(['?', '#']))?;
        let (mut path, fragment) = match reference.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (reference, None),
        };
        let decoded = || Some(percent_decode_str(fragment?).decode_utf8_lossy().into_owned());
        if path.is_empty() {
            return Some((self.clone(), decoded()));
        }
        let mut folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
        while let Some(rest) = path.strip_prefix("../") {
            path = rest;
            folder = match folder.rsplit_once('/') {
                Some((above, _)) => above,
                None if folder.is_empty() => return None,
                None => "",
            };
        }
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let is_name = |name: &str| !matches!(name, "" | "." | "..") && name.bytes().all(is_plain);
        path.split('/').all(is_name).then(|| {
            let slash = if folder.is_empty() { "" } else { "/" };
            (Uri(format!("file:///{folder}{slash}{path}").into()), decoded())
        })
    }

    /// The part of the identity after the common folder of a build, for outputs.
    ///
    /// `folder` is what [`SourceMap::common_folder`](super::SourceMap::common_folder) returns.
    #[must_use]
    pub fn relative_to(&self, folder: &[String]) -> Uri {
        match self.local_path() {
            Some(path) => {
                let rest: Vec<&str> = path.split('/').skip(folder.len()).collect();
                Uri::local(&rest.join("/"))
            }
            None => self.clone(),
        }
    }
}

/// Refuses a relative reference whose `..` climb above the root, which URL joining would clamp silently.
fn stay_inside(base: &Url, reference: &str) -> Result<(), UriError> {
    let folders = base.path_segments().map_or(0, |segments| segments.count().saturating_sub(1));
    let path = reference.split(['?', '#']).next().unwrap_or_default();
    let mut depth = i64::try_from(folders).unwrap_or(i64::MAX);
    let mut lowest = depth;
    for segment in path.split(['/', '\\']) {
        // A dot may be escaped.
        let escaped = segment.contains('%').then(|| segment.to_ascii_lowercase().replace("%2e", "."));
        match escaped.as_deref().unwrap_or(segment) {
            ".." => depth -= 1,
            "." | "" => {}
            _ => depth += 1,
        }
        lowest = lowest.min(depth);
    }
    match usize::try_from(-lowest) {
        Ok(above) if above > 0 => Err(UriError::LeavesRoot(above)),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// The name that is shown: a path, or a URL without who asks for it. That part may hold a password.
impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = self.local_path() {
            return f.write_str(&path);
        }
        let (scheme, rest) = self.0.split_at(self.0.find("://").map_or(0, |at| at + 3));
        let authority = rest.get(..rest.find(['/', '?', '#']).unwrap_or(rest.len())).unwrap_or_default();
        let user = authority.rfind('@').filter(|_| !scheme.is_empty()).map_or(0, |at| at + 1);
        f.write_str(scheme)?;
        f.write_str(rest.get(user..).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::{Uri, UriError};
    use proptest::prelude::*;

    fn join(base: &str, reference: &str) -> Result<String, UriError> {
        let (uri, fragment) = Uri::local(base).join(reference)?;
        Ok(fragment.map_or_else(|| uri.to_string(), |fragment| format!("{uri}#{fragment}")))
    }

    #[test]
    fn joins_against_the_folder_of_the_referring_file() {
        assert_eq!(join("a/flow.yaml", "b/c.yaml").unwrap(), "a/b/c.yaml");
        assert_eq!(join("a/flow.yaml", "../c.yaml#/$defs/x").unwrap(), "c.yaml#/$defs/x");
        assert_eq!(join("a/flow.yaml", "#Anchor").unwrap(), "a/flow.yaml#Anchor");
        assert_eq!(join("flow.yaml", "https://x.org/s.yaml").unwrap(), "https://x.org/s.yaml");
        assert_eq!(join("flow.yaml", &"x".repeat(64 << 10)).unwrap().len(), 64 << 10);
        assert_eq!(join("flow.yaml", &"x".repeat((64 << 10) + 1)), Err(UriError::TooLong));
        assert_eq!(join("d/my file \u{e9}.yaml", "x%20y.yaml").unwrap(), "d/x y.yaml");
    }

    #[test]
    fn refuses_to_leave_the_root() {
        assert_eq!(join("a/flow.yaml", "../../c.yaml"), Err(UriError::LeavesRoot(1)));
        assert_eq!(join("a/flow.yaml", "x/../../%2E%2e/c.yaml"), Err(UriError::LeavesRoot(1)));
        assert_eq!(join("a/flow.yaml", "/etc/passwd"), Err(UriError::Absolute));
        assert_eq!(join("a/flow.yaml", "file:///etc/passwd"), Err(UriError::Absolute));
        assert_eq!(join("a/flow.yaml", "a b"), Err(UriError::WhiteSpace));
        assert_eq!(join("a/flow.yaml", "..%2Fc.yaml").map(|_| ()), Ok(()));
        let remote = Uri::local("a").join("https://example.org/s.yaml").unwrap().0;
        assert_eq!(remote.join("file:///flow.yaml"), Err(UriError::Absolute));
        assert_eq!(remote.join("FILE:flow.yaml"), Err(UriError::Absolute));
        assert_eq!(remote.join("t.yaml").unwrap().0.as_str(), "https://example.org/t.yaml");
        assert_eq!(Uri::local("a/flow.yaml").join("..%2Fc.yaml").unwrap().0.local_path(), None);
    }

    #[test]
    fn names_show_nobody_who_asks() {
        let shown = |url: &str| Uri::local("a").join(url).unwrap().0.to_string();
        assert_eq!(shown("https://me:hunter2@example.com:8/a@b?c"), "https://example.com:8/a@b?c");
        assert_eq!(shown("https://a:b@c@example.com"), "https://example.com/");
        assert_eq!(shown("https://example.com/a@b"), "https://example.com/a@b");
        assert_eq!(shown("mailto:me@example.com"), "mailto:me@example.com");
    }

    proptest! {
        #[test]
        fn local_paths_round_trip(path in "[a-zA-Z0-9 %#?\u{e9}_-]{1,8}(/[a-z .%]{2,6}[a-z])?") {
            prop_assert_eq!(Uri::local(&path).local_path(), Some(path));
        }

        #[test]
        fn plain_references_are_joined_as_urls_are(
            base in "[a-z .%]{1,3}(/[a-z.]{1,3}){0,3}",
            reference in "(\\.\\./){0,4}([a-z._%:-]{0,3}/){0,2}[a-zA-Z0-9._-]{0,3}(#[a-z%/$~\u{e9}]{0,4})?",
        ) {
            let base = Uri::local(&base);
            if let Some(plain) = base.join_plain(&reference) {
                prop_assert_eq!(Ok(plain), base.join_url(&reference));
            }
        }

        #[test]
        fn joining_never_panics(reference in ".{0,16}") {
            let _ = Uri::local("a/flow.yaml").join(&reference);
        }
    }
}
