//! The frames of `escpos`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    (fiscus_parsers::codec("escpos").read)(bytes);
});
