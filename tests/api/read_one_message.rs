//! Read one message.

use std::error::Error;

use imap_codec::{CommandDecoder, ResponseDecoder};
use imap_types::{IntoBoundedStatic, data::Data, flag::Flag, response::Response};

#[test]
fn read() -> Result<(), Box<dyn Error>> {
    let kept = {
        let wire = b"* 12 FETCH (UID 7 FLAGS (\\Seen $Junk) )\r\n".to_vec();
        // README: read one message
        let decoded = ResponseDecoder::tolerant().decode(&wire)?;
        if let Response::Data(Data::Fetch(fetch)) = &decoded.value {
            println!("{}: uid {:?}, seen {}", fetch.seq, fetch.uid(), fetch.flags().contains(Flag::Seen));
        }
        for d in &decoded.deviations { eprintln!("{d}") }
        let kept = decoded.value.into_static();
        // README: end
        kept
    };
    let Response::Data(Data::Fetch(fetch)) = kept else { panic!() };
    assert_eq!((fetch.seq.get(), fetch.uid().map(u32::from)), (12, Some(7)));
    assert!(fetch.flags().contains(Flag::Seen) && fetch.flags().contains(&Flag::keyword("$junk")?));
    Ok(())
}

#[test]
fn what_cannot_be_read_explains_itself() {
    let wire = b"A3 STATUS blurdybloop (UIDNEXT {MESSAGES})\r\n";
    let error = CommandDecoder::tolerant().decode(wire).unwrap_err();
    // No byte of the peer's until asked to render.
    assert!(!format!("{error} {error:?}").contains("blurdybloop"));
    assert_eq!(
        error.render(wire),
        "\
error[status-att]: expected status-att at byte 31, in command
  A3 STATUS blurdybloop (UIDNEXT {MESSAGES})
                                 ^ RFC 9051 section 6.3.11
"
    );
}
