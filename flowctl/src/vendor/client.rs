//! The one place that speaks to the network: fetches documents by URL.
#![expect(clippy::disallowed_methods, reason = "the certificates of `SSL_CERT_FILE` are read from the disk")]

use crate::Failure;
use crate::disk::MAX_BYTES;
use crate::environment::{Environment, Proxies};
use crate::failure::said;
use crate::vendor::address::{Reach, refusal, reserved};
use std::fmt;
use std::fs;
use std::io::{ErrorKind, Read};
use std::net::IpAddr;
use std::path::Path;
use std::thread;
use std::time::Duration;
use ureq::config::Config;
use ureq::http::{Response, Uri, header};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error, Proxy};
use url::Url;

const CONNECT: Duration = Duration::from_secs(10);
/// How long a server may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// How long one document may take, however slowly it arrives.
const DOCUMENT: Duration = Duration::from_secs(300);
/// How long to wait before the second and the third try.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_millis(1000)];
/// How often a server may send us elsewhere.
const MAX_REDIRECTS: usize = 10;

/// A document as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fetched {
    pub(crate) text: String,
    /// Its media type without parameters, in lower case.
    pub(crate) media_type: String,
}

/// Why a try brought no document.
#[derive(Debug)]
enum Miss {
    /// Another try would end in the same way.
    Final(String),
    /// Another try may succeed.
    Passing(String),
}

/// Fetches documents, directly or through the proxy of their scheme.
pub(crate) struct Client {
    reach: Reach,
    direct: Agent,
    https: Option<Agent>,
    http: Option<Agent>,
    proxies: Proxies,
}

impl Client {
    /// A client that reaches so far.
    ///
    /// # Errors
    /// A proxy's URL is none, or the file of certificates holds none.
    pub(crate) fn new(reach: Reach, environment: &Environment) -> Result<Client, Failure> {
        let Environment { proxies, certificates, folder, .. } = environment;
        let roots = match certificates {
            Some(file) => trusted(&folder.join(file))?,
            None => RootCerts::WebPki,
        };
        let through = |url: &Option<String>, variable: &str| -> Result<Option<Agent>, Failure> {
            let Some(url) = url else { return Ok(None) };
            // The URL is not quoted, as it may hold a password.
            let proxy = Proxy::new(url).ok().filter(|proxy| !proxy.resolve_target());
            let proxy = proxy.ok_or_else(|| {
                Failure::new(format!("the value of {variable} is not the URL of an HTTP proxy"))
                    .help("write it as `http://proxy.example.org:3128`")
            })?;
            Ok(Some(agent(Some(proxy), &roots, DefaultResolver::default())))
        };
        Ok(Client {
            reach,
            direct: agent(None, &roots, PublicResolver { reach, inner: DefaultResolver::default() }),
            https: through(&proxies.https, "HTTPS_PROXY")?,
            http: through(&proxies.http, "HTTP_PROXY")?,
            proxies: proxies.clone(),
        })
    }

    /// The document of a URL.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub(crate) fn fetch(&self, url: &Url) -> Result<Fetched, String> {
        let mut pauses = PAUSES.into_iter();
        loop {
            let miss = match self.follow(url) {
                Ok(fetched) => return Ok(fetched),
                Err(Miss::Final(why)) => return Err(why),
                Err(Miss::Passing(why)) => why,
            };
            match pauses.next() {
                Some(pause) => thread::sleep(pause),
                None => return Err(format!("{miss} ({} tries)", PAUSES.len() + 1)),
            }
        }
    }

    /// One try: asks for the URL, and for those that servers send us to, each of which is looked at anew.
    fn follow(&self, url: &Url) -> Result<Fetched, Miss> {
        let mut at = url.clone();
        for hop in 0..=MAX_REDIRECTS {
            if let Some(why) = refusal(&at, self.reach) {
                return Err(Miss::Final(match hop {
                    0 => why,
                    _ => format!("the server redirects to `{}`: {why}", shown(&at)),
                }));
            }
            let mut response = self.agent(&at).get(at.as_str()).call().map_err(|error| miss(&error))?;
            let status = response.status().as_u16();
            match status {
                200 | 203 => return document(&mut response),
                301 | 302 | 303 | 307 | 308 => {
                    let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
                    let to = to.and_then(|to| at.join(to).ok());
                    at = to.ok_or_else(|| Miss::Final("the server redirects to nowhere".to_owned()))?;
                    at.set_fragment(None);
                }
                429 | 500..=599 => return Err(Miss::Passing(format!("the server answers {status}"))),
                _ => return Err(Miss::Final(format!("the server answers {status}"))),
            }
        }
        Err(Miss::Final(format!("the server redirects more than {MAX_REDIRECTS} times")))
    }

    /// Whom to ask for a URL. A proxy decides itself what it connects to; our rules of addresses then hold
    /// for what the URL says, and not for what its name means to the proxy.
    fn agent(&self, url: &Url) -> &Agent {
        let proxied = if url.scheme() == "https" { &self.https } else { &self.http };
        let exempt = self.proxies.exempts(url.host_str().unwrap_or_default());
        proxied.as_ref().filter(|_| !exempt).unwrap_or(&self.direct)
    }
}

/// The certificates of a file, such as that of a company whose proxy looks into connections.
fn trusted(file: &Path) -> Result<RootCerts, Failure> {
    let pem = fs::read(file).map_err(|error| Failure::at(file, "read", &error))?;
    let certificates: Vec<Certificate<'static>> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            Ok(_) | Err(_) => None,
        })
        .collect();
    match certificates.is_empty() {
        true => Err(Failure::new(format!("`{}` holds no certificates", file.display()))
            .help("SSL_CERT_FILE names a file with certificates in PEM")),
        false => Ok(RootCerts::new_with_certs(&certificates)),
    }
}

fn agent(proxy: Option<Proxy>, roots: &RootCerts, resolver: impl Resolver) -> Agent {
    let config = Config::builder()
        .proxy(proxy)
        .tls_config(TlsConfig::builder().root_certs(roots.clone()).build())
        .user_agent(concat!("flowctl/", env!("CARGO_PKG_VERSION")))
        .accept("application/schema+json, application/json, application/yaml, text/*, */*;q=0.5")
        .http_status_as_error(false)
        // Each hop is looked at before it is asked.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_resolve(Some(CONNECT))
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(SILENCE))
        .timeout_per_read(Some(SILENCE))
        .timeout_global(Some(DOCUMENT))
        .build();
    Agent::with_parts(config, DefaultConnector::default(), resolver)
}

/// The text of a response.
fn document(response: &mut Response<Body>) -> Result<Fetched, Miss> {
    let too_large = || Miss::Final("the document has more than 64 MiB".to_owned());
    let media_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    let printable = media_type.len() < 128 && media_type.bytes().all(|b| b.is_ascii_graphic());
    // RFC 9110 section 8.3: a document without a type may be taken for this one.
    let unknown = "application/octet-stream";
    let media_type = if printable && !media_type.is_empty() { media_type } else { unknown };
    let media_type = media_type.to_ascii_lowercase();
    let body = response.body_mut();
    if body.content_length().is_some_and(|length| length > MAX_BYTES) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    // What is counted here has been decompressed.
    let reader = body.with_config().limit(u64::MAX).reader();
    reader
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Miss::Passing(format!("the document breaks off: {}", said(&error))))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        return Err(too_large());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        Miss::Final(format!("the document is not UTF-8: its first wrong byte is at offset {offset}"))
    })?;
    Ok(Fetched { text, media_type })
}

/// What a failed request means.
fn miss(error: &Error) -> Miss {
    if let Error::Other(error) = error {
        return Miss::Final(error.to_string());
    }
    if let Error::Io(error) = error {
        // Certificates do not become valid by asking again.
        let refused = error.kind() == ErrorKind::InvalidData;
        return if refused { Miss::Final(said(error)) } else { Miss::Passing(said(error)) };
    }
    if matches!(error, Error::HostNotFound) {
        return Miss::Passing("its host is not known".to_owned());
    }
    if matches!(error, Error::Timeout(_)) {
        return Miss::Passing("the server does not answer in time".to_owned());
    }
    match matches!(error, Error::ConnectionFailed | Error::Protocol(_) | Error::ConnectProxyFailed(_)) {
        true => Miss::Passing(error.to_string()),
        false => Miss::Final(error.to_string()),
    }
}

/// A URL for messages: without what may be a secret.
pub(crate) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Neither fails on a URL that has a host, and no other has what they remove.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

/// Finds the addresses of names. These very addresses are connected to, so a name cannot mean another one
/// between the check and the connection.
#[derive(Debug)]
struct PublicResolver {
    reach: Reach,
    inner: DefaultResolver,
}

impl Resolver for PublicResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let addresses = self.inner.resolve(uri, config, timeout)?;
        if self.reach == Reach::Public {
            permit(addresses.iter().map(|address| address.ip()))?;
        }
        Ok(addresses)
    }
}

/// One address that is not public is enough: a name that has such a one is not of the public Internet.
fn permit(mut addresses: impl Iterator<Item = IpAddr>) -> Result<(), Error> {
    match addresses.find_map(reserved) {
        Some(what) => Err(Error::Other(Box::new(PrivateAddress(what)))),
        None => Ok(()),
    }
}

/// A name whose address must not be connected to.
#[derive(Debug)]
struct PrivateAddress(&'static str);

impl fmt::Display for PrivateAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "its address is {}", self.0)
    }
}

impl std::error::Error for PrivateAddress {}

#[cfg(test)]
mod tests {
    use super::{Client, Miss, PublicResolver, miss, permit, shown};
    use crate::environment::{Environment, Proxies};
    use crate::vendor::address::Reach;
    use ureq::config::Config;
    use ureq::http::Uri;
    use ureq::unversioned::resolver::{DefaultResolver, Resolver};
    use ureq::unversioned::transport::NextTimeout;
    use url::Url;

    #[test]
    fn a_name_with_a_private_address_is_not_connected_to() {
        let permitted = |addresses: &[&str]| permit(addresses.iter().map(|one| one.parse().unwrap()));
        assert!(permitted(&["1.1.1.1", "2606:4700::1111"]).is_ok());
        let error = permitted(&["1.1.1.1", "10.0.0.1"]).unwrap_err();
        assert!(matches!(miss(&error), Miss::Final(why) if why == "its address is private"));
    }

    #[test]
    fn what_a_name_resolves_to_is_looked_at() {
        let resolve = |reach| {
            let resolver = PublicResolver { reach, inner: DefaultResolver::default() };
            let uri = Uri::from_static("https://localhost/a");
            resolver.resolve(&uri, &Config::default(), NextTimeout::default())
        };
        let error = resolve(Reach::Public).unwrap_err();
        assert!(matches!(miss(&error), Miss::Final(why) if why == "its address is a loopback"));
        assert!(resolve(Reach::Private).is_ok());
    }

    #[test]
    fn a_proxy_must_be_one() {
        let client = |https: &str| {
            let proxies = Proxies { https: Some(https.to_owned()), ..Proxies::default() };
            let environment = Environment { proxies, ..Environment::default() };
            Client::new(Reach::Public, &environment).map(|_| ()).map_err(|failure| format!("{failure:?}"))
        };
        assert_eq!(client("http://user:secret@127.0.0.1:3128"), Ok(()));
        for bad in ["socks5://secret", "http://", "ftp://secret:1", "secret secret"] {
            let failure = client(bad).unwrap_err();
            assert!(failure.contains("HTTPS_PROXY") && !failure.contains("secret"), "{bad}: {failure}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        let url = Url::parse("https://user:secret@example.org/a").unwrap();
        assert_eq!(shown(&url), "https://example.org/a");
    }
}
