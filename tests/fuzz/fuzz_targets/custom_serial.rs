//! The frames of `custom-serial`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    (fiscus_parsers::codec("custom-serial").read)(bytes);
});
