//! Write.

use std::{error::Error, io::Write};

use imap_codec::{EncodeOptions, Encoder, Fragment, LiteralForm};
use imap_types::{append::Append, command::Command, core::Tag, flag::Flag};

#[test]
fn write() -> Result<(), Box<dyn Error>> {
    let message = "Subject: hi\r\n\r\nhello\r\n";
    let tag = Tag::try_from("A1")?;
    let (mut out, mut buffer, mut waited) = (vec![], vec![], 0);
    let mut encoder = Encoder::new(EncodeOptions::default());
    let mut wait_for_plus = || -> Result<(), Box<dyn Error>> {
        waited += 1;
        Ok(())
    };
    // README: write
    let command = Command::new(tag, Append::new("Sent", message)?.flag(Flag::Seen));
    encoder.encode_into(&command, &mut buffer)?;              // everything, e.g. for LITERAL+
    for fragment in encoder.encode(&command)? {               // or: wait where the protocol waits
        match fragment {
            Fragment::Line(bytes) => out.write_all(bytes)?,
            Fragment::Literal { data, mode } => { if mode.is_sync() { wait_for_plus()? } out.write_all(data)? }
            _ => {}
        }
    }
    // README: end
    assert_eq!(out, b"A1 APPEND Sent (\\Seen) {22}\r\nSubject: hi\r\n\r\nhello\r\n\r\n");
    assert_eq!((&out, waited), (&buffer, 1));
    encoder.options_mut().literals = LiteralForm::Plus;
    let sync = encoder
        .encode(&command)?
        .any(|fragment| matches!(fragment, Fragment::Literal { mode, .. } if mode.is_sync()));
    assert!(!sync);
    Ok(())
}
