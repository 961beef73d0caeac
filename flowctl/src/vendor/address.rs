//! Which addresses and URLs documents may be fetched from (`language.md` D2).
//!
//! A catalog is written by others. What it names may be a service of this machine or of its network that
//! trusts whoever can reach it, so only addresses of the public Internet are connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Networks of version 4 that are not public: address, length of the prefix, and what it is (RFC 6890).
const RESERVED_V4: &[([u8; 4], u32, &str)] = &[
    ([0, 0, 0, 0], 8, "unspecified"),
    ([10, 0, 0, 0], 8, "private"),
    ([100, 64, 0, 0], 10, "shared by the customers of a provider"),
    ([127, 0, 0, 0], 8, "a loopback"),
    // Azure's metadata and control service, in the midst of public addresses.
    ([168, 63, 129, 16], 32, "that of a metadata service"),
    ([169, 254, 0, 0], 16, "link-local"),
    ([172, 16, 0, 0], 12, "private"),
    ([192, 0, 0, 0], 24, "reserved"),
    ([192, 0, 2, 0], 24, "for documentation"),
    ([192, 88, 99, 0], 24, "reserved"),
    ([192, 168, 0, 0], 16, "private"),
    ([198, 18, 0, 0], 15, "for benchmarks"),
    ([198, 51, 100, 0], 24, "for documentation"),
    ([203, 0, 113, 0], 24, "for documentation"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([240, 0, 0, 0], 4, "reserved"),
];

/// Networks of version 6 inside the public block `2000::/3` that are not public: prefix, its length, what it is.
const RESERVED_V6: &[([u16; 8], u32, &str)] = &[
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, "reserved"),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, "for documentation"),
    // 6to4 holds an address of version 4, and is deprecated (RFC 7526).
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, "reserved"),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, "for documentation"),
];

/// Why an address is not one of the public Internet, as in "its address is private".
pub(crate) fn reserved(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => reserved_v4(address),
        IpAddr::V6(address) => reserved_v6(address),
    }
}

fn reserved_v4(address: Ipv4Addr) -> Option<&'static str> {
    let bits = u32::from(address);
    let inside = |network: [u8; 4], length: u32| {
        let mask = u32::MAX.checked_shl(32 - length).unwrap_or_default();
        bits & mask == u32::from(Ipv4Addr::from(network)) & mask
    };
    RESERVED_V4.iter().find(|(network, length, _)| inside(*network, *length)).map(|(_, _, what)| *what)
}

fn reserved_v6(address: Ipv6Addr) -> Option<&'static str> {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return reserved_v4(mapped);
    }
    // Translators (RFC 6052) turn these into addresses of version 4.
    let bits = u128::from(address);
    if bits >> 32 == 0x0064_ff9b_u128 << 64 {
        let [.., a, b, c, d] = address.octets();
        return reserved_v4(Ipv4Addr::new(a, b, c, d));
    }
    if address.is_loopback() {
        return Some("a loopback");
    }
    if address.is_unspecified() {
        return Some("unspecified");
    }
    if address.is_multicast() {
        return Some("multicast");
    }
    if address.is_unicast_link_local() {
        return Some("link-local");
    }
    if address.is_unique_local() {
        return Some("private");
    }
    // All else that is public begins with the bits 001 (RFC 4291 section 2.4).
    if bits >> 125 != 1 {
        return Some("reserved");
    }
    let inside = |network: [u16; 8], length: u32| {
        let mask = u128::MAX.checked_shl(128 - length).unwrap_or_default();
        bits & mask == u128::from(Ipv6Addr::from(network)) & mask
    };
    RESERVED_V6.iter().find(|(network, length, _)| inside(*network, *length)).map(|(_, _, what)| *what)
}

/// Which URLs may be asked for a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Public hosts, by `https`.
    Public,
    /// Any host by `https`, and this machine itself by `http` too.
    Private,
}

/// Why a URL is not asked for its document, if it is not.
pub(crate) fn refusal(url: &Url, reach: Reach) -> Option<String> {
    if !url.username().is_empty() || url.password().is_some() {
        return Some("a URL with a user name or password is not fetched".to_owned());
    }
    let local = match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            (name == "localhost" || name.ends_with(".localhost")).then_some("a loopback")
        }
        Some(Host::Ipv4(address)) => reserved_v4(address),
        Some(Host::Ipv6(address)) => reserved_v6(address),
        None => None,
    };
    match (url.scheme(), reach, local) {
        ("http", Reach::Private, Some("a loopback")) | ("https", Reach::Private, _) => None,
        ("https", Reach::Public, None) => None,
        ("https", Reach::Public, Some(what)) => Some(format!("its address is {what}")),
        (scheme, _, _) => Some(format!("documents are fetched by `https`, not `{scheme}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Reach, refusal, reserved};
    use proptest::prelude::*;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
    use url::Url;

    #[test]
    fn only_public_addresses_are_connected_to() {
        for bad in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.9.9.9",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::1",
            "100::1",
            "3fff::1",
        ] {
            assert!(reserved(bad.parse().unwrap()).is_some(), "{bad}");
        }
        for good in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "168.63.129.17",
            "172.15.0.1",
            "172.32.0.0",
            "192.167.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
        ] {
            assert_eq!(reserved(good.parse().unwrap()), None, "{good}");
        }
    }

    #[test]
    fn every_spelling_of_a_host_is_seen_through() {
        let refused = |url: &str, reach| refusal(&Url::parse(url).unwrap(), reach);
        for url in [
            "https://127.0.0.1/a",
            "https://2130706433/a",
            "https://0x7f000001/a",
            "https://0x7f.1/a",
            "https://0177.0.0.1/a",
            "https://127.1/a",
            "https://[::1]/a",
            "https://[::ffff:127.0.0.1]/a",
            "https://localhost/a",
            "https://LOCALHOST./a",
            "https://x.localhost/a",
            "https://10.1.2.3/a",
            "https://169.254.169.254/latest",
            "https://%31%32%37.0.0.1/",
            "https://\u{ff11}27.0.0.1/",
        ] {
            let why = refused(url, Reach::Public);
            assert!(why.is_some_and(|why| why.starts_with("its address is ")), "{url}");
            assert_eq!(refused(url, Reach::Private), None, "{url}");
        }
        let not_https = "documents are fetched by `https`, not `";
        for url in ["http://example.org/a", "file:///etc/passwd", "ftp://example.org/", "data:,a", "urn:a:b"]
        {
            for reach in [Reach::Public, Reach::Private] {
                assert!(refused(url, reach).is_some_and(|why| why.starts_with(not_https)), "{url}");
            }
        }
        assert!(refused("http://127.0.0.1/", Reach::Public).is_some());
        assert_eq!(refused("http://127.0.0.1:8080/", Reach::Private), None);
        assert!(refused("http://10.0.0.1/", Reach::Private).is_some());
        assert!(refused("https://user@example.org/", Reach::Private).is_some());
        assert_eq!(refused("https://example.org/a?b", Reach::Public), None);
    }

    proptest! {
        #[test]
        fn the_versions_agree(bits: u32) {
            let v4 = Ipv4Addr::from(bits);
            prop_assert_eq!(reserved(IpAddr::V4(v4)), reserved(IpAddr::V6(v4.to_ipv6_mapped())));
            // What the standard library knows is known here.
            if v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast() {
                prop_assert!(reserved(IpAddr::V4(v4)).is_some());
            }
        }

        #[test]
        fn nothing_outside_of_the_public_block_is_public(bits: u128) {
            let v6 = Ipv6Addr::from(bits);
            if bits >> 125 != 1 && v6.to_ipv4_mapped().is_none() && bits >> 96 != 0x0064_ff9b {
                prop_assert!(reserved(IpAddr::V6(v6)).is_some());
            }
        }
    }
}
