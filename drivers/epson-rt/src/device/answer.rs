//! What the simulated device answers: the response with its facts in the order a device gives them.

use super::{
    fault::Fault,
    memory::{Entry, ReportEntry},
};
use crate::frame;

/// An answer before it is written.
#[derive(Debug, Clone)]
pub(super) struct Response {
    pub(super) success: bool,
    code: &'static str,
    status: u32,
    facts: Vec<(&'static str, String)>,
}

impl Response {
    /// It did what was asked; `last` is the native command it ran last.
    pub(super) fn success(last: u32, printer: String) -> Self {
        let status = if last == 74 { 2 } else { 0 };
        Self {
            success: true,
            code: "",
            status,
            facts: vec![("lastCommand", last.to_string()), ("printerStatus", printer)],
        }
    }
    /// It did not.
    pub(super) fn failure(code: &'static str, status: u32, printer: String) -> Self {
        let last = if code == "PRINTER ERROR" { 78 } else { 0 };
        Self {
            success: false,
            code,
            status,
            facts: vec![("lastCommand", last.to_string()), ("printerStatus", printer)],
        }
    }

    /// At the command that closes.
    pub(super) fn closing(mut self) -> Self {
        if let Some((_, last)) = self.facts.first_mut() {
            *last = "74".to_owned();
        }
        self
    }

    /// With the facts of a document. A void copied from the journal is answered with zero.
    pub(super) fn document(mut self, entry: &Entry, serial: &str, copied: bool) -> Self {
        let (date, time) = (entry.date, entry.time);
        self.facts.extend([
            ("fiscalReceiptNumber", entry.number.to_string()),
            ("fiscalReceiptAmount", if copied { "0,00".to_owned() } else { frame::money(entry.cents()) }),
            ("fiscalReceiptDate", format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())),
            ("fiscalReceiptTime", format!("{:02}:{:02}", time.hour(), time.minute())),
            (
                "receiptISODateTime",
                format!(
                    "{:04}{:02}{:02}T{:02}{:02}{:02}",
                    date.year(),
                    date.month(),
                    date.day(),
                    time.hour(),
                    time.minute(),
                    time.second()
                ),
            ),
            ("zRepNumber", entry.z.to_string()),
            ("serialNumber", serial.to_owned()),
        ]);
        self
    }

    /// With the facts of a report; those of an earlier one fall away.
    pub(super) fn report(mut self, report: &ReportEntry) -> Self {
        self.facts.truncate(2);
        self.facts.push(("zRepNumber", report.z.to_string()));
        self.facts.push(("dailyAmount", frame::money(report.cents())));
        self
    }

    /// With the answer of a native command.
    pub(super) fn native(mut self, command: &str, data: String) -> Self {
        self.facts.push(("responseCommand", command.to_owned()));
        self.facts.push(("responseData", data));
        self
    }

    /// With the firmware's versions.
    pub(super) fn versions(mut self) -> Self {
        let facts = [("cpuRel", "07.00"), ("mfRel", "04.3"), ("mfStatus", "0")];
        self.facts.extend(facts.map(|(name, value)| (name, value.to_owned())));
        let printer = self.facts.iter().find(|(name, _)| *name == "printerStatus").map(|(_, value)| value.clone());
        self.facts.push(("fpStatus", printer.unwrap_or_default()));
        self
    }

    /// With its state as a fiscal device: in service, nothing to send.
    pub(super) fn fiscal_state(mut self, day_open: bool) -> Self {
        if let Some((_, last)) = self.facts.first_mut() {
            *last = "138".to_owned();
        }
        let open = if day_open { "1" } else { "0" };
        let facts = [
            ("rtType", "I"),
            ("rtMainStatus", "02"),
            ("rtSubStatus", "01"),
            ("rtDailyOpen", open),
            ("rtNoWorkingPeriod", "0"),
            ("rtFileToSend", "0"),
            ("rtOldFileToSend", "0"),
            ("rtFileRejected", "0"),
            ("rtExpiryCD", "20310127"),
            ("rtExpiryCA", "20311229"),
            ("rtTrainingMode", "0"),
            ("rtUpgradeResult", "00"),
        ];
        self.facts.extend(facts.map(|(name, value)| (name, value.to_owned())));
        self
    }

    /// The body of the HTTP answer, as the fault makes it.
    pub(super) fn body(mut self, fault: Option<Fault>) -> String {
        match fault {
            Some(Fault::OldFirmware) => {
                self.facts.retain(|(name, _)| !matches!(*name, "serialNumber" | "receiptISODateTime"));
            }
            Some(Fault::UnpaddedDate) => {
                for (_, date) in self.facts.iter_mut().filter(|(name, _)| *name == "fiscalReceiptDate") {
                    *date = date.split('/').map(|part| part.trim_start_matches('0')).collect::<Vec<_>>().join("/");
                }
            }
            Some(Fault::NoBodyInfo) => self.facts.clear(),
            _ => {}
        }
        let success = match (self.success, fault) {
            (true, Some(Fault::SuccessOne)) => "1",
            (true, _) => "true",
            (false, _) => "false",
        };
        let mut xml = frame::answer();
        let attributes = [("success", success), ("code", self.code), ("status", &self.status.to_string())];
        if self.facts.is_empty() {
            xml.empty("response", &attributes);
            return xml.finish();
        }
        xml.open("response", &attributes);
        xml.open("addInfo", &[]);
        xml.value("elementList", &self.facts.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(","));
        for (name, value) in &self.facts {
            xml.value(name, value);
        }
        xml.close("addInfo");
        xml.close("response");
        xml.finish()
    }
}
