//! Which mailbox is being told of: SELECT and EXAMINE switch from one to the next.
//!
//! ```text
//! C: A5 SELECT Sent                  the next one is awaited
//! S: * 2 EXPUNGE                     still of the old one, if the server will say CLOSED
//! S: * OK [CLOSED] INBOX is closed
//! S: * 9 EXISTS                      of the next one
//! S: A5 OK [READ-WRITE] selected     it is the selected one
//! ```

use alloc::boxed::Box;

use imap_types::{code::Code, response::Response};

use crate::mailbox::{Change, Mailbox};

/// The selected mailbox, and the one that is being selected.
#[derive(Debug, Default)]
pub(super) struct View {
    selected: bool,
    now: Box<Mailbox>,
    next: Option<Next>,
}

#[derive(Debug)]
struct Next {
    mailbox: Box<Mailbox>,
    /// What is told is of this one and not of the old one.
    begun: bool,
}

impl View {
    pub(super) fn mailbox(&self) -> Option<&Mailbox> {
        self.selected.then_some(&*self.now)
    }

    /// SELECT or EXAMINE was sent. `closes`: the server says when the old mailbox is closed.
    pub(super) fn selecting(&mut self, closes: bool) {
        self.next = Some(Next {
            mailbox: Box::default(),
            begun: !(self.selected && closes),
        });
    }

    /// SELECT or EXAMINE was answered OK or NO.
    pub(super) fn selected(&mut self, ok: bool, mut tell: impl FnMut(Change)) {
        let next = self.next.take();
        self.selected = ok;
        let Some(next) = next.filter(|_| ok) else {
            *self.now = Mailbox::default();
            return;
        };
        self.now = next.mailbox;
        // CLOSED did not come: what was heard was of this one.
        if !next.begun && self.now.exists() > 0 {
            tell(Change::Exists {
                before: 0,
                now: self.now.exists(),
            });
        }
    }

    /// SELECT or EXAMINE was not understood: the old mailbox stays.
    pub(super) fn not_selected(&mut self) {
        self.next = None;
    }

    /// No mailbox is selected any more.
    pub(super) fn deselected(&mut self) {
        *self = Self::default();
    }

    pub(super) fn hear(&mut self, response: &Response<'_>, mut tell: impl FnMut(Change)) {
        let closed = match response {
            Response::Status(status) => matches!(status.text.code, Some(Code::Closed)),
            _ => false,
        };
        match &mut self.next {
            Some(next) if closed => {
                *next.mailbox = Mailbox::default();
                next.begun = true;
            }
            Some(next) if next.begun => next.mailbox.hear(response, tell),
            Some(next) => {
                self.now.hear(response, &mut tell);
                // Perhaps it is of the next one, and CLOSED never comes.
                next.mailbox.hear(response, |_| {});
            }
            None if self.selected => self.now.hear(response, tell),
            None => {}
        }
    }
}
