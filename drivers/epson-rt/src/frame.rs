//! The envelope and the XML inside it, both directions, without state: how a request is written, how an
//! answer is read, how the device writes amounts and days.
//!
//! It knows no element of the protocol but the envelope and `response`; what an element means is decided
//! in [`crate::command`].

pub(crate) use fiscus_sdk::xml::{Element, Xml, read};
use fiscus_sdk::{Amount, jiff::civil};

/// The envelope as a client writes it.
pub(crate) fn request() -> Xml {
    Xml::within(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>",
        "</s:Body></s:Envelope>",
    )
}

/// The envelope as a device writes it.
pub(crate) fn answer() -> Xml {
    Xml::within(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>",
        "</soapenv:Body></soapenv:Envelope>",
    )
}

/// A device's answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// It did what was asked.
    pub(crate) success: bool,
    /// Why not, as a word.
    pub(crate) code: String,
    /// With the code `PRINTER ERROR`: why not, as a number. On a success it means nothing.
    pub(crate) status: Option<u32>,
    facts: Vec<(String, String)>,
}

impl Answer {
    /// Reads the body of an HTTP answer.
    ///
    /// # Errors
    /// Why it is no answer of this protocol.
    pub(crate) fn read(body: &str) -> Result<Self, String> {
        let root = read(body)?;
        let response = root.find("response").ok_or("no response element")?;
        let success = match response.attribute("success") {
            Some(word) if word == "1" || word.eq_ignore_ascii_case("true") => true,
            Some(word) if word == "0" || word.eq_ignore_ascii_case("false") => false,
            _ => return Err("a response that says neither success nor failure".to_owned()),
        };
        // Some failures come without addInfo.
        let facts = response.child("addInfo").map_or(&[][..], |info| &info.children);
        Ok(Self {
            success,
            code: response.attribute("code").unwrap_or_default().trim().to_owned(),
            status: response.attribute("status").and_then(|status| status.trim().parse().ok()),
            facts: facts.iter().map(|fact| (fact.name.clone(), fact.text.trim().to_owned())).collect(),
        })
    }

    /// One of the facts of `addInfo`, if it is there and not empty.
    pub(crate) fn fact(&self, name: &str) -> Option<&str> {
        self.facts.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }
}

/// Cents as the device reads and writes them: `1234` is `12,34`.
pub(crate) fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{},{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

/// Thousandths as the device reads quantities: `2000` is `2,000`.
pub(crate) fn quantity(thousandths: i64) -> String {
    format!("{},{:03}", thousandths / 1000, thousandths % 1000)
}

/// A decimal written with a comma or a point, thousands perhaps set apart by the other.
pub(crate) fn decimal(text: &str) -> Option<Amount> {
    let text = text.trim();
    let plain = if text.contains(',') { text.replace('.', "").replace(',', ".") } else { text.to_owned() };
    plain.parse().ok()
}

/// A day written `15/01/2026` or `15/1/2026`.
pub(crate) fn day(text: &str) -> Option<civil::Date> {
    let mut parts = text.trim().split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A time of day written `9:05` or `09:05:00`, as `09:05`.
pub(crate) fn time(text: &str) -> Option<String> {
    let mut parts = text.trim().split(':');
    let time = civil::Time::new(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, 0, 0).ok()?;
    Some(format!("{:02}:{:02}", time.hour(), time.minute()))
}
