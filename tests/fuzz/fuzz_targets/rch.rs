//! The frames of `rch`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    (fiscus_parsers::codec("rch").read)(bytes);
});
