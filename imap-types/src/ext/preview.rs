//! PREVIEW ([RFC 8970](https://www.rfc-editor.org/rfc/rfc8970.html)): the first words of a message.
//!
//! Hangs on [`FetchAtt`](crate::fetch::FetchAtt) and [`MsgAtt`](crate::fetch::MsgAtt).
//!
//! ```text
//! C: C3 FETCH $ (UID PREVIEW (LAZY))
//! S: * 5 FETCH (UID 13 PREVIEW "Preview!")
//! S: * 9 FETCH (UID 23 PREVIEW NIL)
//! ```

keyword_sum! {
    /// `preview-mod`: how the server is to make the preview. Dovecot takes names of drafts as well.
    pub enum PreviewMod<'a>, named by PreviewModName in "preview-mod", other Name {
        /// Only if it is at hand: else the answer is NIL, and the client may ask again later.
        /// [RFC 8970 §4.1](https://www.rfc-editor.org/rfc/rfc8970.html#section-4.1)
        Lazy = "LAZY",
    }
    // Behind a lone PREVIEW stands a list of these or of the command's modifiers, which have numbers in them.
    is_name |name| {
        name.first().is_some_and(u8::is_ascii_alphabetic)
            && name.iter().all(|byte| crate::core::is_atom_char(*byte))
    }
}
