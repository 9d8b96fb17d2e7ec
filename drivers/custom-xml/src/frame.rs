//! The XML of both directions, without state: how a request is written, how an answer is read.
//!
//! It knows no element of the protocol but `response`, `infoResp` and the mark; what an element means is decided in
//! [`crate::command`] and [`crate::reply`].

pub(crate) use fiscus_sdk::xml::{Element, Xml, read};

/// A request as a client writes it: a declaration, and no envelope.
pub(crate) fn request() -> Xml {
    Xml::within("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", "")
}

/// One element inside a root.
pub(crate) fn wrapped(root: &str, element: &str, attributes: &[(&str, &str)]) -> String {
    let mut xml = request();
    xml.open(root, &[]);
    xml.pair(element, attributes);
    xml.close(root);
    xml.finish()
}

/// A device's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// It did what was asked.
    pub(crate) success: bool,
    /// Why not, as a number; 0 on a success.
    pub(crate) status: u32,
    root: Element,
}

impl Answer {
    /// Reads the body of an HTTP answer.
    ///
    /// # Errors
    /// Why it is no answer of this protocol.
    pub(crate) fn read(body: &str) -> Result<Self, String> {
        let root = read(body)?;
        // `getInfo` answers with a root of its own, which says nothing of success (X15).
        if root.name == "infoResp" {
            return Ok(Self { success: true, status: 0, root });
        }
        if root.name != "response" {
            return Err(format!("<{}> in place of a response", root.name));
        }
        // X13: letters of either case.
        let success = match root.attribute("success").map(str::trim) {
            Some(word) if word.eq_ignore_ascii_case("true") => true,
            Some(word) if word.eq_ignore_ascii_case("false") => false,
            _ => return Err("a response that says neither success nor failure".to_owned()),
        };
        let status = match root.attribute("status").map(|status| status.trim().parse()) {
            Some(Ok(status)) => status,
            None if success => 0,
            _ => return Err("a response without a status".to_owned()),
        };
        Ok(Self { success, status, root })
    }

    /// The text of an element, wherever it stands, if it is there and not empty.
    pub(crate) fn fact(&self, name: &str) -> Option<&str> {
        self.root.find(name).map(|element| element.text.trim()).filter(|text| !text.is_empty())
    }

    /// The text of an element inside another.
    pub(crate) fn inside(&self, outer: &str, name: &str) -> Option<&str> {
        let outer = self.root.find(outer)?;
        outer.child(name).map(|element| element.text.trim()).filter(|text| !text.is_empty())
    }

    /// The mark of the last element that carried one (X2).
    pub(crate) fn mark(&self) -> Option<&str> {
        self.root.find("lastIdCmd")?.attribute("IdCmd")
    }
}
