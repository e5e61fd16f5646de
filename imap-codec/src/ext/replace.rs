//! REPLACE ([RFC 8508](https://www.rfc-editor.org/rfc/rfc8508.html)).

use alloc::boxed::Box;

use imap_types::{ext::replace::Replace, sequence::SeqNumber};

use crate::{
    append::append_message,
    core::{nz_number, sp},
    mailbox::mailbox,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, within},
        write::{Encode, Writer},
    },
};

/// `replace = "REPLACE" SP seq-number SP mailbox append-message`, behind `REPLACE SP`.
pub(crate) fn replace<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Replace<'a>> {
    let (rest, seq) = seq_number(cx, i)?;
    let (rest, ()) = sp(rest)?;
    let (rest, mailbox) = mailbox(cx, rest)?;
    let (rest, message) = within(Rule::AppendData, append_message(cx, rest))?;
    let replace = Replace {
        seq,
        mailbox,
        message,
    };
    Ok((rest, replace))
}

/// As [`replace`]: other commands are smaller.
pub(crate) fn boxed_replace<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Box<Replace<'a>>> {
    let (rest, replace) = replace(cx, i)?;
    Ok((rest, Box::new(replace)))
}

/// `seq-number = nz-number / "*"`
fn seq_number<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SeqNumber> {
    match i {
        [b'*', rest @ ..] => Ok((rest, SeqNumber::Asterisk)),
        _ => nz_number(cx, i).map(|(rest, number)| (rest, number.into())),
    }
}

impl Encode for Replace<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match &self.seq {
            SeqNumber::Value(number) => number.encode(w),
            SeqNumber::Asterisk => {
                w.byte(b'*');
            }
        }
        self.mailbox.encode(w.sp());
        self.message.encode(w);
    }
}

#[cfg(test)]
mod tests {
    use imap_types::{
        append::{AppendData, AppendMessage},
        flag::Flag,
    };

    use super::*;
    use crate::testing::{both, nz, ok, reads, refuses};

    #[test]
    fn one_message_for_one() {
        let of = |seq| Replace {
            seq,
            mailbox: ok("x"),
            message: AppendMessage::new(AppendData::Literal(ok("a"))),
        };
        let mut with_flag = of(nz(u32::MAX).into());
        with_flag.message.flags = Flag::Seen.into();
        both(
            replace,
            &[
                ("4 x {1}\r\na", of(nz(4).into())),
                ("* x {1}\r\na", of(SeqNumber::Asterisk)),
                ("4294967295 x (\\Seen) {1}\r\na", with_flag),
            ],
        );
        reads(replace, &[("4 x () {1+}\r\na", of(nz(4).into()))]);
        refuses(
            replace,
            &[
                ("", 0, Rule::NzNumber),
                ("0 x {1}\r\na", 0, Rule::NzNumber),
                ("4:5 x {1}\r\na", 1, Rule::Sp),
                ("4 {1}\r\nx", 8, Rule::Sp),
                ("4 x", 3, Rule::Sp),
                ("4 x a", 5, Rule::Sp),
            ],
        );
    }
}
