//! An endpoint's URL has a scheme of another kind of endpoint.

use super::{Rule, RuleContext};
use crate::catalog::BoundEndpoint;
use crate::connector::{self, CONNECTORS, Connector};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Span, Spanned};
use crate::syntax::Node;
use std::sync::Arc;

pub(super) static RULE: Rule =
    Rule { code: Code::warning("endpoint-url-scheme", page!("endpoint-url-scheme")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for endpoint in &cx.catalog.endpoints {
        endpoint_url(&endpoint.kind, &endpoint.config, diagnostics);
    }
    let bindings = cx.catalog.tasks.iter().flat_map(|task| &task.bindings);
    for binding in bindings.filter(|binding| !binding.disabled) {
        if let Ok(BoundEndpoint::Inline { kind, config, .. }) = &binding.endpoint {
            endpoint_url(kind, config, diagnostics);
        }
    }
}

fn endpoint_url(kind: &Spanned<Arc<str>>, config: &Node, diagnostics: &mut Diagnostics) {
    let Some(connector) = connector::by_kind(&kind.value) else { return };
    let node =
        ["uri", "url"].into_iter().find_map(|key| config.get(key)).map_or(config, |entry| &entry.value);
    let Some(url) = node.as_str() else { return };
    let scheme = scheme(url);
    // Schemes are compared without case: RFC 3986 section 3.1.
    let lower = scheme.map(str::to_ascii_lowercase);
    if connector.schemes.contains(&lower.as_deref()) {
        return;
    }
    diagnostics.push(mismatch(connector, kind, scheme, node));
}

/// The scheme of a URL. One letter is a drive of Windows, and `host:1234` is a host with its port.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once(':')?;
    let valid = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let port = rest.starts_with(|c: char| c.is_ascii_digit());
    (valid && !port).then_some(scheme)
}

/// The message names the scheme only: the rest of the URL may hold a password.
fn mismatch(
    connector: &'static Connector,
    kind: &Spanned<Arc<str>>,
    scheme: Option<&str>,
    node: &Node,
) -> Diagnostic {
    let expected: Vec<String> =
        connector.schemes.iter().flatten().map(|scheme| format!("`{scheme}`")).collect();
    let expected = expected.join(" or ");
    let message = match scheme {
        Some(scheme) => format!("`{scheme}` is not a URL scheme of `{}`", kind.value),
        None => format!("the URL of `{}` has no scheme", kind.value),
    };
    // A connector that has no scheme of its own is what one that many have is for.
    let has_own = |other: &Connector| other.schemes.contains(&Some(other.name));
    let fitting = CONNECTORS.iter().filter(|other| scheme.is_some() && other.schemes.contains(&scheme));
    let fitting = fitting.min_by_key(|other| has_own(other));
    let help = match fitting {
        Some(other) => {
            format!("write a URL such as `{}`, or make the kind `{}`", connector.example, other.name)
        }
        None => format!("write a URL such as `{}`", connector.example),
    };
    // Only the scheme is marked; behind an opening quote it begins one byte later.
    let start = node.span.start + u32::from(node.span.range().len() > node.as_str().map_or(0, |s| s.len()));
    let length = u32::try_from(scheme.map_or(0, str::len)).unwrap_or(0);
    let span = Span { start, end: start + length, ..node.span };
    Diagnostic::new(&RULE.code, span, message)
        .label(format!("expected {expected}"))
        .secondary(kind.span, format!("this kind is for {}", connector.summary))
        .help(help)
}

#[cfg(test)]
mod tests {
    use super::scheme;

    #[test]
    fn tells_schemes_from_hosts_and_drives() {
        assert_eq!(scheme("https://x"), Some("https"));
        assert_eq!(scheme("arn:aws:kinesis:us-east-1:acct"), Some("arn"));
        assert_eq!(scheme("localhost:5432/db"), None);
        assert_eq!(scheme("C:\\db"), None);
        assert_eq!(scheme("shop.db"), None);
        assert_eq!(scheme(":memory:"), None);
    }
}
