//! What is said of a session: the server's transcript, and `lint` over the recording.

use std::fs;

use imap_codec::Options;

use crate::{
    peer::{Server, Transcript},
    record::records,
    session::Session,
    tally::{Findings, Tally},
};

impl Server {
    /// The transcript of what `who` did: all is typed in full, in it these commands, and `lint` finds no fault in the
    /// recording. Prints the counts.
    pub(crate) fn judge(&mut self, who: &str, commands: &[&str]) -> Transcript {
        let transcript = self.transcript();
        let Transcript {
            connections,
            commands: said,
            responses,
            unknown,
            not_understood,
            kinds,
            marked,
            ..
        } = &transcript;
        assert!(
            *unknown == 0 && *not_understood == 0 && *said > 0,
            "{who}: {transcript:#?}"
        );
        assert!(marked.is_empty(), "{who}: {marked:#?}");
        for command in commands {
            assert!(
                kinds.contains_key(*command),
                "{who} has not said {command}: {kinds:?}"
            );
        }
        let mut tally = Tally::default();
        let mut findings = Findings {
            hide: true,
            verbose: true,
            found: Vec::new(),
        };
        for entry in fs::read_dir(self.folder.join("record")).unwrap() {
            let file = fs::read(entry.unwrap().path()).unwrap();
            let mut session = Session::new(Options::tolerant(), true);
            for record in records(&file).unwrap() {
                session.feed(record.side, record.bytes, &mut |event| {
                    tally.count(&event, &mut findings)
                });
            }
            session.finish(&mut |event| tally.count(&event, &mut findings));
        }
        assert!(
            tally.failures == 0 && tally.other == 0 && tally.not_understood == 0,
            "{who}: {:#?}",
            findings.found
        );
        println!(
            "{who}: {connections} connections, {said} commands, {responses} responses, all typed in full; \
             lint: {} typed, {} repaired, {} refused by both",
            tally.typed, tally.repaired, tally.both_refuse
        );
        for finding in &findings.found {
            println!("{who}: {:?}: {}", finding.what, finding.text);
        }
        transcript
    }
}
