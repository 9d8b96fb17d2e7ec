//! A simulated Custom RT: the other side of the wire, with a fiscal memory of its own.
//!
//! It reads the same XML a device reads, element by element: what stands before a wrong one has been printed and stays
//! open. It keeps numbers, totals and journal, refuses what a device refuses, and misbehaves on request ([`fault`]). It
//! knows the elements of receipts, corrections, slips, reports and recovery, and no invoices.

mod answer;
mod fault;
mod receipt;

use crate::frame::{self, Element};
use answer::Response;
use fault::Fault;
use fiscus_sdk::{
    Amount,
    driver::{Device, DeviceAnswer, DeviceRequest, HttpAnswer},
    jiff::civil,
    serde_json::{self, Value},
    simulated::{Kind, Memory, OpenDocument, Wrong, paper},
};
use receipt::Begun;
use serde::Deserialize;
use std::fmt;

/// The device.
#[derive(Debug)]
pub(crate) struct SimulatedCustom {
    memory: Memory,
    /// What was begun and not ended; lost at a power cut.
    open: Option<Open>,
    /// The last element that carried a mark; lost at a power cut.
    mark: Option<(String, String)>,
    /// Who may ask; none: everybody.
    login: Option<Login>,
}

/// User and password, as they are set on the device.
#[derive(Clone, Deserialize)]
struct Login {
    /// The serial, unless it is another.
    user: Option<String>,
    password: String,
}

impl Login {
    /// What the header of a request must say.
    fn header(&self, serial: &str) -> String {
        let user = self.user.as_deref().unwrap_or(serial);
        format!("Basic {}", data_encoding::BASE64.encode(format!("{user}:{}", self.password).as_bytes()))
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(***)")
    }
}

/// A document that is open.
#[derive(Debug)]
enum Open {
    Fiscal(Box<OpenDocument>),
    Slip(Vec<String>),
}

/// What a request did: its answer, and what it put on paper.
#[derive(Default)]
struct Done {
    response: Response,
    paper: String,
    changed: bool,
}

impl Device for SimulatedCustom {
    fn open(memory: Option<&Value>) -> Result<Self, String> {
        // The device's numbers are common to all families, its password is not.
        let login = memory.filter(|memory| !memory["password"].is_null()).cloned().map(serde_json::from_value);
        let login = login.transpose().map_err(|error| error.to_string())?;
        Ok(Self { memory: Memory::read(memory, "STMTE770207")?, open: None, mark: None, login })
    }

    fn kind(&self, request: &DeviceRequest) -> String {
        frame::read(&request.body).ok().as_ref().map_or("unreadable", kind).to_owned()
    }

    fn handle(&mut self, request: &DeviceRequest, fault: Option<&str>, now: civil::DateTime) -> DeviceAnswer {
        let fault = match fault.map(Fault::named).transpose() {
            Ok(fault) => fault,
            Err(unknown) => {
                let answer = HttpAnswer { status: 500, body: unknown };
                return DeviceAnswer { answer: Some(answer), paper: String::new(), changed: false };
            }
        };
        let wanted = self.login.as_ref().map(|login| login.header(&self.memory.serial));
        let known = wanted.is_none() || wanted == request.authorization;
        if fault == Some(Fault::Unauthorized) || !known {
            let answer = HttpAnswer { status: 401, body: String::new() };
            return DeviceAnswer { answer: Some(answer), paper: String::new(), changed: false };
        }
        let done = self.done(request, fault, now);
        let answer = match fault {
            Some(Fault::LeftOpen) => None,
            Some(Fault::BusyPrinted) => Some(Response::failure(76)),
            _ => Some(done.response),
        };
        DeviceAnswer {
            answer: answer.map(|response| HttpAnswer { status: 200, body: response.body(fault) }),
            paper: done.paper,
            changed: done.changed,
        }
    }

    fn memory(&self) -> Value {
        let mut memory = serde_json::to_value(&self.memory).unwrap_or_default();
        if let Some(login) = &self.login {
            memory["password"] = login.password.as_str().into();
            if let Some(user) = &login.user {
                memory["user"] = user.as_str().into();
            }
        }
        memory
    }

    fn power_cycle(&mut self) {
        self.open = None;
        self.mark = None;
    }

    fn foreign_document(&mut self, now: civil::DateTime) -> String {
        let entry = self.memory.enter(OpenDocument::keyboard().closed(now, None));
        paper::document(&entry, &self.memory.serial)
    }
}

/// The word of a request in a fault script.
fn kind(root: &Element) -> &'static str {
    let child = |start: &str| root.children.iter().find(|child| child.name.starts_with(start));
    match root.name.as_str() {
        "printerFiscalReceipt" => match child("beginRtDoc") {
            Some(begin) if begin.attribute("checkOnly") == Some("1") => "check",
            Some(begin) if begin.name.starts_with("beginRtDocRefund") => "return",
            Some(_) => "void",
            None => "receipt",
        },
        "printerNotFiscal" => "slip",
        "printerFiscalReport" if child("printXReport").is_some() => "x_report",
        "printerFiscalReport" => "z_report",
        "printerCommand" => {
            let command = root.children.first();
            match command.map(|command| (command.name.as_str(), command.attribute("command"))) {
                Some(("directIO", Some("1017"))) => "last",
                Some(("directIO", Some("1003"))) => "counters",
                Some(("directIO", Some("7106"))) => "cash",
                Some(("directIO", _)) => "directio",
                Some(("queryPrinterStatus", _)) => "status",
                Some(("getInfo", _)) => "info",
                Some(("getVatTotalsOnDemand", _)) => "totals",
                Some(("resetPrinter", _)) => "reset",
                Some(("openDrawer", _)) => "drawer",
                Some(("displayText", _)) => "display",
                _ => "other",
            }
        }
        _ => "other",
    }
}

impl SimulatedCustom {
    fn done(&mut self, request: &DeviceRequest, fault: Option<Fault>, now: civil::DateTime) -> Done {
        let Ok(root) = frame::read(&request.body) else { return self.refused("", 115, fault) };
        let first = root.children.first().map_or("", |child| child.name.as_str());
        let question = matches!(kind(&root), "status" | "info" | "last" | "counters" | "totals" | "directio");
        match fault {
            Some(Fault::Refuse(number)) => return self.refused(first, number, fault),
            Some(Fault::Busy) => return self.refused(first, 213, fault),
            Some(Fault::PaperEnd) if !question => return self.refused(first, 16, fault),
            Some(Fault::CoverOpen) if !question => return self.refused(first, 64, fault),
            _ => {}
        }
        match (root.name.as_str(), root.children.as_slice()) {
            ("printerFiscalReceipt", elements) => self.receipt(elements, fault, now),
            ("printerNotFiscal", elements) => self.management(elements, fault, now),
            ("printerFiscalReport", [element]) => self.report(element, fault, now),
            ("printerCommand", [element]) => self.command(element, fault, now),
            _ => self.refused(first, 115, fault),
        }
    }

    /// `printerStatus`.
    fn flags(fault: Option<Fault>) -> &'static str {
        match fault {
            Some(Fault::CoverOpen) => "10000",
            Some(Fault::PaperEnd) => "01000",
            Some(Fault::LowPaper) => "00100",
            _ => "00000",
        }
    }

    /// `fpStatus` and `receiptStep`.
    fn state(&self) -> (&'static str, &'static str) {
        match &self.open {
            None => ("000", "0"),
            Some(Open::Slip(_)) => ("010", "8"),
            Some(Open::Fiscal(document)) if document.covered() => ("100", "4"),
            Some(Open::Fiscal(document)) if document.paying() => ("100", "2"),
            Some(Open::Fiscal(_)) => ("100", "1"),
        }
    }

    fn refused(&self, element: &str, status: u32, fault: Option<Fault>) -> Done {
        let response = Response::failure(status)
            .fact("lastCommand", element)
            .fact("printerStatus", Self::flags(fault))
            .fact("fpStatus", self.state().0);
        Done { response, ..Done::default() }
    }

    /// A success, with what every answer tells.
    fn answer(&self, element: &str, fault: Option<Fault>, now: civil::DateTime) -> Response {
        let (open, step) = self.state();
        let moment = civil::DateTime::from_parts(now.date(), civil::time(now.hour(), now.minute(), now.second(), 0));
        Response { mark: self.mark.clone(), ..Response::default() }
            .fact("lastCommand", element)
            .fact("dateTime", moment.to_string())
            .fact("printerStatus", Self::flags(fault))
            .fact("fpStatus", open)
            .fact("receiptStep", step)
    }

    fn marked(&mut self, element: &Element) {
        if let Some(mark) = element.attribute("IdCmd") {
            self.mark = Some((element.name.clone(), mark.to_owned()));
        }
    }

    fn receipt(&mut self, elements: &[Element], fault: Option<Fault>, now: civil::DateTime) -> Done {
        let mut done = Done::default();
        for element in elements {
            let ends = element.name.starts_with("endFiscalReceipt");
            if ends && fault == Some(Fault::LeftOpen) {
                if let Some(Open::Fiscal(document)) = &self.open {
                    done.paper = paper::lines(&document.lines);
                }
                return done;
            }
            let refused = match fault {
                Some(Fault::RefuseAtEnd(number)) if ends => Err(number),
                _ => self.element(element, fault, now),
            };
            match refused {
                Ok(next) => {
                    self.marked(element);
                    done = next;
                }
                Err(number) => return self.refused(&element.name, number, fault),
            }
        }
        done.response.mark.clone_from(&self.mark);
        done
    }

    /// One element of a fiscal document.
    fn element(&mut self, element: &Element, fault: Option<Fault>, now: civil::DateTime) -> Result<Done, u32> {
        if let Some(begun) = receipt::begun(element, &self.memory) {
            if self.open.is_some() {
                return Err(21);
            }
            let mut response = self.answer(&element.name, fault, now);
            match begun? {
                Begun::Checked(found) => response = response.fact("responseBuf", found.to_string()),
                Begun::Opened(document) => self.open = Some(Open::Fiscal(document)),
            }
            return Ok(Done { response, ..Done::default() });
        }
        let Some(Open::Fiscal(document)) = &mut self.open else { return Err(5) };
        if !element.name.starts_with("endFiscalReceipt") {
            receipt::take(document, element)?;
            return Ok(Done { response: self.answer(&element.name, fault, now), ..Done::default() });
        }
        if document.lines.is_empty() || (document.kind() == Kind::Receipt && !document.covered()) {
            return Err(25);
        }
        document.fits(&self.memory).map_err(|_: Wrong| 11_u32)?;
        if fault == Some(Fault::OtherTotal) {
            document.miscount();
        }
        let refund = Some("CONTANTI").filter(|_| document.kind() != Kind::Receipt);
        let closed = document.clone().closed(now, refund);
        self.open = None;
        let entry = self.memory.enter(closed);
        let response = self
            .answer(&element.name, fault, now)
            .fact("nClose", format!("{:04}", entry.z))
            .fact("fiscalDoc", format!("{:04}", entry.number));
        Ok(Done { response, paper: paper::document(&entry, &self.memory.serial), changed: true })
    }

    fn management(&mut self, elements: &[Element], fault: Option<Fault>, now: civil::DateTime) -> Done {
        let mut done = Done::default();
        for element in elements {
            match (element.name.as_str(), &mut self.open) {
                ("beginNotFiscal", None) => self.open = Some(Open::Slip(Vec::new())),
                ("beginNotFiscal", Some(_)) => return self.refused(&element.name, 21, fault),
                ("printNormal", Some(Open::Slip(lines))) => {
                    let data = element.attribute("data").filter(|data| data.len() <= 66 && data.is_ascii());
                    match (data, element.attribute("font")) {
                        (Some(data), Some("1" | "2" | "3" | "4" | "5" | "6")) => lines.push(data.to_owned()),
                        _ => return self.refused(&element.name, 3, fault),
                    }
                }
                ("printBarCode", Some(Open::Slip(lines))) => {
                    let code = element.attribute("code").filter(|code| !code.is_empty());
                    match (code, element.attribute("codeType")) {
                        (Some(code), Some("1" | "2" | "3" | "4" | "5" | "6" | "7" | "8")) => {
                            lines.push(format!("[{code}]"));
                        }
                        _ => return self.refused(&element.name, 3, fault),
                    }
                }
                ("printNotFiscalHeader" | "printGraphicCoupon" | "feed", Some(Open::Slip(_))) => {}
                ("endNotFiscal", Some(Open::Slip(lines))) => {
                    let lines = std::mem::take(lines);
                    if fault == Some(Fault::LeftOpen) {
                        return Done { paper: lines.join("\n") + "\n", ..Done::default() };
                    }
                    self.open = None;
                    done.paper = paper::management(&lines, now);
                    done.changed = true;
                    self.memory.slip(lines, now);
                }
                _ => return self.refused(&element.name, 5, fault),
            }
            self.marked(element);
            done.response = self.answer(&element.name, fault, now);
        }
        let count = self.memory.slips.len().to_string();
        done.response = done.response.fact("notFiscalDoc", count);
        done
    }

    fn report(&mut self, element: &Element, fault: Option<Fault>, now: civil::DateTime) -> Done {
        let z = match element.name.as_str() {
            "printXReport" => false,
            "printZReport" => true,
            _ => return self.refused(&element.name, 115, fault),
        };
        if self.open.is_some() {
            return self.refused(&element.name, 21, fault);
        }
        if fault == Some(Fault::LeftOpen) {
            return Done::default();
        }
        let report = self.memory.report(z, now);
        let paper = paper::report(&report, &self.memory.serial);
        Done { response: self.answer(&element.name, fault, now), paper, changed: true }
    }

    fn command(&mut self, element: &Element, fault: Option<Fault>, now: civil::DateTime) -> Done {
        let answered = |response| Done { response, ..Done::default() };
        let response = self.answer(&element.name, fault, now);
        if fault == Some(Fault::LeftOpen) {
            return Done::default();
        }
        match element.name.as_str() {
            "queryPrinterStatus" => answered(response),
            "getInfo" => answered(
                Response { info: true, ..Response::default() }
                    .fact("serialNumber", self.memory.serial.clone())
                    .fact("fpuState", "1")
                    .fact("zSetNumber", format!("{:04}", self.memory.z)),
            ),
            "getVatTotalsOnDemand" => {
                let last = self.memory.documents.iter().rev().find(|entry| entry.z == self.memory.z + 1);
                let Some(entry) = last else { return self.refused(&element.name, 1, fault) };
                let last = vec![
                    ("number", format!("{:04}", entry.number)),
                    ("dateTime", entry.date.to_datetime(entry.time).to_string()),
                    ("total", entry.cents().to_string()),
                    ("flagDocCanc", "0".to_owned()),
                ];
                answered(Response { last, ..response })
            }
            "getDocumentFromEj" => {
                let number = |name: &str| element.attribute(name).and_then(|text| text.parse::<u32>().ok());
                let found = number("zNum").zip(number("docNum")).and_then(|(z, n)| self.memory.document(z, n));
                match found {
                    Some(entry) => answered(response.fact("responseBuf", paper::document(entry, &self.memory.serial))),
                    None => self.refused(&element.name, 1, fault),
                }
            }
            "resetPrinter" => match self.open.take() {
                Some(open) => {
                    let total = match &open {
                        Open::Fiscal(document) => document.subtotal,
                        Open::Slip(_) => 0,
                    };
                    let fiscal = matches!(open, Open::Fiscal(_));
                    self.memory.cancelled(fiscal, Amount::from_minor(total, 2), now);
                    Done { response: self.answer(&element.name, fault, now), paper: paper::cancelled(), changed: true }
                }
                None => answered(response),
            },
            "openDrawer" if !matches!(element.attribute("num"), Some("1" | "2")) => {
                self.refused(&element.name, 3, fault)
            }
            "displayText" if element.attribute("data").is_none_or(|data| data.len() > 40) => {
                self.refused(&element.name, 3, fault)
            }
            "openDrawer" | "displayText" => answered(response),
            "directIO" => self.native(element, fault, now),
            _ => self.refused(&element.name, 115, fault),
        }
    }

    /// The native commands.
    fn native(&mut self, element: &Element, fault: Option<Fault>, now: civil::DateTime) -> Done {
        let command = element.attribute("command").unwrap_or_default();
        let data = element.attribute("data").unwrap_or_default();
        let mut changed = false;
        let mut on_paper = String::new();
        let told = match command {
            "1003" => {
                format!("{:036}+{:09}+{:09}{:04}1", 0, 0, 0, self.memory.number)
            }
            "1016" => self.state().0.to_owned(),
            "1012" => self.state().1.to_owned(),
            "1017" => self.last(),
            "1104" => format!("{:04}0001", self.memory.z),
            "7106" => {
                let amount = data.get(1..10).and_then(|digits| digits.parse::<i64>().ok());
                let amount = amount.map(|cents| Amount::from_minor(cents, 2));
                let entry = match (data.chars().next(), amount) {
                    (Some('R'), _) => None,
                    (Some('D'), Some(amount)) if amount.is_positive() => self.memory.cash(true, amount, now),
                    (Some('P'), Some(amount)) if amount.is_positive() => match self.memory.cash(false, amount, now) {
                        Some(entry) => Some(entry),
                        None => return self.refused(&element.name, 136, fault),
                    },
                    _ => return self.refused(&element.name, 3, fault),
                };
                changed = entry.is_some();
                on_paper = entry.as_ref().map(paper::cash).unwrap_or_default();
                format!("{:09}", self.memory.drawer.minor(2).unwrap_or_default())
            }
            _ => return self.refused(&element.name, 5, fault),
        };
        // The manual prints the echo of 1017 as 1018.
        let echo = match (fault, command) {
            (Some(Fault::Echo), "1017") => "1018",
            (Some(Fault::Echo), command) => command,
            _ => "",
        };
        let response = self.answer(&element.name, fault, now).fact("responseBuf", format!("{echo}{told}"));
        Done { response, paper: on_paper, changed }
    }

    /// What 1017 tells.
    fn last(&self) -> String {
        let Some(last) = &self.memory.last else { return "0".repeat(25) };
        let (time, cents) = (last.time, last.total.minor(2).unwrap_or_default());
        format!(
            "{:02}{:02}{:02}{:02}{:02}{:04}{cents:09}{}{}",
            time.day(),
            time.month(),
            time.year() % 100,
            time.hour(),
            time.minute(),
            last.number,
            u8::from(last.fiscal),
            u8::from(last.cancelled),
        )
    }
}
