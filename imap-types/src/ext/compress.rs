//! COMPRESS=DEFLATE ([RFC 4978](https://www.rfc-editor.org/rfc/rfc4978.html)): both sides compress what they send from
//! the OK on.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody).
//!
//! ```text
//! C: c COMPRESS DEFLATE
//! S: c OK DEFLATE active
//! ```

keyword_sum! {
    /// `algorithm`: an atom ([RFC 4978 §5](https://www.rfc-editor.org/rfc/rfc4978.html#section-5)).
    pub enum Algorithm<'a>, named by AlgorithmName in "algorithm", other Name {
        /// [RFC 1951](https://www.rfc-editor.org/rfc/rfc1951.html), without header and checksum.
        Deflate = "DEFLATE",
    }
}
