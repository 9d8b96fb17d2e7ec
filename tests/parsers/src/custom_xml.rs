//! The XML of Custom's devices: the answer and its facts.

#[path = "../../../drivers/custom-xml/src/frame.rs"]
#[allow(dead_code, unused_imports)] // The driver uses all of it.
mod frame;

use crate::Codec;
use frame::Answer;

pub(crate) const CODEC: Codec = Codec {
    driver: "custom-xml",
    write: || {
        let mut xml = frame::request();
        xml.open("printerFiscalReceipt", &[]);
        xml.empty("beginFiscalReceipt", &[]);
        for description in ["Pizza", "Caff\u{e8} & latte", "Acqua"] {
            xml.empty("printRecItem", &[("description", description), ("quantity", "2000"), ("unitPrice", "450")]);
        }
        xml.empty("endFiscalReceiptCut", &[]);
        xml.close("printerFiscalReceipt");
        xml.finish().into_bytes()
    },
    samples: &[
        b"<response success=\"true\" status=\"0\"><addInfo><lastCommand>x</lastCommand><dateTime>2026-01-15T10:32:00\
          </dateTime><responseBuf>0012</responseBuf><lastIdCmd IdCmd=\"a7\"/></addInfo></response>",
        b"<?xml version=\"1.0\"?><response success=\"false\" status=\"16\"><addInfo/></response>",
        b"<infoResp><zSetNumber>4</zSetNumber><fiscalDoc><total>12,50</total></fiscalDoc></infoResp>",
    ],
    read: |bytes| {
        let Ok(answer) = Answer::read(&String::from_utf8_lossy(bytes)) else { return 0 };
        std::hint::black_box((answer.fact("responseBuf"), answer.inside("fiscalDoc", "total"), answer.mark()));
        1
    },
};
