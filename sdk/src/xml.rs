//! XML for drivers: one whole document read into elements, and written element by element. What an element means
//! the driver knows.
//!
//! It reads what devices send and nothing more: no document types, no entities of one's own, no depth without end.

use quick_xml::{Reader, XmlVersion, events::BytesStart, events::Event};

/// Elements within elements; no protocol needs ten.
const DEEPEST: usize = 32;

/// An element as it was read: names without their prefixes, texts without entities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Its attributes, in order.
    pub attributes: Vec<(String, String)>,
    /// The elements inside it, in order.
    pub children: Vec<Element>,
    /// Its own text.
    pub text: String,
}

impl Element {
    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
    /// The first child of that name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }
    /// The first element of that name, this one or one inside it.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Element> {
        if self.name == name { Some(self) } else { self.children.iter().find_map(|child| child.find(name)) }
    }
}

/// Reads one whole XML document.
///
/// # Errors
/// What is wrong with it: not well-formed, cut off, several roots, a document type, too deep.
pub fn read(text: &str) -> Result<Element, String> {
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

/// Writes XML, element by element.
#[derive(Debug, Clone)]
pub struct Xml {
    text: String,
    tail: &'static str,
    /// How many elements were written.
    pub elements: usize,
}

impl Xml {
    /// Begins with `head`; [`Xml::finish`] ends with `tail`.
    #[must_use]
    pub fn within(head: &str, tail: &'static str) -> Self {
        let mut text = String::with_capacity(2048);
        text.push_str(head);
        Self { text, tail, elements: 0 }
    }
    /// Opens an element.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.text.push('>');
    }
    /// Writes an element without content: `<name/>`.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.text.push_str("/>");
    }
    /// Writes an element without content, opened and closed: `<name></name>`.
    pub fn pair(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.open(name, attributes);
        self.close(name);
    }
    /// Writes an element that holds only text; the ends of its lines stay.
    pub fn value(&mut self, name: &str, text: &str) {
        self.open(name, &[]);
        self.text(text);
        self.close(name);
    }
    /// Writes text inside the element that is open; the ends of its lines stay.
    pub fn text(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.text.push('\n');
            }
            escape(&mut self.text, line);
        }
    }
    /// Closes an element.
    pub fn close(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }
    /// The whole.
    #[must_use]
    pub fn finish(mut self) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::Dice;

    #[test]
    fn what_is_written_is_read_and_what_is_no_whole_document_is_not() {
        let mut xml = Xml::within("<?xml version=\"1.0\"?>\n", "");
        xml.open("a", &[("b", "<\"&'>")]);
        xml.value("c", "d & e");
        xml.pair("f", &[]);
        xml.close("a");
        let text = xml.finish();
        let read_back = read(&text).expect("a document");
        assert_eq!(read_back.attribute("b"), Some("<\"&'>"));
        assert_eq!(read_back.child("c").map(|c| c.text.as_str()), Some("d & e"));
        assert!(read_back.find("f").is_some());
        for cut in 0..text.len() {
            assert!(read(&text[..cut]).is_err(), "{cut}");
        }
        let deep = "<a>".repeat(40) + &"</a>".repeat(40);
        for wrong in ["", "x", "<a/><b/>", "<!DOCTYPE a><a/>", "<a>&b;</a>", "<a b=1/>", "<a b=\"1\" b=\"2\"/>", &deep]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let mut dice = Dice::new(20_261_122);
        let words = [
            "<",
            ">",
            "</",
            "/>",
            "a",
            "=",
            "\"",
            "&",
            ";",
            "#x41",
            "<![CDATA[",
            "]]>",
            "<?",
            "?>",
            "<!--",
            " ",
            "\u{0}",
            "è",
        ];
        for _ in 0..100_000 {
            let text: String = (0..dice.roll(24)).map(|_| *dice.pick(&words)).collect();
            drop(read(&text));
        }
    }
}
