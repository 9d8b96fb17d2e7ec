//! The rules of a management document: what may stand in it, and what of it goes on paper.

use crate::frame::Element;

/// Characters on a line.
const COLUMNS: usize = 46;

/// The lines of a management document, or the code and number of its refusal.
pub(super) fn lines(payload: &Element) -> Result<Vec<String>, (&'static str, u32)> {
    let names: Vec<&str> = payload.children.iter().map(|child| child.name.as_str()).collect();
    let known = ["beginNonFiscal", "printNormal", "printBarCode", "printGraphicCoupon", "endNonFiscal"];
    if names.iter().any(|name| !known.contains(name)) {
        return Err(("Non valid XML command", 0));
    }
    let ([first, .., last], ends) = (names.as_slice(), names.iter().filter(|name| name.ends_with("NonFiscal")).count())
    else {
        return Err(("INCOMPLETE FILE", 0));
    };
    if *first != "beginNonFiscal" || *last != "endNonFiscal" || ends != 2 {
        return Err(("INCOMPLETE FILE", 0));
    }
    let mut lines = Vec::new();
    for element in &payload.children {
        match element.name.as_str() {
            "printNormal" => {
                let data = element.attribute("data").ok_or(("INCOMPLETE FILE", 0))?;
                let font = element.attribute("font").unwrap_or("1");
                if !matches!(font, "1" | "2" | "3" | "4") || data.chars().count() > COLUMNS {
                    return Err(("PRINTER ERROR", 13));
                }
                lines.push(data.to_owned());
            }
            "printBarCode" => lines.push(code(element)?),
            "printGraphicCoupon" => lines.push("[image]".to_owned()),
            _ => {}
        }
    }
    Ok(lines)
}

fn code(element: &Element) -> Result<String, (&'static str, u32)> {
    let code = element.attribute("code").filter(|code| !code.is_empty()).ok_or(("PRINTER ERROR", 13))?;
    match element.attribute("codeType").and_then(|kind| kind.parse::<u32>().ok()) {
        Some(91 | 92) if code.len() <= 256 => Ok(format!("[QR {code}]")),
        Some(65..=78) => Ok(format!("[{}]", code.strip_prefix("{B").unwrap_or(code))),
        _ => Err(("PRINTER ERROR", 13)),
    }
}
