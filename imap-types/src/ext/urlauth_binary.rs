//! URLAUTH=BINARY ([RFC 5524](https://www.rfc-editor.org/rfc/rfc5524.html)): URLFETCH that says what it wants of a URL.
//!
//! Hangs on [`UrlFetchArg`](crate::ext::urlauth::UrlFetchArg) and [`UrlData`](crate::ext::urlauth::UrlData).
//!
//! ```text
//! C: A001 URLFETCH ("imap://joe@example.com/INBOX/;uid=20/;section=1.3;urlauth=…" BINARY BODYPARTSTRUCTURE)
//! S: * URLFETCH "imap://joe@example.com/INBOX/;uid=20/;section=1.3;urlauth=…" (BODYPARTSTRUCTURE ("IMAGE" "PNG" NIL
//!    NIL NIL "BINARY" 123)) (BINARY ~{123}
//! ```

use alloc::boxed::Box;

use crate::{
    body::BodyStructure,
    core::{NString, NString8},
};

keyword_sum! {
    /// `url-fetch-param`: what is wanted of a URL. BINARY and BODY exclude each other.
    pub enum UrlFetchParam<'a>, named by UrlFetchParamName in "url-fetch-param", other Name {
        /// The octets, their transfer encoding undone.
        /// [RFC 5524 §3.1](https://www.rfc-editor.org/rfc/rfc5524.html#section-3.1)
        Binary = "BINARY",
        /// The octets. [RFC 5524 §3.1](https://www.rfc-editor.org/rfc/rfc5524.html#section-3.1)
        Body = "BODY",
        /// The MIME structure. [RFC 5524 §3.1](https://www.rfc-editor.org/rfc/rfc5524.html#section-3.1)
        BodyPartStructure = "BODYPARTSTRUCTURE",
    }
}

keyword_sum! {
    /// `url-metadata-el`: what is told of a URL.
    pub enum UrlMetadata<'a>, named by UrlMetadataName in "url-metadata-el", other Argument {
        /// The octets, their transfer encoding undone; NIL, if the server cannot.
        /// [RFC 5524 §3.2](https://www.rfc-editor.org/rfc/rfc5524.html#section-3.2)
        Binary(NString8<'a>) = "BINARY",
        /// The octets. [RFC 5524 §3.2](https://www.rfc-editor.org/rfc/rfc5524.html#section-3.2)
        Body(NString<'a>) = "BODY",
        /// The MIME structure of what is told. [RFC 5524 §3.2](https://www.rfc-editor.org/rfc/rfc5524.html#section-3.2)
        BodyPartStructure(Box<BodyStructure<'a>>) = "BODYPARTSTRUCTURE",
    }
}
