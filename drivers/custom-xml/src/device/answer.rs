//! What the simulated device answers: the response with its facts in the order a device gives them.

use super::fault::Fault;
use crate::frame;

/// An answer before it is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Response {
    /// 0: done.
    pub(super) status: u32,
    /// The root is `infoResp`, which tells only facts.
    pub(super) info: bool,
    pub(super) facts: Vec<(&'static str, String)>,
    /// The last element that carried a mark.
    pub(super) mark: Option<(String, String)>,
    /// What the sums of a document say of it.
    pub(super) last: Vec<(&'static str, String)>,
}

impl Response {
    /// It did not do it.
    pub(super) fn failure(status: u32) -> Self {
        Self { status, ..Self::default() }
    }

    /// With a fact.
    pub(super) fn fact(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.facts.push((name, value.into()));
        self
    }

    /// The body of the HTTP answer, as the fault makes it.
    pub(super) fn body(mut self, fault: Option<Fault>) -> String {
        match fault {
            Some(Fault::NoNumbers) => self.facts.retain(|(name, _)| !matches!(*name, "nClose" | "fiscalDoc")),
            Some(Fault::NoState) => self.facts.retain(|(name, _)| !matches!(*name, "fpStatus" | "receiptStep")),
            Some(Fault::NoMark) => self.mark = None,
            Some(Fault::OtherMark) => {
                self.mark = self.mark.map(|(element, _)| (element, "somebody-else".to_owned()));
            }
            Some(Fault::WrongNumber) => {
                for (_, number) in self.facts.iter_mut().filter(|(name, _)| *name == "fiscalDoc") {
                    *number = format!("9{}", number.get(1..).unwrap_or_default());
                }
            }
            _ => {}
        }
        let mut xml = frame::request();
        if self.info {
            xml.open("infoResp", &[]);
            for (name, value) in &self.facts {
                xml.value(name, value);
            }
            xml.close("infoResp");
            return xml.finish();
        }
        let success = match (self.status, fault) {
            (0, Some(Fault::Capitals)) => "TRUE",
            (0, _) => "true",
            _ => "false",
        };
        xml.open("response", &[("success", success), ("status", &self.status.to_string())]);
        xml.open("addInfo", &[]);
        let mut names: Vec<&str> = self.mark.iter().map(|_| "lastIdCmd").collect();
        names.extend(self.facts.iter().map(|(name, _)| *name));
        xml.value("elementList", &names.join(","));
        if let Some((element, mark)) = &self.mark {
            xml.open("lastIdCmd", &[("IdCmd", mark)]);
            xml.text(element);
            xml.close("lastIdCmd");
        }
        for (name, value) in &self.facts {
            xml.value(name, value);
        }
        if !self.last.is_empty() {
            xml.open("lastDocument", &[]);
            for (name, value) in &self.last {
                xml.value(name, value);
            }
            xml.close("lastDocument");
        }
        xml.close("addInfo");
        xml.close("response");
        xml.finish()
    }
}
