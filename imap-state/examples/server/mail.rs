//! Messages: those that are part of the program, those that clients bring, and as many made ones as are asked for.

use std::{
    borrow::Cow,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::mime::{self, Part};

/// A message; to clone it costs nothing.
#[derive(Clone, Debug)]
pub(crate) enum Mail {
    Kept(Arc<Kept>),
    /// Number so and so of a made mailbox: nothing of it is in memory.
    Made(u32),
}

#[derive(Debug)]
pub(crate) struct Kept {
    /// No other message has it.
    pub(crate) id: u64,
    raw: Cow<'static, [u8]>,
    /// Read when somebody asks for it.
    root: OnceLock<Part>,
}

impl Mail {
    pub(crate) fn new(raw: impl Into<Cow<'static, [u8]>>) -> Self {
        static IDS: AtomicU64 = AtomicU64::new(1);
        Self::Kept(Arc::new(Kept {
            id: IDS.fetch_add(1, Ordering::Relaxed),
            raw: raw.into(),
            root: OnceLock::new(),
        }))
    }

    pub(crate) fn raw(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Kept(kept) => Cow::Borrowed(&kept.raw),
            Self::Made(number) => Cow::Owned(made(*number).into_bytes()),
        }
    }

    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Kept(kept) => kept.raw.len() as u64,
            Self::Made(_) => {
                static LEN: OnceLock<u64> = OnceLock::new();
                // The same for all numbers.
                *LEN.get_or_init(|| made(0).len() as u64)
            }
        }
    }

    /// The MIME structure.
    pub(crate) fn with_root<T>(&self, look: impl FnOnce(&Part, &[u8]) -> T) -> T {
        match self {
            Self::Kept(kept) => look(kept.root.get_or_init(|| mime::read(&kept.raw)), &kept.raw),
            Self::Made(_) => {
                let raw = self.raw();
                look(&mime::read(&raw), &raw)
            }
        }
    }
}

/// So many can be told apart.
pub(crate) const MOST_MADE: u32 = 9_999_999;

fn made(number: u32) -> String {
    format!(
        "Date: Thu, 29 Feb 2024 12:00:00 +0000\r\n\
         From: Writer {number:07} <writer-{number:07}@example.org>\r\n\
         To: reader@example.net\r\n\
         Subject: Message {number:07}\r\n\
         Message-ID: <made-{number:07}@example.org>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=us-ascii\r\n\
         \r\n\
         This is message {number:07}, made when you asked for it.\r\n"
    )
}

/// A mailbox, and in it messages with their flags.
pub(crate) type Folder = (&'static str, &'static [(&'static str, &'static [u8])]);

macro_rules! mail {
    ($($name:literal in $folder:literal { $($file:literal [$flags:literal])+ })+) => {
        &[$( ($name, &[$( ($flags, include_bytes!(concat!("../../../assets/mail/", $folder, "/", $file, ".eml"))) ),+]) ),+]
    };
}

/// `assets/mail`.
pub(crate) const EMBEDDED: &[Folder] = mail! {
    "INBOX" in "INBOX" {
        "00-welcome" [""]
        "01-hello" ["\\Seen \\Flagged \\Answered"]
        "02-reply" [""]
        "03-reply2" [""]
        "04-encoded-words" ["\\Seen"]
        "05-raw-utf8" [""]
        "06-quoted-printable" [""]
        "07-long-subject" ["\\Seen"]
        "08-long-line" [""]
        "09-long-word" [""]
        "10-undisclosed" ["\\Seen"]
        "11-groups" [""]
        "12-quoting" [""]
        "13-headers" ["\\Seen"]
        "14-parameters" [""]
        "15-attachments" ["\\Flagged $Forwarded"]
        "16-forwarded" ["\\Seen"]
        "17-deep" [""]
        "18-messages-in-messages" [""]
        "19-wide" ["\\Seen"]
        "20-digest" [""]
        "21-report" [""]
        "22-signed" ["\\Seen"]
        "23-external" [""]
        "24-calendar" [""]
        "25-binary" ["\\Seen"]
        "26-large" [""]
        "27-zones" [""]
        "28-apple" ["\\Seen"]
        "29-last" [""]
    }
    "Archive" in "Archive" {
        "30-old0" ["\\Seen"]
        "31-old1" ["\\Seen"]
        "32-old2" ["\\Seen"]
    }
    "Drafts" in "Drafts" {
        "33-draft" ["\\Draft"]
    }
    "Junk" in "Junk" {
        "36-junk" ["$Junk"]
    }
    "Lists/dev" in "Lists/dev" {
        "38-t0" ["\\Seen"]
        "39-t1" ["\\Seen"]
        "40-t2" ["\\Seen"]
        "41-t3" [""]
        "42-u0" [""]
        "43-u1" [""]
    }
    "Odd" in "Odd" {
        "45-latin1" [""]
        "46-no-addresses" [""]
        "47-empty-addresses" [""]
        "48-header-only" [""]
        "49-no-header" [""]
        "50-no-boundary" [""]
        "51-unterminated" [""]
        "52-empty-multipart" [""]
        "53-broken-type" [""]
        "54-broken-type2" [""]
        "55-binary8bit" [""]
        "56-bad-base64" [""]
        "57-uuencode" [""]
        "58-bad-date" [""]
        "59-bare-lf" [""]
        "60-empty-text" [""]
    }
    "Sent" in "Sent" {
        "34-sent" ["\\Seen"]
        "35-sent-reply" ["\\Seen"]
    }
    "Trash" in "Trash" {
        "37-deleted" ["\\Seen \\Deleted"]
    }
    "Größe & Löwen" in "Umlauts" {
        "44-letter" [""]
    }
};
