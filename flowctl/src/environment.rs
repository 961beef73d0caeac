//! The one place that reads the process's environment and its current folder.
#![expect(clippy::disallowed_methods, reason = "this module is where the environment is read, once")]

use engine::Aws;
use std::env;
use std::fmt;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

/// What a run depends on besides its arguments and files.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// The folder that relative paths begin at.
    pub folder: PathBuf,
    /// Whether standard output is a terminal.
    pub out_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub err_is_terminal: bool,
    /// How many columns the reader has, if that is known.
    pub columns: Option<usize>,
    /// Whether colours are wanted (`FORCE_COLOR`, `CLICOLOR_FORCE`) or not (`NO_COLOR`), whatever the stream is.
    pub color: Option<bool>,
    /// Whether the terminal cannot do more than print characters (`TERM=dumb`).
    pub dumb: bool,
    /// Whether the locale's characters are those of Unicode.
    pub unicode: bool,
    /// Through whom the network is reached.
    pub proxies: Proxies,
    /// The file of the certificates that servers are trusted by, instead of those built in (`SSL_CERT_FILE`).
    pub certificates: Option<PathBuf>,
    /// The folder of the cache (`FLOWCTL_CACHE_DIR`, else `flowctl` in the user's folder for caches).
    pub cache: Option<PathBuf>,
    /// Where programs are looked for (`PATH`).
    pub search: Option<std::ffi::OsString>,
    /// How functions of AWS are reached (`AWS_…`).
    pub aws: Aws,
    /// The file whose Markdown a job of GitHub Actions shows (`GITHUB_STEP_SUMMARY`).
    pub step_summary: Option<PathBuf>,
}

/// The proxies that the environment names. Their URLs may hold passwords.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// For `https` URLs (`HTTPS_PROXY`, `ALL_PROXY`).
    pub https: Option<String>,
    /// For `http` URLs (`HTTP_PROXY`, `ALL_PROXY`).
    pub http: Option<String>,
    /// Hosts that are reached without one, separated by commas (`NO_PROXY`).
    pub exempt: Option<String>,
}

impl Proxies {
    fn read() -> Proxies {
        // Both cases are in use; curl prefers the lower one.
        let either = |name: &str| text(&name.to_ascii_lowercase()).or_else(|| text(name));
        Proxies {
            https: either("HTTPS_PROXY").or_else(|| either("ALL_PROXY")),
            http: either("HTTP_PROXY").or_else(|| either("ALL_PROXY")),
            exempt: either("NO_PROXY"),
        }
    }

    /// Whether a host is reached without a proxy: it, or a domain that it is in, is listed, or `*` is.
    pub fn exempts(&self, host: &str) -> bool {
        let host = host.trim_matches(['[', ']', '.']).to_ascii_lowercase();
        self.exempt.iter().flat_map(|list| list.split(',')).any(|entry| {
            let entry = entry.trim().to_ascii_lowercase();
            let domain = entry.trim_start_matches('*').trim_matches(['[', ']', '.']);
            let inside = host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            entry == "*" || (!domain.is_empty() && inside)
        })
    }
}

impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Proxies { https, http, exempt } = self;
        let set = |url: &Option<String>| if url.is_some() { "set" } else { "none" };
        write!(f, "Proxies {{ https: {}, http: {}, exempt: {exempt:?} }}", set(https), set(http))
    }
}

impl Environment {
    /// Reads the environment of this process.
    ///
    /// # Errors
    /// The current folder is gone or may not be read.
    pub fn read() -> io::Result<Environment> {
        let dumb = text("TERM").is_some_and(|term| term == "dumb");
        let forced = ["FORCE_COLOR", "CLICOLOR_FORCE"].iter().filter_map(|name| text(name));
        let color = match text("NO_COLOR") {
            Some(_) => Some(false),
            None => forced.map(|value| value != "0").max(),
        };
        let out_is_terminal = io::stdout().is_terminal();
        let stated = text("COLUMNS").and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
        let measured = || {
            let size = terminal_size::terminal_size().filter(|_| out_is_terminal);
            size.map(|(terminal_size::Width(columns), _)| usize::from(columns))
        };
        Ok(Environment {
            folder: env::current_dir()?,
            out_is_terminal,
            err_is_terminal: io::stderr().is_terminal(),
            columns: stated.or_else(measured),
            color,
            dumb,
            unicode: !dumb && unicode_locale(),
            proxies: Proxies::read(),
            certificates: path("SSL_CERT_FILE"),
            cache: cache_folder(),
            search: env::var_os("PATH"),
            aws: aws(),
            step_summary: path("GITHUB_STEP_SUMMARY"),
        })
    }
}

/// A variable that is set and not empty, which is how `NO_COLOR` and its kin define "set".
fn text(name: &str) -> Option<String> {
    env::var_os(name).filter(|value| !value.is_empty()).map(|value| value.to_string_lossy().into_owned())
}

/// A variable that holds a path.
fn path(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// What the tools of AWS take from the environment, as its reference of settings has it: of files and other sources of
/// credentials nothing is read.
fn aws() -> Aws {
    Aws {
        endpoint: text("AWS_ENDPOINT_URL_LAMBDA").or_else(|| text("AWS_ENDPOINT_URL")),
        region: text("AWS_REGION").or_else(|| text("AWS_DEFAULT_REGION")),
        access_key_id: text("AWS_ACCESS_KEY_ID"),
        secret_access_key: text("AWS_SECRET_ACCESS_KEY"),
        session_token: text("AWS_SESSION_TOKEN"),
    }
}

/// Where caches are kept (XDG Base Directory Specification: a path that is not absolute is ignored).
fn cache_folder() -> Option<PathBuf> {
    let absolute = |name: &str| path(name).filter(|path| path.is_absolute());
    let of_user = || {
        let windows = || absolute("LOCALAPPDATA").filter(|_| cfg!(windows));
        let home = || Some(absolute("HOME")?.join(".cache"));
        Some(absolute("XDG_CACHE_HOME").or_else(windows).or_else(home)?.join("flowctl"))
    };
    path("FLOWCTL_CACHE_DIR").or_else(of_user)
}

/// The first of the variables of a locale that is set decides (POSIX, section 8.2).
fn unicode_locale() -> bool {
    match ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| text(name)) {
        Some(locale) => {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        // Windows has no such variables, and its terminals have Unicode.
        None => cfg!(windows),
    }
}

#[cfg(test)]
mod tests {
    use super::Proxies;

    #[test]
    fn hosts_and_domains_are_exempt_from_proxies() {
        let exempts = |list: &str, host: &str| {
            Proxies { exempt: Some(list.to_owned()), ..Proxies::default() }.exempts(host)
        };
        for list in ["example.org", ".example.org", "*.example.org", "other.org, EXAMPLE.ORG", "*"] {
            assert!(exempts(list, "a.example.org"), "{list}");
        }
        assert!(exempts("127.0.0.1,::1", "[::1]") && exempts("localhost", "localhost"));
        assert!(!exempts("example.org", "badexample.org") && !exempts("", "a") && !exempts(" ,.", "a"));
    }
}
