//! A simulated Epson RT: the other side of the wire, with a fiscal memory of its own.
//!
//! It reads the same XML a device reads, keeps numbers, totals and journal, refuses what a device
//! refuses, prints on paper as text, and misbehaves on request ([`fault`]). It knows the commands of
//! receipts, slips, reports and recovery, and no invoices, no payment terminal, no content queries.

mod answer;
mod fault;
mod management;
mod memory;
mod paper;
mod receipt;

use crate::frame::{self, Element};
use answer::Response;
use fault::Fault;
use fiscus_sdk::{
    driver::{Device, DeviceAnswer, DeviceRequest, HttpAnswer},
    jiff::civil,
    serde_json::{self, Value},
};
use memory::{Kind, Memory};
use receipt::OpenDocument;

/// The device.
#[derive(Debug)]
pub(crate) struct SimulatedEpson {
    memory: Memory,
    /// What was begun and not ended; lost at a power cut.
    open: Option<Open>,
}

/// A document that is open.
#[derive(Debug)]
enum Open {
    Fiscal(Box<OpenDocument>),
    Management,
}

/// What a request did: its answer, and what it put on paper.
struct Done {
    response: Response,
    paper: String,
    changed: bool,
}

impl Done {
    fn answered(response: Response) -> Self {
        Self { response, paper: String::new(), changed: false }
    }
}

impl Device for SimulatedEpson {
    fn open(memory: Option<&Value>) -> Result<Self, String> {
        let memory = match memory {
            Some(memory) => Memory::read(memory)?,
            None => Memory::factory(),
        };
        Ok(Self { memory, open: None })
    }

    fn kind(&self, request: &DeviceRequest) -> String {
        frame::read(&request.body).ok().as_ref().and_then(payload).map_or("unreadable", kind).to_owned()
    }

    fn handle(&mut self, request: &DeviceRequest, fault: Option<&str>, now: civil::DateTime) -> DeviceAnswer {
        let fault = match fault.map(Fault::named).transpose() {
            Ok(fault) => fault,
            Err(unknown) => {
                let answer = HttpAnswer { status: 500, body: unknown };
                return DeviceAnswer { answer: Some(answer), paper: String::new(), changed: false };
            }
        };
        let done = self.done(request, fault, now);
        let answer = match fault {
            Some(Fault::LeftOpen) => None,
            Some(Fault::NoAnswerPrinted) => Some(Response::failure("FP_NO_ANSWER", 0, self.status(fault))),
            Some(Fault::RefuseDone(number)) => {
                Some(Response::failure("PRINTER ERROR", number, self.status(fault)).closing())
            }
            Some(Fault::PaperEndPrinted) => Some(Response::failure("EPTR_REC_EMPTY", 0, self.status(fault)).closing()),
            _ => Some(done.response),
        };
        DeviceAnswer {
            answer: answer.map(|response| HttpAnswer { status: 200, body: response.body(fault) }),
            paper: done.paper,
            changed: done.changed,
        }
    }

    fn memory(&self) -> Value {
        serde_json::to_value(&self.memory).unwrap_or_default()
    }

    fn power_cycle(&mut self) {
        self.open = None;
    }

    fn foreign_document(&mut self, now: civil::DateTime) -> String {
        let entry = self.memory.enter(OpenDocument::keyboard().closed(now, Kind::Foreign));
        paper::document(entry, &self.memory.serial)
    }
}

/// The one element inside the body of the envelope.
fn payload(root: &Element) -> Option<&Element> {
    match root.find("Body")?.children.as_slice() {
        [payload] => Some(payload),
        _ => None,
    }
}

/// The word of a request in a fault script.
fn kind(payload: &Element) -> &'static str {
    let first = |name: &str| payload.children.iter().find(|child| child.name == name);
    match payload.name.as_str() {
        "printerFiscalReceipt" => match receipt::heading_word(payload) {
            Some("REFUND") => "return",
            Some("VOID") => "void",
            _ => "receipt",
        },
        "printerNonFiscal" => "slip",
        "printerFiscalReport" if first("printXReport").is_some() => "x_report",
        "printerFiscalReport" => "z_report",
        "printerCommand" | "printerCommands" => {
            let command = payload.children.iter().map(command).find(|command| command.name != "printerCommand");
            match command.map(|command| (command.name.as_str(), command.attribute("command"))) {
                Some(("directIO", Some("1387"))) => "last",
                Some(("directIO", Some("2052"))) => "z_last",
                Some(("directIO", _)) => "directio",
                Some(("queryPrinterStatus", _)) => "status",
                Some(("resetPrinter", _)) => "reset",
                Some(("openDrawer", _)) => "drawer",
                Some(("displayText", _)) => "display",
                Some(("printRecCash", _)) => "cash",
                _ => "other",
            }
        }
        _ => "other",
    }
}

/// The command itself; some clients wrap each one once more.
fn command(element: &Element) -> &Element {
    match element.children.as_slice() {
        [inner] if element.name == "printerCommand" => inner,
        _ => element,
    }
}

impl SimulatedEpson {
    fn done(&mut self, request: &DeviceRequest, fault: Option<Fault>, now: civil::DateTime) -> Done {
        let failure =
            |device: &Self, code, status| Done::answered(Response::failure(code, status, device.status(fault)));
        if request.body.trim().is_empty() {
            return failure(self, "NO_DATA", 0);
        }
        let root = match frame::read(&request.body) {
            Ok(root) => root,
            Err(_) => return failure(self, "PARSER_ERROR", 0),
        };
        let Some(payload) = payload(&root) else { return failure(self, "INCOMPLETE FILE", 0) };
        let question = matches!(kind(payload), "status" | "last" | "z_last" | "directio");
        match fault {
            Some(Fault::Refuse(number)) => return failure(self, "PRINTER ERROR", number),
            Some(Fault::Busy) => return failure(self, "PRINTER ERROR", 17),
            Some(Fault::NoAnswerUnprinted) => return failure(self, "FP_NO_ANSWER", 0),
            Some(Fault::PaperEnd) if !question => return failure(self, "EPTR_REC_EMPTY", 0),
            Some(Fault::CoverOpen) if !question => return failure(self, "EPTR_COVER_OPEN", 0),
            _ => {}
        }
        match payload.name.as_str() {
            "printerFiscalReceipt" => self.receipt(payload, fault, now),
            "printerNonFiscal" => self.management(payload, fault, now),
            "printerFiscalReport" => self.report(payload, fault, now),
            "printerCommand" | "printerCommands" => self.commands(payload, fault, now),
            _ => failure(self, "Non valid XML command", 0),
        }
    }

    /// `printerStatus` as it is now.
    fn status(&self, fault: Option<Fault>) -> String {
        let printer = match fault {
            Some(Fault::PaperEnd | Fault::PaperEndPrinted | Fault::CoverOpen) => '3',
            Some(Fault::LowPaper) => '2',
            _ => '0',
        };
        let document = match &self.open {
            None => '1',
            Some(Open::Management) => '2',
            Some(Open::Fiscal(open)) if open.paying() => '3',
            Some(Open::Fiscal(_)) => '0',
        };
        format!("{printer}01{document}0")
    }

    fn receipt(&mut self, payload: &Element, fault: Option<Fault>, now: civil::DateTime) -> Done {
        if let Err(code) = receipt::complete(payload) {
            return Done::answered(Response::failure(code, 0, self.status(fault)));
        }
        let refused = |number, status| Done::answered(Response::failure("PRINTER ERROR", number, status));
        if self.open.is_some() {
            return refused(11, self.status(fault));
        }
        let mut document = match receipt::begun(payload, &self.memory) {
            Ok(document) => document,
            Err(number) => return refused(number, self.status(fault)),
        };
        for element in &payload.children {
            if fault == Some(Fault::LeftOpen) && element.name == "endFiscalReceipt" {
                break;
            }
            if let Err(number) = document.take(element, &self.memory) {
                // What was begun stays open until it is reset.
                self.open = document.begun().then(|| Open::Fiscal(Box::new(document)));
                return refused(number, self.status(fault));
            }
        }
        if fault == Some(Fault::LeftOpen) {
            let paper = paper::lines(document.lines());
            self.open = Some(Open::Fiscal(Box::new(document)));
            return Done { paper, ..Done::answered(Response::success(0, self.status(fault))) };
        }
        if fault == Some(Fault::OtherTotal) {
            document.miscount();
        }
        let copied = document.copied();
        let kind = document.kind();
        let entry = self.memory.enter(document.closed(now, kind));
        let response = Response::success(74, self.status(fault)).document(&entry, &self.memory.serial, copied);
        let paper = paper::document(entry, &self.memory.serial);
        Done { response, paper, changed: true }
    }

    fn management(&mut self, payload: &Element, fault: Option<Fault>, now: civil::DateTime) -> Done {
        let refused = |code, number, status| Done::answered(Response::failure(code, number, status));
        if self.open.is_some() {
            return refused("PRINTER ERROR", 11, self.status(fault));
        }
        let lines = match management::lines(payload) {
            Ok(lines) => lines,
            Err((code, number)) => return refused(code, number, self.status(fault)),
        };
        if fault == Some(Fault::LeftOpen) {
            self.open = Some(Open::Management);
            return Done { paper: lines.join("\n") + "\n", ..Done::answered(Response::success(0, self.status(fault))) };
        }
        let paper = paper::management(&lines, now);
        self.memory.slip(lines, now);
        Done { response: Response::success(74, self.status(fault)), paper, changed: true }
    }

    fn report(&mut self, payload: &Element, fault: Option<Fault>, now: civil::DateTime) -> Done {
        let status = self.status(fault);
        let [element] = payload.children.as_slice() else {
            return Done::answered(Response::failure("INCOMPLETE FILE", 0, status));
        };
        let words: &[&'static str] = match element.name.as_str() {
            "printXReport" => &["x"],
            "printZReport" => &["z"],
            "printXZReport" => &["x", "z"],
            _ => return Done::answered(Response::failure("Non valid XML command", 0, status)),
        };
        if self.open.is_some() {
            return Done::answered(Response::failure("PRINTER ERROR", 11, status));
        }
        if fault == Some(Fault::LeftOpen) {
            return Done::answered(Response::success(0, status));
        }
        let mut done = Done { response: Response::success(74, status), paper: String::new(), changed: true };
        for word in words {
            let report = self.memory.report(word, now);
            done.paper += &paper::report(&report, &self.memory.serial);
            done.response = done.response.report(&report);
        }
        if words.contains(&"z") {
            self.memory.close_day();
        }
        done
    }

    fn commands(&mut self, payload: &Element, fault: Option<Fault>, now: civil::DateTime) -> Done {
        let mut done = Done::answered(Response::failure("INCOMPLETE FILE", 0, self.status(fault)));
        for element in &payload.children {
            let next = self.command(command(element), fault, now);
            done = Done {
                response: next.response,
                paper: done.paper + &next.paper,
                changed: done.changed || next.changed,
            };
            if !done.response.success {
                break;
            }
        }
        done
    }

    fn command(&mut self, command: &Element, fault: Option<Fault>, now: civil::DateTime) -> Done {
        let done = Done::answered(Response::success(0, self.status(fault)));
        if fault == Some(Fault::LeftOpen) {
            return done;
        }
        match command.name.as_str() {
            "queryPrinterStatus" if command.attribute("statusType") == Some("1") => {
                Done { response: done.response.fiscal_state(self.memory.day_open()), ..done }
            }
            "queryPrinterStatus" => Done { response: done.response.versions(), ..done },
            "directIO" => self.native(command, fault),
            "resetPrinter" => match self.open.take() {
                Some(_) => {
                    Done { paper: paper::cancelled(), ..Done::answered(Response::success(0, self.status(fault))) }
                }
                None => done,
            },
            "printRecCash" => match self.memory.cash(command, now) {
                Ok(entry) => Done { paper: paper::cash(entry), changed: true, ..done },
                Err(number) => Done::answered(Response::failure("PRINTER ERROR", number, self.status(fault))),
            },
            "displayText" if command.attribute("data").is_none_or(|data| data.chars().count() > 40) => {
                Done::answered(Response::failure("PRINTER ERROR", 13, self.status(fault)))
            }
            "openDrawer"
            | "displayText"
            | "printDuplicateReceipt"
            | "rebootWebServer"
            | "getDate"
            | "setDate"
            | "beginTraining"
            | "endTraining" => done,
            _ => Done::answered(Response::failure("Non valid XML command", 0, self.status(fault))),
        }
    }

    /// The native commands a driver asks.
    fn native(&mut self, command: &Element, fault: Option<Fault>) -> Done {
        let (Some(number), Some(data)) = (command.attribute("command"), command.attribute("data")) else {
            return Done::answered(Response::failure("INCOMPLETE FILE", 0, self.status(fault)));
        };
        let answer = match number {
            "1387" => self.memory.last_document(),
            "2052" => format!("01{:04}", self.memory.z),
            "3217" => self.memory.serial_parts(),
            "1138" => format!("01I0201{}000000000000000310127311229", u8::from(self.memory.day_open())),
            "4038" | "1062" | "3098" => data.get(..2).unwrap_or("01").to_owned(),
            _ => return Done::answered(Response::failure("PRINTER ERROR", 16, self.status(fault))),
        };
        Done::answered(Response::success(0, self.status(fault)).native(number, answer))
    }
}
