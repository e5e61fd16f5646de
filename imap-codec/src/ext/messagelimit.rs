//! MESSAGELIMIT ([RFC 9738](https://www.rfc-editor.org/rfc/rfc9738.html)): where a command has stopped.

use imap_types::ext::messagelimit::MessageLimit;

use crate::{
    core::nz_number,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

/// `message-limit [SP uniqueid]`
pub(crate) fn message_limit<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, MessageLimit> {
    let (rest, limit) = nz_number(cx, i)?;
    let (rest, lowest) = match rest {
        [b' ', after @ ..] => {
            let (rest, uid) = nz_number(cx, after)?;
            (rest, Some(uid))
        }
        _ => (rest, None),
    };
    Ok((rest, MessageLimit { limit, lowest }))
}

impl Encode for MessageLimit {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.limit.encode(w);
        if let Some(uid) = &self.lowest {
            uid.encode(w.sp());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rule::Rule,
        testing::{both, nz, refuses},
    };

    #[test]
    fn codes() {
        let of = |lowest: Option<u32>| MessageLimit {
            limit: nz(1000),
            lowest: lowest.map(nz),
        };
        both(
            message_limit,
            &[("1000", of(None)), ("1000 23007", of(Some(23007)))],
        );
        refuses(
            message_limit,
            &[
                ("", 0, Rule::NzNumber),
                ("0", 0, Rule::NzNumber),
                ("1000 0", 5, Rule::NzNumber),
                ("1000 ", 5, Rule::NzNumber),
                ("1000 *", 5, Rule::NzNumber),
            ],
        );
    }
}
