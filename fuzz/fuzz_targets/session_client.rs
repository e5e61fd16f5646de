#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| imap_fuzz::session::client(bytes));
