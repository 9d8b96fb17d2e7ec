//! The XML of the HTTP wire: commands in, one answer for all of them out.

use crate::{exchange::Said, reply};
use fiscus_sdk::{
    Fault, Reason,
    xml::{Xml, read},
};

/// A request of these commands.
pub(crate) fn request(commands: &[String]) -> String {
    let mut xml = Xml::within("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "");
    xml.open("Service", &[]);
    for command in commands {
        xml.value("cmd", command);
    }
    xml.close("Service");
    xml.finish()
}

/// The commands of a request.
pub(crate) fn commands(body: &str) -> Result<Vec<String>, String> {
    let root = read(body)?;
    if root.name != "Service" || root.children.iter().any(|child| child.name != "cmd") {
        return Err("no commands of a service".to_owned());
    }
    Ok(root.children.into_iter().map(|child| child.text.trim().to_owned()).collect())
}

/// What an answer says, or the fault it tells.
///
/// # Errors
/// Why it is no answer of this protocol.
pub(crate) fn answer(body: &str) -> Result<Result<Said, Fault>, String> {
    let root = read(body)?;
    let request = root.find("Request").filter(|_| root.name == "Service").ok_or("no answer of a service")?;
    let number = |name: &str| request.child(name).map(|flag| flag.text.trim().parse::<u32>());
    let code = match number("errorCode") {
        Some(Ok(code)) => code,
        _ => return Err("an answer without an errorCode".to_owned()),
    };
    let set = |name: &str| matches!(number(name), Some(Ok(1..)));
    let mut said = Said::default();
    for element in root.children.iter().chain(&request.children) {
        match element.name.as_str() {
            // R2: one element for all lines, or one for each.
            "EJ" => {
                said.dump.extend(element.text.split(['\r', '\n']).filter(|line| !line.is_empty()).map(str::to_owned))
            }
            "Enq" => {
                let text = |name: &str| element.child(name).map(|child| child.text.trim().to_owned());
                said.data.extend(text("name").zip(text("value")).map(|(name, value)| format!("{name}{value}")));
            }
            _ => {}
        }
    }
    if code == 0 {
        return Ok(Ok(said));
    }
    let (reason, text) = match () {
        () if set("paperEnd") => (Reason::PaperEnd, "no paper"),
        () if set("coverOpen") => (Reason::CoverOpen, "the cover is open"),
        () if set("busy") => (Reason::PrinterBusy, "busy"),
        () => return Ok(Err(reply::no(&code.to_string()))),
    };
    Ok(Err(Fault::new(reason, format!("the device refuses: {text}")).vendor(code.to_string())))
}
