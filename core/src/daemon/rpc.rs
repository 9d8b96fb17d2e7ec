//! JSON-RPC 2.0: one message a line. What a call is, and how an error looks.

use crate::{
    flow::{Stop, marks},
    say,
};
use fiscus_sdk::{Fault, Language, Reason, Refusal, api::Answers, reason::Family};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};

/// The code of a refusal.
const REFUSAL: i64 = -32010;
/// The code of a fault.
const FAULT: i64 = -32020;

/// A call that was not answered with a result.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// JSON-RPC's code, or ours.
    pub code: i64,
    /// For people.
    pub message: String,
    /// `reason` and what belongs to it.
    pub data: Value,
}

impl Failure {
    /// The business says no.
    #[must_use]
    pub fn refused(refusal: &Refusal) -> Self {
        Self { code: REFUSAL, message: refusal.text.clone(), data: json!({ "reason": refusal.reason }) }
    }

    /// It must be confirmed first: nothing has ended.
    #[must_use]
    pub fn unconfirmed(refusal: &Refusal, confirm: &Value) -> Self {
        let mut failure = Self::refused(refusal);
        failure.data["confirm"] = confirm.clone();
        failure
    }

    /// Something broke. `nothing_happened`: nothing is on paper and nothing is booked; the same id may be used again.
    #[must_use]
    pub fn fault(language: Language, fault: &Fault, printer: Option<&str>, nothing_happened: bool) -> Self {
        let mut data = json!({ "reason": fault.reason });
        if let Some(code) = &fault.vendor_code {
            data["vendor_code"] = json!(code);
        }
        if nothing_happened {
            data["retryable"] = json!(true);
            data["state"] = json!("voided");
        }
        if let Some(printer) = printer {
            data["printer"] = json!(printer);
        }
        Self { code: FAULT, message: say::fault(language, fault, printer), data }
    }

    /// The parameters make no sense.
    #[must_use]
    pub fn params(path: &str, message: &str) -> Self {
        Self { code: -32602, message: message.to_owned(), data: json!({ "reason": "params_invalid", "path": path }) }
    }

    /// There is no such method.
    #[must_use]
    pub fn method(name: &str, known: &[&str]) -> Self {
        let near = fiscus_sdk::settings::nearest(name, known.iter().copied())
            .map_or_else(String::new, |near| format!(" Did you mean {near}?"));
        let shown: String = name.chars().take(60).collect();
        Self {
            code: -32601,
            message: format!("There is no method {shown}.{near}"),
            data: json!({ "reason": "method_unknown" }),
        }
    }

    /// Not JSON.
    #[must_use]
    pub fn parse(message: &str) -> Self {
        Self { code: -32700, message: message.to_owned(), data: json!({ "reason": "parse_error" }) }
    }

    /// JSON, but no call.
    #[must_use]
    pub fn request(message: &str) -> Self {
        Self { code: -32600, message: message.to_owned(), data: json!({ "reason": "invalid_request" }) }
    }

    /// Why a plan was not made, where no questions are open.
    #[must_use]
    pub fn stopped(language: Language, stop: Stop) -> Self {
        match stop {
            Stop::Params(path, message) => Self::params(&path, &message),
            Stop::Refused(refusal) => Self::refused(&refusal),
            Stop::Fault(fault) => Self::fault(language, &fault, None, true),
            Stop::Printer(fault, printer) => Self::fault(language, &fault, Some(&printer), true),
            Stop::Confirm(refusal, confirm) => Self::unconfirmed(&refusal, &confirm),
            Stop::Asking(_) => Self::fault(language, &Fault::new(Reason::Internal, "questions"), None, false),
        }
    }

    /// As JSON-RPC has it.
    #[must_use]
    pub fn error(&self) -> Value {
        json!({ "code": self.code, "message": self.message, "data": self.data })
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        debug_assert_eq!(refusal.reason.family(), Family::Refusal, "{refusal:?}");
        Self::refused(&refusal)
    }
}

/// A call as it came.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call<'a> {
    /// Must be `2.0`.
    #[serde(default)]
    jsonrpc: Option<String>,
    /// None: a notification; null is an id like any other.
    #[serde(borrow, default, deserialize_with = "present")]
    id: Option<&'a RawValue>,
    /// The method.
    method: String,
    /// Named parameters.
    #[serde(borrow, default)]
    params: Option<&'a RawValue>,
}

fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(from).map(Some)
}

/// A call that makes sense.
#[derive(Debug)]
pub struct Request {
    /// As the caller wrote it; none: a notification, which gets no answer.
    pub id: Option<Box<RawValue>>,
    /// The method.
    pub method: String,
    /// The parameters' text.
    pub params: String,
}

/// Reads one call.
///
/// # Errors
/// The failure, and the id if it could be read.
pub fn read(text: &str) -> Result<Request, (Failure, Option<Box<RawValue>>)> {
    let call: Call<'_> = serde_json::from_str(text).map_err(|error| {
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
            return (Failure::parse(&format!("This is not JSON: {error}")), None);
        }
        #[derive(Deserialize)]
        struct Loose<'a> {
            #[serde(borrow, default)]
            id: Option<&'a RawValue>,
        }
        let id = serde_json::from_str::<Loose<'_>>(text).ok().and_then(|loose| loose.id.map(ToOwned::to_owned));
        let id = id.filter(|id| scalar(id));
        (Failure::request(&format!("This is not a JSON-RPC call: {error}")), id)
    })?;
    let id = call.id.map(ToOwned::to_owned);
    if id.as_deref().is_some_and(|id| !scalar(id)) {
        return Err((Failure::request("The id must be a string, a number or null."), None));
    }
    if call.jsonrpc.as_deref() != Some("2.0") {
        return Err((Failure::request("\"jsonrpc\" must be \"2.0\"."), id));
    }
    let params = call.params.map_or("{}", RawValue::get);
    Ok(Request { id, method: call.method, params: params.to_owned() })
}

fn scalar(id: &RawValue) -> bool {
    !id.get().starts_with(['{', '[', 't', 'f'])
}

/// Reads the parameters of a method.
///
/// # Errors
/// `params_invalid` with the path.
pub fn params<P: DeserializeOwned>(text: &str) -> Result<P, Failure> {
    if !text.starts_with('{') {
        return Err(Failure::params("", "Parameters are named: {\"operation\": …}."));
    }
    let mut json = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let mut path = match error.path().to_string() {
            path if path == "." => String::new(),
            path => path,
        };
        // The position is that of the parameters, not of the line: it would mislead.
        let message = error.inner().to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        // What is not there, or there twice, has no place of its own: that of its table is told.
        let absent = ["missing field `", "duplicate field `"].iter().find_map(|start| message.strip_prefix(start));
        if let Some(name) = absent.and_then(|rest| rest.strip_suffix('`')).filter(|name| !path.ends_with(name)) {
            path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        }
        Failure::params(&path, &if path.is_empty() { message.to_owned() } else { format!("{path}: {message}") })
    })
}

/// The line of an answer, without its end.
#[must_use]
pub fn answer(id: Option<&RawValue>, result: &Result<String, Failure>) -> String {
    let id = id.map_or("null", RawValue::get);
    match result {
        Ok(result) => format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{result}}}"),
        Err(failure) => format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"error\":{}}}", failure.error()),
    }
}

/// The line of a notification, without its end.
#[must_use]
pub fn notification(method: &str, params: &impl Serialize) -> String {
    json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string()
}

/// What parameters of an operation have in common.
pub trait Operational: Serialize {
    /// The operation's id.
    fn operation(&self) -> &str;
    /// The till, and who works at it.
    fn attribution(&self) -> (Option<&String>, Option<&String>);
    /// Answers to questions, if the method has them.
    fn answers(&self) -> Option<&Answers> {
        None
    }
    /// What an answer that asks has besides the questions, so that it is of the method's own shape.
    fn asking(&self) -> Value {
        Value::Null
    }
}

impl Operational for CardsGenerateRequest {
    fn operation(&self) -> &str {
        &self.operation
    }
    fn attribution(&self) -> (Option<&String>, Option<&String>) {
        (self.till.as_ref(), self.operator.as_ref())
    }
    fn answers(&self) -> Option<&Answers> {
        Some(&self.answers)
    }
    fn asking(&self) -> Value {
        serde_json::to_value(BatchAnswer {
            card_type: self.card_type.clone(),
            profile: self.profile.clone(),
            quantity: self.quantity,
            ..BatchAnswer::default()
        })
        .unwrap_or_default()
    }
}

macro_rules! operational {
    ($($params:ty $([$answers:ident])?),*) => {
        $(impl Operational for $params {
            fn operation(&self) -> &str { &self.operation }
            fn attribution(&self) -> (Option<&String>, Option<&String>) { (self.till.as_ref(), self.operator.as_ref()) }
            $(fn answers(&self) -> Option<&Answers> { Some(&self.$answers) })?
        })*
    };
}
use fiscus_sdk::api::{
    BatchAnswer, CardIssueRequest, CardRevealRequest, CardSaveRequest, CardUseRequest, CardsExportRequest,
    CardsGenerateRequest, CardsMoveRequest, CardsPrintRequest, CardsZeroRequest, CashRequest, CustomerEraseRequest,
    CustomerExportRequest, CustomerSaveRequest, CustomerSettleRequest, DiscountsReviewRequest, LoadRequest,
    PartnerSaveRequest, PictureSaveRequest, PrinterOperationRequest, ReceiptRequest, ReportExportRequest,
    ResolveRequest, ReturnRequest, SlipRequest, VoidRequest,
};
operational!(
    ReceiptRequest[answers],
    ReturnRequest[answers],
    VoidRequest,
    LoadRequest[answers],
    CardIssueRequest[answers],
    CardUseRequest,
    CardRevealRequest,
    CardsMoveRequest,
    CardSaveRequest,
    CardsZeroRequest,
    CardsExportRequest,
    CardsPrintRequest,
    ReportExportRequest,
    CustomerExportRequest,
    PartnerSaveRequest,
    CustomerSaveRequest,
    CustomerSettleRequest,
    DiscountsReviewRequest,
    ResolveRequest,
    SlipRequest,
    PrinterOperationRequest,
    CashRequest,
    CustomerEraseRequest,
    PictureSaveRequest
);

/// The digest of an operation's parameters: of what they mean, not of how they are written. Who calls, answers
/// and confirmations are left out.
///
/// # Errors
/// A text among them could be taken for a card's secret on paper.
pub fn digest(method: &str, params: &impl Operational) -> Result<String, Failure> {
    use sha2::{Digest, Sha256};
    let mut value = serde_json::to_value(params).map_err(|error| Failure::params("", &error.to_string()))?;
    if let Some(path) = marks::forged(&value) {
        return Err(Failure::params(&path, &format!("{path}: the character U+E000 cannot be printed; leave it out")));
    }
    if let Value::Object(map) = &mut value {
        for key in ["till", "operator", "answers", "confirm"] {
            map.remove(key);
        }
    }
    plain(&mut value);
    let text = format!("{method}\n{value}");
    Ok(Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// `10.0` and `10.00` mean the same.
fn plain(value: &mut Value) {
    match value {
        Value::String(text) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let decimal = digits.split_once('.').is_some_and(|(whole, part)| {
                [whole, part].iter().all(|half| !half.is_empty() && half.bytes().all(|b| b.is_ascii_digit()))
            });
            if decimal {
                *text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain),
        Value::Object(map) => map.values_mut().for_each(plain),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest_of(params: &str) -> String {
        digest("receipt.issue", &super::params::<ReceiptRequest>(params).expect(params)).expect(params)
    }

    /// Section 3.1: compared are parsed values; who calls, answers and confirmations are left out.
    #[test]
    fn equal_parameters_have_one_digest_however_they_are_written() {
        let one = digest_of(r#"{"operation":"a","lines":[{"department":"bar","price":"10.00"}]}"#);
        for same in [
            r#"{"lines":[{"price":10,"department":"bar"}],"operation":"a"}"#,
            r#"{"operation":"a","till":"2","operator":"x","lines":[{"department":"bar","price":1e1,"quantity":null}]}"#,
            r#"{"operation":"a","lines":[{"department":"bar","price":"10.0"}],"answers":{"mode":"x"},"cards":[]}"#,
        ] {
            assert_eq!(digest_of(same), one, "{same}");
        }
        for other in [
            r#"{"operation":"a","lines":[{"department":"bar","price":"10.01"}]}"#,
            r#"{"operation":"a","lines":[{"department":"bar2","price":"10.00"}]}"#,
            r#"{"operation":"a","lines":[{"department":"bar","price":"10.00"}],"cards":["1"]}"#,
        ] {
            assert_ne!(digest_of(other), one, "{other}");
        }
    }

    #[test]
    fn wrong_parameters_are_told_with_their_path() {
        for (text, path) in [
            (r#"{"operation":"a","lines":[{"department":"bar","price":"x"}]}"#, "lines[0].price"),
            (r#"{"operation":"a","lines":[{"department":"bar"}]}"#, "lines[0].price"),
            (r#"{"operation":"a","lines":[],"lines":[]}"#, "lines"),
            (r#"{"operation":"a","lines":[],"oops":1}"#, "oops"),
            (r#"[1]"#, ""),
            (r#"{"operation":"a","lines":[],"answers":{"a":1,"a":2}}"#, "answers.a"),
        ] {
            let failure = params::<ReceiptRequest>(text).expect_err(text);
            assert_eq!(failure.code, -32602);
            assert_eq!(failure.data["path"], path, "{text}: {failure:?}");
        }
    }

    #[test]
    fn what_is_no_call_is_told_apart() {
        for (text, code) in [
            ("{", -32700),
            ("nonsense", -32700),
            ("{}", -32600),
            (r#"{"jsonrpc":"1.0","method":"x","id":1}"#, -32600),
            (r#"{"jsonrpc":"2.0","method":"x","id":{}}"#, -32600),
            (r#"{"jsonrpc":"2.0","method":1,"id":1}"#, -32600),
        ] {
            assert_eq!(read(text).expect_err(text).0.code, code, "{text}");
        }
        assert!(read(r#"{"jsonrpc":"2.0","method":"x","id":1}"#).is_ok());
    }
}
