//! A simulated RCH: the other side of both wires, with a fiscal memory of its own.
//!
//! It carries out the same commands, one by one, whether they come in frames or in a request. What stands before a wrong
//! one has been printed and stays open. It knows keys, sales, corrections, non-fiscal documents, closures and the
//! journal's last document; its error numbers are invented, for the maker's are not known.

mod fault;
mod register;
mod words;

use crate::{
    frame::{ACK, Found, Frame, NAK, residue},
    web,
};
use fault::Fault;
use fiscus_sdk::{
    driver::{Device, DeviceAnswer, DeviceRequest, Face, Framed, HttpAnswer, StreamAnswer},
    jiff::civil,
    serde_json::{self, Value},
    simulated::{Memory, OpenDocument, paper},
    xml::Xml,
};
use register::{Refused, Register};

/// The device.
#[derive(Debug)]
pub(crate) struct SimulatedRch {
    register: Register,
    http: bool,
}

impl Device for SimulatedRch {
    fn open(memory: Option<&Value>) -> Result<Self, String> {
        Self::open_model("rch", memory)
    }

    fn open_model(model: &str, memory: Option<&Value>) -> Result<Self, String> {
        let memory = Memory::read(memory, "72IV6003831")?;
        Ok(Self { register: Register::new(memory), http: model == "rch-http" })
    }

    fn face(&self) -> Face {
        if self.http { Face::Http } else { Face::Stream }
    }

    fn kind(&self, request: &DeviceRequest) -> String {
        match web::commands(&request.body) {
            Ok(commands) => batch_word(&commands).to_owned(),
            Err(_) => "unreadable".to_owned(),
        }
    }

    fn handle(&mut self, request: &DeviceRequest, fault: Option<&str>, now: civil::DateTime) -> DeviceAnswer {
        let fault = match fault.map(Fault::named).transpose() {
            Ok(fault) => fault,
            Err(unknown) => {
                let answer = HttpAnswer { status: 500, body: unknown };
                return DeviceAnswer { answer: Some(answer), paper: String::new(), changed: false };
            }
        };
        let mut done = DeviceAnswer::default();
        let Ok(commands) = web::commands(&request.body) else {
            done.answer = Some(HttpAnswer { status: 200, body: answered(Some(&Refused::UNKNOWN), 0, &[], &[], fault) });
            return done;
        };
        let (mut data, mut dump, mut count) = (Vec::new(), Vec::new(), 0);
        let mut refused = None;
        let batch = batch_word(&commands);
        for command in &commands {
            let closing = self.register.word(command) == batch;
            let here = fault.filter(|_| closing);
            if here == Some(Fault::LeftOpen) {
                return done;
            }
            match self.register.carry_out(command, here, now) {
                Ok(told) => {
                    count += 1;
                    data.extend(told.data);
                    dump.extend(told.dump);
                    done.paper.push_str(&told.paper);
                    done.changed |= told.changed;
                }
                Err(why) => {
                    refused = Some(why);
                    break;
                }
            }
        }
        done.answer = Some(HttpAnswer { status: 200, body: answered(refused.as_ref(), count, &data, &dump, fault) });
        done
    }

    fn framed(&self, bytes: &[u8]) -> Option<Framed> {
        match Frame::find(bytes) {
            Found::Frame(frame, length) => {
                Some(Framed { length, kind: Some(self.register.word(&frame.data).to_owned()) })
            }
            Found::Noise(length) if length > 0 => Some(Framed { length, kind: None }),
            Found::Noise(_) | Found::Part => None,
        }
    }

    fn take(&mut self, bytes: &[u8], fault: Option<&str>, now: civil::DateTime) -> StreamAnswer {
        let frame = match Frame::find(bytes) {
            Found::Frame(frame, _) => frame,
            // Something that begins as a frame and is none is not accepted; other noise is passed over.
            Found::Noise(_) if bytes.first() == Some(&2) => return said(vec![NAK]),
            Found::Noise(_) | Found::Part => return StreamAnswer::default(),
        };
        let fault = match fault.map(Fault::named).transpose() {
            Ok(fault) => fault,
            Err(unknown) => return said(unknown.into_bytes()),
        };
        match fault {
            Some(Fault::Nak) => return said(vec![NAK]),
            Some(Fault::LeftOpen) => return StreamAnswer::default(),
            _ => {}
        }
        let mut bytes = if fault == Some(Fault::NoAck) { Vec::new() } else { vec![ACK] };
        if fault == Some(Fault::Stale) {
            bytes.extend(Frame::new(1, "ON00000000", residue(frame.id + 1)).bytes());
        }
        let carried = self.register.carry_out(&frame.data, fault, now);
        let (data, told) = match carried {
            Ok(mut told) => {
                for line in &told.dump {
                    bytes.extend(line.as_bytes());
                    bytes.extend(b"\r\n");
                }
                (told.data.take().unwrap_or_else(|| format!("ON0000{:02}00", self.register.receipt())), told)
            }
            Err(why) => (why.control(self.register.receipt()), register::Told::default()),
        };
        bytes.extend(Frame::new(1, data, residue(frame.id)).bytes());
        StreamAnswer { bytes: bytes.into(), paper: told.paper, changed: told.changed, tick_ms: None }
    }

    fn memory(&self) -> Value {
        serde_json::to_value(&self.register.memory).unwrap_or_default()
    }

    fn power_cycle(&mut self) {
        self.register = Register::new(self.register.memory.clone());
    }

    fn foreign_document(&mut self, now: civil::DateTime) -> String {
        let entry = self.register.memory.enter(OpenDocument::keyboard().closed(now, None));
        paper::document(&entry, &self.register.memory.serial)
    }
}

fn said(bytes: Vec<u8>) -> StreamAnswer {
    StreamAnswer { bytes: bytes.into(), ..StreamAnswer::default() }
}

/// The word of a request in a fault script.
fn batch_word(commands: &[String]) -> &'static str {
    let has = |start: &str| commands.iter().any(|command| command.starts_with(start));
    let check = commands
        .iter()
        .any(|command| (command.starts_with("=r") || command.starts_with("=k")) && command.contains("/*1"));
    match () {
        () if check => "check",
        () if has("=r") => "return",
        () if has("=k") => "void",
        () if has("=T") => "receipt",
        () if has("=o") => "slip",
        () if has("=C10") && has("=C3") => "z_report",
        () if has("=C10") => "x_report",
        () if has("=C453") => "last",
        () if has("=a") => "reset",
        () if has("<</?s") => "status",
        () if has("<</?7") => "z_last",
        () if has("=D") => "display",
        () => "key",
    }
}

fn answered(refused: Option<&Refused>, count: usize, data: &[String], dump: &[String], fault: Option<Fault>) -> String {
    let mut xml = Xml::within("<?xml version=\"1.0\" encoding=\"utf-8\"?>", "");
    xml.open("Service", &[]);
    xml.open("Request", &[]);
    let flag = |is: bool| if is { "1" } else { "0" };
    let letter = refused.map(|refused| refused.control);
    xml.value("errorCode", &refused.map_or(0, |refused| refused.code).to_string());
    xml.value("printerError", flag(refused.is_some()));
    xml.value("paperEnd", flag(letter == Some('P')));
    xml.value("coverOpen", flag(letter == Some('C')));
    xml.value("lastCmd", &count.to_string());
    xml.value("busy", flag(letter == Some('G')));
    xml.close("Request");
    for answer in data {
        let (name, value) = answer.split_at(1);
        xml.open("Enq", &[]);
        xml.value("name", name);
        xml.value("value", value);
        xml.close("Enq");
    }
    match fault {
        Some(Fault::LineByLine) => dump.iter().for_each(|line| xml.value("EJ", line)),
        _ if dump.is_empty() => {}
        _ => xml.value("EJ", &(dump.join("\n") + "\n")),
    }
    xml.close("Service");
    xml.finish()
}
