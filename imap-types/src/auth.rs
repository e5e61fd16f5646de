//! SASL in IMAP ([RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.2)).

use crate::core::{Octets, Secret};

keyword_sum! {
    /// `auth-type`: the name of a SASL mechanism, as AUTH= and AUTHENTICATE carry it.
    pub enum AuthMechanism<'a>, named by AuthMechanismName in "auth-type", other Name {
        /// [RFC 4505](https://www.rfc-editor.org/rfc/rfc4505.html)
        Anonymous = "ANONYMOUS",
        /// [RFC 2195](https://www.rfc-editor.org/rfc/rfc2195.html)
        CramMd5 = "CRAM-MD5",
        /// RFC 2831, historic.
        DigestMd5 = "DIGEST-MD5",
        /// [RFC 4422 appendix A](https://www.rfc-editor.org/rfc/rfc4422.html)
        External = "EXTERNAL",
        /// [RFC 4752](https://www.rfc-editor.org/rfc/rfc4752.html)
        Gssapi = "GSSAPI",
        /// draft-murchison-sasl-login: user name and password, each asked for.
        Login = "LOGIN",
        /// [RFC 7628](https://www.rfc-editor.org/rfc/rfc7628.html)
        OAuthBearer = "OAUTHBEARER",
        /// [RFC 4616](https://www.rfc-editor.org/rfc/rfc4616.html)
        Plain = "PLAIN",
        /// [RFC 5802](https://www.rfc-editor.org/rfc/rfc5802.html)
        ScramSha1 = "SCRAM-SHA-1",
        /// [RFC 5802](https://www.rfc-editor.org/rfc/rfc5802.html)
        ScramSha1Plus = "SCRAM-SHA-1-PLUS",
        /// [RFC 7677](https://www.rfc-editor.org/rfc/rfc7677.html)
        ScramSha256 = "SCRAM-SHA-256",
        /// [RFC 7677](https://www.rfc-editor.org/rfc/rfc7677.html)
        ScramSha256Plus = "SCRAM-SHA-256-PLUS",
        /// Google's and Microsoft's OAuth before RFC 7628.
        XOAuth2 = "XOAUTH2",
    }
}

/// What a client sends in answer to a challenge: a line of base64, or `*`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum AuthenticateData<'a> {
    /// The octets that the base64 stands for; may be none.
    Response(Secret<Octets<'a>>),
    /// `*`: the exchange is cancelled.
    Cancel,
}

impl<'a> AuthenticateData<'a> {
    /// A response of these octets.
    #[must_use]
    pub fn response(octets: impl Into<alloc::borrow::Cow<'a, [u8]>>) -> Self {
        Self::Response(Secret::new(Octets::from_scanned(octets.into())))
    }
}
