#![no_main]

use imap_types::command::Command;
libfuzzer_sys::fuzz_target!(
    |value: Command<'_>| imap_fuzz::round_trip::<imap_codec::CommandKind>(&value)
);
