#![no_main]

use imap_types::response::Response;
libfuzzer_sys::fuzz_target!(
    |value: Response<'_>| imap_fuzz::round_trip::<imap_codec::ResponseKind>(&value)
);
