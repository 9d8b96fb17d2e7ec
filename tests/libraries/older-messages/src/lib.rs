//! A card plugin as it may have been built with the first SDK: its answers hold what a message must have
//! and nothing that may be missing.

use fiscus_sdk::abi::{
    Table, TableRef,
    export::abi_stable::{
        prefix_type::PrefixTypeTrait,
        std_types::{RSlice, RVec},
    },
};

extern "C" fn message_version() -> u32 {
    1
}

extern "C" fn manifest() -> RVec<u8> {
    RVec::from(&br#"{"ok":{"card":{"id":"older","version":"0.9","accounts":[],"events":["price"],"settings":{}}}}"#[..])
}

extern "C" fn open(_: RSlice<'_, u8>) -> RVec<u8> {
    RVec::from(&br#"{"ok":{"session":{"id":1}}}"#[..])
}

extern "C" fn call(_: u64, _: RSlice<'_, u8>) -> RVec<u8> {
    RVec::from(&br#"{"ok":{"allow":{"tenders":[{"kind":"cash","amount":"1.00"}]}}}"#[..])
}

extern "C" fn close(_: u64) {}

fn table() -> TableRef {
    Table { message_version, manifest, open, call, close }.leak_into_prefix()
}

fiscus_sdk::__export_library!(table());
