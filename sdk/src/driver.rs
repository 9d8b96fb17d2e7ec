//! The printer driver interface: one printer protocol as a machine without sockets and without a clock.
//!
//! A session is given a [`Job`] and answers with a [`Step`]: send this, wait that long, done. The core
//! moves the bytes, keeps the times that the step names and hands back what came ([`Input`]). A device is
//! reached by HTTP ([`Step::Send`]) or by a stream of bytes ([`stream`]). `now` is a monotonic time in
//! milliseconds. A driver that cannot express something refuses it ([`Reply::Refused`]); it never
//! substitutes. "Sent, and no answer" is an outcome ([`Outcome::Unknown`]), not an error.
//!
//! Beside the driver lives the simulated [`Device`] of the same protocol: it is what `fiscus simulate`
//! runs, so that nobody needs a printer on the desk.

pub mod device;
pub mod probe;
pub mod stream;

pub use device::{Device, DeviceAnswer, DeviceRequest, Face, Framed, NoDevice, StreamAnswer};
pub use probe::{Heard, Judgement, Probe, Question, SerialLine};
pub use stream::{Bytes, Write};

use crate::{Amount, Document, DocumentKind, DocumentRef, Fault, Problem, Refusal, Shop, TenderKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A driver with its settings.
pub trait Driver: Sized + Send + 'static {
    /// Who the driver is and what it can print. Constant.
    fn manifest() -> Manifest;
    /// Reads the settings of one printer, or says what is wrong with them.
    ///
    /// # Errors
    /// Every problem found, each with the path of the setting at fault.
    fn open(settings: &Value, shop: &Shop, link: &LinkOptions) -> Result<Self, Vec<Problem>>;
    /// Whether this driver, so configured, can print `document`: asked before anything is reserved.
    ///
    /// # Errors
    /// `capability_missing`, `department_unknown`, `tax_code_invalid`: what the device cannot express.
    fn accepts(&self, document: &Document) -> Result<(), Refusal>;
    /// Begins a job. The session is idle before.
    fn submit(&mut self, job: Job, now: u64) -> Step;
    /// Goes on with what came from the device.
    fn receive(&mut self, input: Input, now: u64) -> Step;
    /// Goes on after a [`Step::Wait`].
    fn poll(&mut self, now: u64) -> Step;
    /// What the settings effectively mean, and which tenders would be refused: short sentences for the installer.
    fn describe(&self) -> Vec<String> {
        Vec::new()
    }
    /// Whether what came back after the question of the manifest's probe for this link is an answer of its device.
    /// Anything at all may have come.
    fn judge(link: Link, heard: &Heard) -> Judgement {
        let _ = (link, heard);
        Judgement::Other
    }
}

/// Who a driver is and what it can print.
///
/// It grows: an author ends it with `..Manifest::default()`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The id that a configuration names.
    pub id: String,
    /// The driver's version.
    pub version: String,
    /// How it can be connected.
    #[serde(deserialize_with = "crate::abi::known")]
    pub link: Vec<Link>,
    /// The kinds of documents it can print.
    #[serde(deserialize_with = "crate::abi::known")]
    pub documents: Vec<DocumentKind>,
    /// The kinds of tender it can print.
    #[serde(deserialize_with = "crate::abi::known")]
    pub tenders: Vec<TenderKind>,
    /// Characters on a line of a slip.
    pub columns: u32,
    /// The characters it can print, for people.
    #[serde(default)]
    pub code_page: String,
    /// Whether the device can be asked for its last document.
    pub last_document: bool,
    /// What an ordinary end of a document proves.
    #[serde(default)]
    pub proof: Proof,
    /// The kinds of documents whose answers take longer than an ordinary exchange.
    #[serde(default, deserialize_with = "crate::abi::known")]
    pub slow: Vec<Slow>,
    /// For each kind of request, whether it may simply be sent again when its answer was lost.
    #[serde(default)]
    pub resend: Vec<Resend>,
    /// The models its simulated device can be: the words of `fiscus simulate`.
    #[serde(default)]
    pub simulates: Vec<String>,
    /// What `fiscus printer detect` asks to find its devices; none: they cannot be found.
    #[serde(default, deserialize_with = "crate::abi::known")]
    pub probes: Vec<Probe>,
    /// JSON schema of the settings.
    pub settings: Value,
}

/// What it proves that a driver says *printed*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The device said so.
    #[default]
    Device,
    /// The device never answers: every byte was handed over and its flow control held nothing back.
    BytesAccepted,
    /// Nothing: what is written goes out of sight.
    None,
}

/// A kind of document that takes longer than an ordinary exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slow {
    /// The kind.
    pub kind: DocumentKind,
    /// How many times longer than [`LinkOptions::timeout_ms`].
    pub factor: u32,
}

/// Whether a request may be sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resend {
    /// The request.
    pub command: String,
    /// Sending it twice does what sending it once does.
    pub idempotent: bool,
}

/// How a device is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// HTTP exchanges (`http://`, `https://`).
    #[default]
    Http,
    /// A stream of bytes over a network (`tcp://`).
    Tcp,
    /// A serial line (`serial://`).
    Serial,
    /// A file or a character device (`file://`); it may be one that only takes bytes.
    File,
}

/// What a driver is told of its link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkOptions {
    /// Which of the links of its manifest it is.
    #[serde(default)]
    pub link: Link,
    /// The path of the URL in `connection`; empty or `/`: the driver's own.
    #[serde(default)]
    pub path: String,
    /// The time-out of an ordinary exchange, in milliseconds.
    pub timeout_ms: u64,
}

/// What the core asks of a printer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// Print a document.
    Print(Document),
    /// Print an X report (nothing is closed).
    XReport,
    /// Print a Z report (the day is closed).
    ZReport,
    /// Put cash into the drawer.
    CashIn(Amount),
    /// Take cash out of the drawer.
    CashOut(Amount),
    /// Open the drawer.
    OpenDrawer,
    /// Show two lines to the customer.
    Display(Vec<String>),
    /// How is the device?
    Status,
    /// The last document, read once, changing nothing: it precedes every fiscal document.
    Last,
    /// The last Z, read once, changing nothing: it precedes every Z report. Answers [`Reply::Last`].
    LastClosure,
    /// After a lost answer or a restart: the same, but made sure of. `settled` of the answer is true only
    /// where the device is idle and says twice the same, with a pause and a cancel between.
    Recover,
    /// Cancel a document that was left open.
    Cancel,
}

impl Job {
    /// The kind of document it makes, if any.
    #[must_use]
    pub fn kind(&self) -> Option<DocumentKind> {
        match self {
            Self::Print(document) => Some(document.kind()),
            Self::XReport => Some(DocumentKind::XReport),
            Self::ZReport => Some(DocumentKind::ZReport),
            Self::CashIn(_) => Some(DocumentKind::CashIn),
            Self::CashOut(_) => Some(DocumentKind::CashOut),
            _ => None,
        }
    }
}

/// What a session wants next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Step {
    /// Send this by HTTP and call `receive` with what comes.
    Send(Request),
    /// Be connected: [`Input::Connected`] or [`Input::Unreachable`].
    Connect {
        /// Close what is open and connect once more, even if the connection seems sound.
        #[serde(default)]
        anew: bool,
        /// How long connecting may take.
        within_ms: u64,
    },
    /// Write these bytes, and wait for what comes then.
    Write(Write),
    /// Wait for bytes, with nothing more to write.
    Read {
        /// How long; 0: what is there already.
        within_ms: u64,
    },
    /// Call `poll` after this many milliseconds.
    Wait(u64),
    /// The job is over.
    Done(Outcome),
}

/// An HTTP exchange to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Path and query.
    pub path: String,
    /// Headers besides the usual.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The body; it is sent by POST.
    pub body: String,
    /// How long the answer may take, in milliseconds.
    pub timeout_ms: u64,
}

/// What came from the device. A driver takes what it does not know for a trouble.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Input {
    /// An HTTP answer.
    Answer(HttpAnswer),
    /// No connection: nothing was sent.
    Unreachable(String),
    /// Sent, wholly or in part, and no whole answer came back. A stream is closed by it.
    Lost(String),
    /// The stream is open.
    Connected {
        /// It was opened just now: the device knows nothing of what was said before.
        #[serde(default)]
        new: bool,
    },
    /// Everything was written and accepted, and no answer was to be waited for.
    Written,
    /// The other side takes no more: so many bytes of the write were accepted, perhaps a few more; the others were
    /// not sent and will not be. The stream stays open.
    Stalled {
        /// How many at least; 0: none that is known of.
        accepted: u64,
    },
    /// Everything was written, and these bytes came: all that were there, at least one. What they are
    /// the beginning, the end or the middle of, the driver knows.
    Bytes(Bytes),
    /// Everything was written, and nothing came in time.
    Silence,
}

/// An HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpAnswer {
    /// The status.
    pub status: u16,
    /// The body; what is not UTF-8 is replaced.
    pub body: String,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is done.
    Done(Reply),
    /// It is certain that nothing was done.
    Failed(Fault),
    /// It may or may not have been done.
    Unknown(Fault),
}

/// What a job that is done answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The document is on paper.
    Printed(DocumentRef),
    /// Every byte was handed over, and nothing held them back; the device says nothing. It counts as printed.
    Accepted,
    /// The report is on paper.
    Report(Report),
    /// How the device is.
    Status(Status),
    /// Its last document.
    Last(Last),
    /// Nothing to say.
    Nothing,
    /// The device said no for a reason of the business (already voided, unknown original): nothing printed.
    Refused(Refusal),
}

/// An X or Z report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The number of the closure, for a Z.
    #[serde(default)]
    pub z: Option<u32>,
    /// The total of the day.
    #[serde(default)]
    pub total: Option<Amount>,
}

/// How a device is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Whether it answers and can print.
    pub online: bool,
    /// Its paper.
    #[serde(default)]
    pub paper: Paper,
    /// Whether a cover is open, where the device tells.
    #[serde(default)]
    pub cover_open: bool,
    /// Which document is open.
    #[serde(default)]
    pub document: OpenDocument,
    /// Whether the drawer is open, where the device tells.
    #[serde(default)]
    pub drawer_open: Option<bool>,
    /// Its serial.
    #[serde(default)]
    pub serial: Option<String>,
    /// Its last fiscal document.
    #[serde(default)]
    pub last: Option<DocumentRef>,
    /// The maker's own status, unchanged.
    #[serde(default)]
    pub vendor: Option<String>,
    /// What a technician should know (English).
    #[serde(default)]
    pub notes: Vec<String>,
}

/// The paper of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// Enough.
    #[default]
    Ok,
    /// Nearly out.
    Low,
    /// Out.
    End,
}

/// Which document is open on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenDocument {
    /// None.
    #[default]
    None,
    /// A fiscal one.
    Fiscal,
    /// A management document.
    Management,
}

/// What a device says of its past.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// Its last fiscal document; none where it has printed none.
    #[serde(default)]
    pub document: Option<DocumentRef>,
    /// The kind of that document, where the device tells.
    #[serde(default)]
    pub kind: Option<DocumentKind>,
    /// The last Z closure.
    #[serde(default)]
    pub z: Option<u32>,
    /// The device was idle and said twice the same, with a pause and a cancel between.
    #[serde(default)]
    pub settled: bool,
}
