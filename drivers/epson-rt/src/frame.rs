//! The envelope and the XML inside it, both directions, without state: how a request is written, how an
//! answer is read, how the device writes amounts and days.
//!
//! It knows no element of the protocol but the envelope and `response`; what an element means is decided
//! in [`crate::command`].

use fiscus_sdk::{Amount, jiff::civil};
use quick_xml::{Reader, XmlVersion, events::BytesStart, events::Event};

/// Elements within elements; the protocol needs six.
const DEEPEST: usize = 32;

/// An element as it was read: names without their prefixes, texts without entities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    pub(crate) text: String,
}

impl Element {
    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
    /// The first child of that name.
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }
    /// The first element of that name, this one or one inside it.
    pub(crate) fn find(&self, name: &str) -> Option<&Element> {
        if self.name == name { Some(self) } else { self.children.iter().find_map(|child| child.find(name)) }
    }
}

/// Reads one whole XML document.
///
/// # Errors
/// What is wrong with it: not well-formed, cut off, several roots, a document type, too deep.
pub(crate) fn read(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let (closed, text) = match &event {
            Event::Start(start) => {
                if open.len() >= DEEPEST {
                    return Err(format!("more than {DEEPEST} elements within each other"));
                }
                open.push(element(start)?);
                continue;
            }
            Event::Empty(start) => (Some(element(start)?), String::new()),
            Event::End(_) => (open.pop(), String::new()),
            Event::Text(text) => (None, text.xml10_content().into_owned()),
            Event::CData(text) => (None, text.xml10_content().into_owned()),
            Event::GeneralRef(reference) => {
                let named = || match &**reference {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => None,
                };
                let meant = reference.resolve_char_ref().map_err(|error| error.to_string())?.or_else(named);
                (None, meant.ok_or_else(|| format!("the entity &{};", &**reference))?.to_string())
            }
            Event::DocType(_) => return Err("a document type".to_owned()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => continue,
            Event::Eof => break,
        };
        match (open.last_mut(), closed) {
            (Some(parent), Some(closed)) => parent.children.push(closed),
            (Some(parent), None) => parent.text.push_str(&text),
            (None, Some(closed)) if root.is_none() => root = Some(closed),
            (None, Some(_)) => return Err("more than one root element".to_owned()),
            (None, None) if text.trim().is_empty() => {}
            (None, None) => return Err("text outside the root element".to_owned()),
        }
    }
    match open.last() {
        Some(unclosed) => Err(format!("it ends inside <{}>", unclosed.name)),
        None => root.ok_or_else(|| "no element".to_owned()),
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { name: start.local_name().as_ref().to_owned(), attributes, ..Element::default() })
}

/// Writes XML into an envelope, element by element.
#[derive(Debug, Clone)]
pub(crate) struct Xml {
    text: String,
    tail: &'static str,
    /// How many elements were written.
    pub(crate) elements: usize,
}

impl Xml {
    /// The envelope as a client writes it.
    pub(crate) fn request() -> Self {
        Self::within(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>",
            "</s:Body></s:Envelope>",
        )
    }
    /// The envelope as a device writes it.
    pub(crate) fn answer() -> Self {
        Self::within(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>",
            "</soapenv:Body></soapenv:Envelope>",
        )
    }
    fn within(head: &str, tail: &'static str) -> Self {
        let mut text = String::with_capacity(2048);
        text.push_str(head);
        Self { text, tail, elements: 0 }
    }
    /// Opens an element.
    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.text.push('>');
    }
    /// Writes an element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.text.push_str("/>");
    }
    /// Writes an element that holds only text.
    pub(crate) fn value(&mut self, name: &str, text: &str) {
        self.open(name, &[]);
        escape(&mut self.text, text);
        self.close(name);
    }
    /// Closes an element.
    pub(crate) fn close(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }
    /// Closes the envelope.
    pub(crate) fn finish(mut self) -> String {
        self.text.push_str(self.tail);
        self.text
    }
    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.elements += 1;
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            escape(&mut self.text, value);
            self.text.push('"');
        }
    }
}

/// Appends `text` with what XML reserves escaped; what XML forbids is left out.
fn escape(to: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            '\'' => to.push_str("&apos;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => to.push(c),
        }
    }
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
