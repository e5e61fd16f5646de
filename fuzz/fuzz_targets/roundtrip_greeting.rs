#![no_main]

use imap_types::response::Greeting;
libfuzzer_sys::fuzz_target!(
    |value: Greeting<'_>| imap_fuzz::round_trip::<imap_codec::GreetingKind>(&value)
);
