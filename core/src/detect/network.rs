//! A network whose addresses are asked, written `192.168.1.0/24`. Not a large one: a search is no scan.

use std::{net::Ipv4Addr, str::FromStr};

/// The largest network that is searched.
const WIDEST: u8 = 22;

/// A network of IPv4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: u32,
    prefix: u8,
}

impl Network {
    /// Its hosts; of a network that has them, without the network itself and its broadcast.
    pub fn hosts(self) -> impl Iterator<Item = Ipv4Addr> {
        let last = self.first | u32::MAX.checked_shr(u32::from(self.prefix)).unwrap_or(0);
        let (from, to) = if self.prefix > 30 { (self.first, last) } else { (self.first + 1, last - 1) };
        (from..=to).map(Ipv4Addr::from)
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (address, prefix) = text.split_once('/').unwrap_or((text, "32"));
        let wrong = || "this is not a network; write for example 192.168.1.0/24".to_owned();
        let address: Ipv4Addr = address.parse().map_err(|_| wrong())?;
        let prefix = prefix.parse().ok().filter(|prefix| *prefix <= 32).ok_or_else(wrong)?;
        if prefix < WIDEST {
            return Err(format!(
                "/{prefix} is too large: at most /{WIDEST} (1022 addresses) is searched at once; name the part of the \
                 network in which the printers are"
            ));
        }
        let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
        Ok(Self { first: u32::from(address) & mask, prefix })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_read_and_has_its_hosts() {
        for (text, count, first, last) in [
            ("192.168.1.0/24", 254, "192.168.1.1", "192.168.1.254"),
            ("192.168.1.77/24", 254, "192.168.1.1", "192.168.1.254"),
            ("10.0.0.0/22", 1022, "10.0.0.1", "10.0.3.254"),
            ("10.0.0.0/30", 2, "10.0.0.1", "10.0.0.2"),
            ("10.0.0.4/31", 2, "10.0.0.4", "10.0.0.5"),
            ("10.0.0.9/32", 1, "10.0.0.9", "10.0.0.9"),
            ("10.0.0.9", 1, "10.0.0.9", "10.0.0.9"),
            ("255.255.255.255/32", 1, "255.255.255.255", "255.255.255.255"),
            ("255.255.255.0/24", 254, "255.255.255.1", "255.255.255.254"),
        ] {
            let hosts: Vec<Ipv4Addr> = text.parse::<Network>().expect(text).hosts().collect();
            let ends = [hosts.first(), hosts.last()].map(|host| host.expect("a host").to_string());
            assert_eq!((hosts.len(), ends), (count, [first, last].map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn what_is_no_network_or_too_large_is_refused_with_a_sentence() {
        for (text, begins) in [
            ("10.0.0.0/21", "/21 is too large: at most /22"),
            ("0.0.0.0/0", "/0 is too large"),
            ("10.0.0.0/33", "this is not a network"),
            ("10.0.0.0/", "this is not a network"),
            ("10.0.0/24", "this is not a network"),
            ("fe80::/64", "this is not a network"),
            ("", "this is not a network"),
        ] {
            let error = text.parse::<Network>().expect_err(text);
            assert!(error.starts_with(begins), "{text}: {error}");
        }
    }
}
