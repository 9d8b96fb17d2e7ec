//! The binary interface: a small frozen table of functions, and the messages that go through it.
//!
//! The table ([`Table`]) never changes. What goes through it are self-describing messages (JSON), so that
//! a library built years ago with another compiler keeps working in a newer daemon and the other way
//! round: an unknown field is ignored, a missing one has its default, an event that a plugin does not
//! know is denied by it, a plan element that the core does not know is refused by its name.
//!
//! An author writes `fiscus_sdk::export_card!(MyCard);` or `fiscus_sdk::export_driver!(MyDriver);` and
//! sees nothing of this. Every panic is caught inside the library and comes back as a [`Failure`].

// The one place of the SDK where unsafe code may stand; the macros of abi_stable raise the others.
#![allow(unsafe_code, non_camel_case_types, non_local_definitions, missing_docs)]

use crate::{
    Problem, Refusal, Shop,
    card::{self, CardType},
    driver::{self, Device, Driver},
};
use abi_stable::{
    StableAbi,
    library::RootModule,
    package_version_strings,
    prefix_type::PrefixTypeTrait,
    sabi_types::VersionStrings,
    std_types::{RSlice, RVec},
};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    marker::PhantomData,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

#[cfg(panic = "abort")]
compile_error!("a library for Fiscus must be built with panic = \"unwind\": otherwise a panic ends the daemon");

/// The version of the messages this SDK speaks. It grows when messages gain elements; any two versions
/// understand each other as far as the older one goes.
pub const MESSAGE_VERSION: u32 = 2;

/// The frozen table. Requests and answers are JSON in UTF-8.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix(prefix_ref = TableRef)))]
#[sabi(missing_field(panic))]
pub struct Table {
    /// [`MESSAGE_VERSION`] of the SDK the library was built with.
    pub message_version: extern "C" fn() -> u32,
    /// Answers [`Answer`] of [`Manifest`].
    pub manifest: extern "C" fn() -> RVec<u8>,
    /// Takes [`Open`], answers [`Answer`] of [`Opened`].
    pub open: extern "C" fn(RSlice<'_, u8>) -> RVec<u8>,
    /// Takes a session and a message: [`card::Input`] for a card type, [`DriverCall`] for a driver, [`ProbeCall`] for
    /// its probes, [`DeviceCall`] for a device.
    pub call: extern "C" fn(u64, RSlice<'_, u8>) -> RVec<u8>,
    /// Ends a session.
    #[sabi(last_prefix_field)]
    pub close: extern "C" fn(u64),
}

impl RootModule for TableRef {
    abi_stable::declare_root_module_statics! {TableRef}
    const BASE_NAME: &'static str = "fiscus";
    const NAME: &'static str = "fiscus";
    const VERSION_STRINGS: VersionStrings = package_version_strings!();
}

/// What a library is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manifest {
    /// A card plugin.
    Card(card::Manifest),
    /// A printer driver.
    Driver(driver::Manifest),
}

/// Opens a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Open {
    /// A card type with its settings.
    Card {
        /// What the installer wrote under `settings`.
        settings: Value,
        /// The shop.
        shop: Shop,
    },
    /// A printer with its settings.
    Driver {
        /// What the installer wrote under `settings`.
        settings: Value,
        /// The shop.
        shop: Shop,
        /// Its link.
        link: driver::LinkOptions,
    },
    /// A simulated device.
    Device {
        /// What [`Device::memory`] gave before.
        #[serde(default)]
        memory: Option<Value>,
        /// Which of the models of the manifest; empty: the only one.
        #[serde(default)]
        model: String,
    },
    /// Judges answers to the probes of a driver's manifest.
    Probes {},
}

/// The answer to [`Open`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opened {
    /// The session, and what the settings effectively mean.
    Session {
        /// Its number.
        id: u64,
        /// Short sentences for the installer.
        #[serde(default)]
        means: Vec<String>,
        /// What a card type offers.
        #[serde(default)]
        offer: card::Offer,
    },
    /// The settings are wrong.
    Problems(Vec<Problem>),
}

/// A call to a driver's session. Answers [`DriverAnswer`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriverCall {
    Accepts(crate::Document),
    Submit { job: driver::Job, now: u64 },
    Receive { input: driver::Input, now: u64 },
    Poll { now: u64 },
}

/// What a driver's session answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriverAnswer {
    Accepted,
    Refused(Refusal),
    Step(driver::Step),
}

/// A call to a driver's judge of probes. Answers [`driver::Judgement`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeCall {
    Judge { link: driver::Link, heard: driver::Heard },
}

/// A call to a simulated device. Answers [`DeviceReply`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceCall {
    Kind(driver::DeviceRequest),
    Handle {
        request: driver::DeviceRequest,
        #[serde(default)]
        fault: Option<String>,
        now: jiff::civil::DateTime,
    },
    Memory,
    PowerCycle,
    ForeignDocument {
        now: jiff::civil::DateTime,
    },
    Face,
    Framed(driver::Bytes),
    Take {
        bytes: driver::Bytes,
        #[serde(default)]
        fault: Option<String>,
        now: jiff::civil::DateTime,
    },
    Line {
        up: bool,
    },
    Tick {
        now: jiff::civil::DateTime,
    },
    Picture,
}

/// What a simulated device answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceReply {
    Kind(String),
    Handled(driver::DeviceAnswer),
    Memory(Value),
    Done,
    Paper(String),
    Face(driver::Face),
    Framed(Option<driver::Framed>),
    Took(driver::StreamAnswer),
    Picture(Option<driver::Bytes>),
}

/// The envelope of every answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer<T> {
    /// The answer itself.
    Ok(T),
    /// The library could not answer.
    Failed(Failure),
}

/// Why a library could not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// It panicked, with this message.
    Panicked(String),
    /// It did not understand the message.
    NotUnderstood(String),
    /// There is no such session.
    NoSession,
}

/// Reads a list of a manifest and leaves out what is not known: a newer library may know events, tenders or
/// capabilities of which this side has not heard, and is used for the rest.
pub(crate) fn known<'de, D: Deserializer<'de>, T: DeserializeOwned>(list: D) -> Result<Vec<T>, D::Error> {
    let words = Vec::<Value>::deserialize(list)?;
    Ok(words.into_iter().filter_map(|word| serde_json::from_value(word).ok()).collect())
}

trait Session: Send + Sync {
    fn call(&self, message: &[u8]) -> Vec<u8>;
}

/// The open sessions of this library. Every shared library has a registry of its own.
struct Sessions {
    next: u64,
    open: BTreeMap<u64, Arc<dyn Session>>,
}

static SESSIONS: RwLock<Sessions> = RwLock::new(Sessions { next: 1, open: BTreeMap::new() });

fn register(session: Arc<dyn Session>) -> u64 {
    let mut sessions = SESSIONS.write().unwrap_or_else(PoisonError::into_inner);
    let id = sessions.next;
    sessions.next += 1;
    sessions.open.insert(id, session);
    id
}

fn encode<T: Serialize>(answer: &Answer<T>) -> Vec<u8> {
    serde_json::to_vec(answer).unwrap_or_else(|error| {
        let text = serde_json::to_string(&error.to_string()).unwrap_or_default();
        format!("{{\"failed\":{{\"not_understood\":{text}}}}}").into_bytes()
    })
}

fn failed(failure: Failure) -> Vec<u8> {
    encode::<()>(&Answer::Failed(failure))
}

/// Runs `work`; a panic becomes an answer.
fn guarded(work: impl FnOnce() -> Vec<u8>) -> RVec<u8> {
    let answer = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_default();
        // Dropping a foreign payload may panic in its turn.
        std::mem::forget(panic);
        failed(Failure::Panicked(text))
    });
    RVec::from(answer)
}

fn decoded<M: DeserializeOwned>(message: &[u8], work: impl FnOnce(M) -> Vec<u8>) -> Vec<u8> {
    match serde_json::from_slice(message) {
        Ok(message) => work(message),
        Err(error) => failed(Failure::NotUnderstood(error.to_string())),
    }
}

struct CardSession<T>(T);
impl<T: CardType> Session for CardSession<T> {
    fn call(&self, message: &[u8]) -> Vec<u8> {
        match serde_json::from_slice::<card::Input>(message) {
            Ok(input) => encode(&Answer::Ok(self.0.decide(&input))),
            Err(error) => match foreign_event(message) {
                Some(event) => encode(&Answer::Ok(card::Decision::deny(
                    crate::Reason::CapabilityMissing,
                    format!("{} does not know the event \"{event}\"", T::manifest().id),
                ))),
                None => failed(Failure::NotUnderstood(error.to_string())),
            },
        }
    }
}

/// The name of the event of an input, if this SDK does not know it.
fn foreign_event(message: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Loose {
        event: BTreeMap<String, Value>,
    }
    let loose: Loose = serde_json::from_slice(message).ok()?;
    let (name, _) = loose.event.into_iter().next()?;
    serde_json::from_value::<card::EventKind>(Value::String(name.clone())).is_err().then_some(name)
}

struct DriverSession<T>(Mutex<T>);
impl<T: Driver> Session for DriverSession<T> {
    fn call(&self, message: &[u8]) -> Vec<u8> {
        decoded(message, |call: DriverCall| {
            let mut driver = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            encode(&Answer::Ok(match call {
                DriverCall::Accepts(document) => match driver.accepts(&document) {
                    Ok(()) => DriverAnswer::Accepted,
                    Err(refusal) => DriverAnswer::Refused(refusal),
                },
                DriverCall::Submit { job, now } => DriverAnswer::Step(driver.submit(job, now)),
                DriverCall::Receive { input, now } => DriverAnswer::Step(driver.receive(input, now)),
                DriverCall::Poll { now } => DriverAnswer::Step(driver.poll(now)),
            }))
        })
    }
}

struct ProbeSession<T>(PhantomData<fn() -> T>);
impl<T: Driver> Session for ProbeSession<T> {
    fn call(&self, message: &[u8]) -> Vec<u8> {
        decoded(message, |ProbeCall::Judge { link, heard }| encode(&Answer::Ok(T::judge(link, &heard))))
    }
}

struct DeviceSession<T>(Mutex<T>);
impl<T: Device> Session for DeviceSession<T> {
    fn call(&self, message: &[u8]) -> Vec<u8> {
        decoded(message, |call: DeviceCall| {
            let mut device = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            encode(&Answer::Ok(match call {
                DeviceCall::Kind(request) => DeviceReply::Kind(device.kind(&request)),
                DeviceCall::Handle { request, fault, now } => {
                    DeviceReply::Handled(device.handle(&request, fault.as_deref(), now))
                }
                DeviceCall::Memory => DeviceReply::Memory(device.memory()),
                DeviceCall::PowerCycle => {
                    device.power_cycle();
                    DeviceReply::Done
                }
                DeviceCall::ForeignDocument { now } => DeviceReply::Paper(device.foreign_document(now)),
                DeviceCall::Face => DeviceReply::Face(device.face()),
                DeviceCall::Framed(bytes) => DeviceReply::Framed(device.framed(&bytes)),
                DeviceCall::Take { bytes, fault, now } => DeviceReply::Took(device.take(&bytes, fault.as_deref(), now)),
                DeviceCall::Line { up } => {
                    device.line(up);
                    DeviceReply::Done
                }
                DeviceCall::Tick { now } => DeviceReply::Took(device.tick(now)),
                DeviceCall::Picture => DeviceReply::Picture(device.picture()),
            }))
        })
    }
}

fn opened(session: Arc<dyn Session>, means: Vec<String>, offer: card::Offer) -> Vec<u8> {
    encode(&Answer::Ok(Opened::Session { id: register(session), means, offer }))
}

fn problems(problems: Vec<Problem>) -> Vec<u8> {
    encode(&Answer::Ok(Opened::Problems(problems)))
}

fn other_role() -> Vec<u8> {
    failed(Failure::NotUnderstood("this library is not of that kind".to_owned()))
}

#[doc(hidden)]
pub mod export {
    //! What the export macros expand to.
    use super::*;
    pub use abi_stable;

    pub extern "C" fn message_version() -> u32 {
        MESSAGE_VERSION
    }

    /// What goes through the table.
    pub type Bytes = RVec<u8>;

    /// The id of a library that is built under another one: a `*` in it stands for its own.
    fn id(own: &str, other: Option<&str>) -> String {
        other.filter(|other| !other.is_empty()).map_or_else(|| own.to_owned(), |other| other.replace('*', own))
    }

    pub extern "C" fn card_manifest<T: CardType>() -> RVec<u8> {
        card_manifest_as::<T>(None)
    }

    pub fn card_manifest_as<T: CardType>(other: Option<&str>) -> Bytes {
        guarded(|| {
            let manifest = T::manifest();
            encode(&Answer::Ok(Manifest::Card(card::Manifest { id: id(&manifest.id, other), ..manifest })))
        })
    }

    pub extern "C" fn card_open<T: CardType>(message: RSlice<'_, u8>) -> RVec<u8> {
        guarded(|| {
            decoded(message.as_slice(), |open| match open {
                Open::Card { settings, shop } => match T::open(&settings, &shop) {
                    Ok(card) => {
                        let (means, offer) = (card.describe(), card.offer());
                        opened(Arc::new(CardSession(card)), means, offer)
                    }
                    Err(found) => problems(found),
                },
                _ => other_role(),
            })
        })
    }

    pub extern "C" fn driver_manifest<T: Driver>() -> RVec<u8> {
        driver_manifest_as::<T>(None)
    }

    pub fn driver_manifest_as<T: Driver>(other: Option<&str>) -> Bytes {
        guarded(|| {
            let manifest = T::manifest();
            encode(&Answer::Ok(Manifest::Driver(driver::Manifest { id: id(&manifest.id, other), ..manifest })))
        })
    }

    pub extern "C" fn driver_open<T: Driver, D: Device>(message: RSlice<'_, u8>) -> RVec<u8> {
        guarded(|| {
            decoded(message.as_slice(), |open| match open {
                Open::Driver { settings, shop, link } => match T::open(&settings, &shop, &link) {
                    Ok(driver) => {
                        let means = driver.describe();
                        opened(Arc::new(DriverSession(Mutex::new(driver))), means, card::Offer::default())
                    }
                    Err(found) => problems(found),
                },
                Open::Device { memory, model } => match D::open_model(&model, memory.as_ref()) {
                    Ok(device) => {
                        opened(Arc::new(DeviceSession(Mutex::new(device))), Vec::new(), card::Offer::default())
                    }
                    Err(text) => problems(vec![Problem::at("", text)]),
                },
                Open::Probes {} => opened(Arc::new(ProbeSession::<T>(PhantomData)), Vec::new(), card::Offer::default()),
                Open::Card { .. } => other_role(),
            })
        })
    }

    pub extern "C" fn call(session: u64, message: RSlice<'_, u8>) -> RVec<u8> {
        guarded(|| {
            let open = SESSIONS.read().unwrap_or_else(PoisonError::into_inner).open.get(&session).cloned();
            match open {
                Some(open) => open.call(message.as_slice()),
                None => failed(Failure::NoSession),
            }
        })
    }

    pub extern "C" fn close(session: u64) {
        guarded(|| {
            let closed = SESSIONS.write().unwrap_or_else(PoisonError::into_inner).open.remove(&session);
            drop(closed);
            Vec::new()
        });
    }

    /// A leaked table of these functions.
    #[must_use]
    pub fn table(manifest: extern "C" fn() -> RVec<u8>, open: extern "C" fn(RSlice<'_, u8>) -> RVec<u8>) -> TableRef {
        Table { message_version, manifest, open, call, close }.leak_into_prefix()
    }
}

/// Makes a crate (`crate-type = ["cdylib"]`) a card plugin: `fiscus_sdk::export_card!(MyCard);`
///
/// Built with `FISCUS_LIBRARY_ID` in the environment, the library goes by that id; a `*` in it stands for its own.
#[macro_export]
macro_rules! export_card {
    ($card:ty) => {
        $crate::__export_library!({
            // The variable is read where the library is built, not where the SDK is.
            extern "C" fn manifest() -> $crate::abi::export::Bytes {
                $crate::abi::export::card_manifest_as::<$card>(::core::option_env!("FISCUS_LIBRARY_ID"))
            }
            $crate::abi::export::table(manifest, $crate::abi::export::card_open::<$card>)
        });
    };
}

/// Makes a crate (`crate-type = ["cdylib"]`) a printer driver with its simulated device:
/// `fiscus_sdk::export_driver!(MyDriver, MyDevice);` For a driver without one, name
/// [`NoDevice`](crate::driver::NoDevice). `FISCUS_LIBRARY_ID` is heeded as by [`export_card`](crate::export_card).
#[macro_export]
macro_rules! export_driver {
    ($driver:ty, $device:ty) => {
        $crate::__export_library!({
            // The variable is read where the library is built, not where the SDK is.
            extern "C" fn manifest() -> $crate::abi::export::Bytes {
                $crate::abi::export::driver_manifest_as::<$driver>(::core::option_env!("FISCUS_LIBRARY_ID"))
            }
            $crate::abi::export::table(manifest, $crate::abi::export::driver_open::<$driver, $device>)
        });
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __export_library {
    ($table:expr) => {
        #[allow(unsafe_code, missing_docs)]
        const _: () = {
            use $crate::abi::export::abi_stable::library as __library;
            fn __table() -> $crate::abi::TableRef {
                $table
            }
            extern "C" fn __erased() -> __library::RootModuleResult {
                __library::__call_root_module_loader(__table)
            }
            // Sound: the symbol is the one abi_stable looks for, and `__table` returns the very
            // type that the header is constructed for.
            #[unsafe(export_name = "_1as_0lib_1header_0root_bmodule_bloader")]
            static __HEADER: __library::LibHeader = unsafe {
                __library::LibHeader::from_constructor::<$crate::abi::TableRef>(
                    __erased,
                    __library::CheckTypeLayout::Yes,
                )
            };
        };
    };
}
#[cfg(test)]
mod tests {
    use super::*;

    /// What a driver of the first SDK says and hears: what it does not know has its default.
    #[test]
    fn messages_of_the_first_sdk_are_understood() {
        let manifest = r#"{"driver":{"id":"old","version":"0.9.0","link":["http"],"documents":["slip"],"tenders":[],
            "columns":40,"last_document":false,"settings":{}}}"#;
        let Ok(Manifest::Driver(old)) = serde_json::from_str(manifest) else { panic!("a driver") };
        assert_eq!((old.proof, old.slow.len(), old.link), (driver::Proof::Device, 0, vec![driver::Link::Http]));
        let newer = manifest.replace("[\"http\"]", "[\"http\",\"telepathy\"]");
        let Ok(Manifest::Driver(newer)) = serde_json::from_str(&newer) else { panic!("a driver") };
        assert_eq!(newer.link, [driver::Link::Http]);
        let open = r#"{"driver":{"settings":{},"shop":{"name":"x","currency":{"name":"EUR","scale":2},"language":"en",
            "departments":{},"credit_control":false},"link":{"path":"/","timeout_ms":5}}}"#;
        let Ok(Open::Driver { link, .. }) = serde_json::from_str(open) else { panic!("an opening") };
        assert_eq!((link.link, link.timeout_ms), (driver::Link::Http, 5));
        let Ok(Open::Device { memory, model }) = serde_json::from_str(r#"{"device":{}}"#) else { panic!("a device") };
        assert_eq!((memory, model.as_str()), (None, ""));
        for (step, sound) in [
            (r#"{"wait":5}"#, driver::Step::Wait(5)),
            (r#"{"read":{"within_ms":5}}"#, driver::Step::Read { within_ms: 5 }),
            (r#"{"connect":{"within_ms":5}}"#, driver::Step::Connect { anew: false, within_ms: 5 }),
            (
                r#"{"write":{"bytes":"0206","accept_within_ms":5}}"#,
                driver::Step::Write(driver::Write {
                    bytes: driver::Bytes(vec![2, 6]),
                    accept_within_ms: 5,
                    ..driver::Write::default()
                }),
            ),
        ] {
            assert_eq!(serde_json::from_str::<driver::Step>(step).expect(step), sound);
        }
    }

    /// The macro spells the symbol out; this notices when abi_stable calls it otherwise.
    #[test]
    fn the_exported_symbol_is_the_one_abi_stable_looks_for() {
        assert_eq!(abi_stable::library::ROOT_MODULE_LOADER_NAME, "_1as_0lib_1header_0root_bmodule_bloader");
    }
}
