//! The XML of Epson's devices: the envelope, the answer, and the forms of its facts.

#[path = "../../../drivers/epson-rt/src/frame.rs"]
#[allow(dead_code, unused_imports)] // The driver uses all of it.
mod frame;

use crate::Codec;
use frame::Answer;

pub(crate) const CODEC: Codec = Codec {
    driver: "epson-rt",
    write: || {
        let mut xml = frame::request();
        xml.open("printerFiscalReceipt", &[]);
        xml.empty("beginFiscalReceipt", &[("operator", "1")]);
        for description in ["Pizza", "Caff\u{e8} & latte", "Acqua"] {
            let attributes =
                [("operator", "1"), ("description", description), ("quantity", "2"), ("unitPrice", "4,50")];
            xml.empty("printRecItem", &attributes);
        }
        xml.empty("endFiscalReceipt", &[("operator", "1")]);
        xml.close("printerFiscalReceipt");
        xml.finish().into_bytes()
    },
    samples: &[
        b"<e:Envelope xmlns:e=\"u\"><e:Body><response success=\"true\" code=\"\" status=\"2\"><addInfo>\
          <printerStatus>20110</printerStatus><fiscalReceiptNumber>3</fiscalReceiptNumber><fiscalReceiptAmount>12,50\
          </fiscalReceiptAmount><fiscalReceiptDate>15/1/2026</fiscalReceiptDate><fiscalReceiptTime>9:05\
          </fiscalReceiptTime></addInfo></response></e:Body></e:Envelope>",
        b"<?xml version=\"1.0\"?><response success=\"false\" code=\"PRINTER ERROR\" status=\"16\"/>",
        b"<a><response success='1'><addInfo><x>&amp;&#65;</x><![CDATA[y]]></addInfo></response></a>",
    ],
    read,
};

/// The facts whose values have forms of their own.
const FACTS: [&str; 4] = ["fiscalReceiptAmount", "fiscalReceiptDate", "fiscalReceiptTime", "printerStatus"];

fn read(bytes: &[u8]) -> usize {
    // As the link hands it over.
    let text = String::from_utf8_lossy(bytes);
    let answer = Answer::read(&text);
    if let Ok(answer) = &answer {
        for fact in FACTS.iter().filter_map(|name| answer.fact(name)) {
            std::hint::black_box((frame::decimal(fact), frame::day(fact), frame::time(fact)));
        }
    }
    usize::from(answer.is_ok() || frame::read(&text).is_ok())
}
