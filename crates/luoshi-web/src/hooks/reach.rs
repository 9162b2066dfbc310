//! Which addresses messages go to. A hook must not be a way to ask, from within, what
//! only the server can reach: unless the server was started so, addresses of the
//! machine itself and of inner networks are refused, when a hook is made and again
//! each time its name is looked up. Redirects are never followed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use luoshi_export::labels::Lang;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Longest address, in characters.
const MOST_CHARS: usize = 500;

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// It is none that can be sent to.
    #[error("no address of the web")]
    Malformed,
    /// It lies in an inner network.
    #[error("an address of an inner network")]
    Private,
}

impl Fault {
    /// What to do about it.
    pub(crate) fn said(self, lang: Lang) -> &'static str {
        match self {
            Self::Malformed => lang.pick(
                "请填写 https:// 或 http:// 开头的完整地址，不带用户名和口令",
                "an address like https://example.org/hook, without name and password",
            ),
            Self::Private => lang.pick(
                "地址属于内网，服务器以 --private-hooks 启动后方可使用",
                "an address of an inner network: these need a server that was started with --private-hooks",
            ),
        }
    }
}

/// Whether messages may be sent to an address, as far as can be told from it alone.
pub(crate) fn check(address: &str, private: bool) -> Result<Url, Fault> {
    let url = Url::parse(address).map_err(|_| Fault::Malformed)?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if !matches!(url.scheme(), "http" | "https") || !is_plain || address.chars().count() > MOST_CHARS {
        return Err(Fault::Malformed);
    }
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(Fault::Malformed)?;
    // Names of the machine itself are told without looking them up.
    let is_local = host == "localhost" || host.ends_with(".localhost");
    let literal: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    if !private && (is_local || literal.is_some_and(|address| !is_public(address))) {
        return Err(Fault::Private);
    }
    Ok(url)
}

/// Whether an address belongs to nobody's inner network (IANA special-purpose registries).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || a >= 224
        // Shared by carriers, kept for protocols, for measuring.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b));
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let v4 = |at: usize| {
        let ([one, two], [three, four]) = (segments[at].to_be_bytes(), segments[at + 1].to_be_bytes());
        is_public_v4(Ipv4Addr::new(one, two, three, four))
    };
    match segments {
        // Addresses of the old kind within: as they are, translated, tunnelled.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => v4(6),
        [0x2002, ..] => v4(1),
        [0x2001, 0 | 0x0db8, ..] => false,
        // Only this part of all addresses has been given out.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

/// Looks names up and gives only addresses outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if found.is_empty() {
                return Err(Box::from(Fault::Private));
            }
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_addresses_are_refused_however_they_are_written() {
        for address in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://0/",
            "http://10.1.2.3/",
            "http://172.31.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest",
            "http://100.64.0.1/",
            "http://198.19.0.1/",
            "http://192.0.0.8/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[64:ff9b::a00:1]/",
            "http://[2002:a00:1::]/",
            "http://[fe80::1]/",
            "http://[fd00::1]/",
            "http://[ff02::1]/",
            "http://[2001:db8::1]/",
            "http://localhost/",
            "http://a.localhost/",
            "http://LOCALHOST/",
        ] {
            assert_eq!(check(address, false), Err(Fault::Private), "{address}");
            assert!(check(address, true).is_ok(), "{address}");
        }
        for address in
            ["https://example.org/a?b=c", "http://8.8.8.8:8080/", "https://[2606:4700::1]/", "https://县.cn/"]
        {
            assert!(check(address, false).is_ok(), "{address}");
        }
        for address in [
            "",
            "example.org",
            "ftp://example.org/",
            "file:///etc/passwd",
            "https://",
            "https://a:b@example.org/",
            "https://a@example.org/",
            "https://example.org/#a",
            "javascript:alert(1)",
        ] {
            assert_eq!(check(address, true), Err(Fault::Malformed), "{address}");
        }
        assert_eq!(check(&format!("https://example.org/{}", "a".repeat(500)), true), Err(Fault::Malformed));
    }
}
