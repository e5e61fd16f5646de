//! What a session is, as the host says it in JSON.

use alloc::{string::String, vec::Vec};

use imap_codec::{EncodeOptions, Limits, LiteralForm, Options, Policy, Quirk, Quirks};
use imap_state::session::TlsPolicy;
use imap_types::capability::Capability;
use serde::{Deserialize, Serialize};

/// The JSON of [`Table::open`](crate::Table::open). All but `open` may be left out.
///
/// ```text
/// {"open": "decode", "kind": "server", "policy": "tolerant", "spans": true}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What it is.
    pub open: What,
    /// What is decoded or encoded.
    #[serde(default)]
    pub kind: Kind,
    /// How much deviation is mended.
    #[serde(default)]
    pub policy: PolicyName,
    /// Under `"chosen"`: the names of the quirks.
    #[serde(default)]
    pub quirks: Vec<String>,
    /// UTF-8 in quoted strings and text.
    #[serde(default)]
    pub utf8: bool,
    /// Tell which octets each value was read from.
    #[serde(default)]
    pub spans: bool,
    /// Write secrets in clear.
    #[serde(default)]
    pub reveal: bool,
    /// Decode: write no values, only what was noted. Lint: write the summary alone.
    #[serde(default)]
    pub terse: bool,
    /// Lint: findings that are no failures too.
    #[serde(default)]
    pub verbose: bool,
    /// Lint: what stands behind COMPRESS was inflated by whoever made the recording.
    #[serde(default)]
    pub inflated: bool,
    /// Encode: how a client's literals are announced.
    #[serde(default)]
    pub literals: Literals,
    /// Encode: `~{n}` in APPEND.
    #[serde(default)]
    pub literal8: bool,
    /// Client and server: how much TLS is demanded.
    #[serde(default)]
    pub tls: Tls,
    /// Client: how tags begin.
    #[serde(default)]
    pub tags: Option<String>,
    /// Client and server: bodies of more octets come in chunks.
    #[serde(default)]
    pub stream_above: Option<u64>,
    /// Server: the text of the greeting.
    #[serde(default)]
    pub greeting: Option<String>,
    /// Server: all that it can do.
    #[serde(default)]
    pub capabilities: Option<Vec<Capability<'static>>>,
}

/// What a session is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Octets of one direction in, messages out.
    Decode,
    /// Values in, octets out.
    Encode,
    /// A recorded session in, what is to be said about it out.
    Lint,
    /// A client's end of a connection.
    Client,
    /// A server's end of a connection.
    Server,
}

/// What is read or written.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// All that a server says: a greeting, or responses. Only for decoding.
    #[default]
    Server,
    /// All that a client says: commands, and what AUTHENTICATE and IDLE wait for. Only for decoding.
    Client,
    /// The first thing that a server says.
    Greeting,
    /// What it says behind it.
    Response,
    /// `+`.
    Continue,
    /// A command.
    Command,
    /// An answer to a challenge.
    AuthenticateData,
    /// `DONE`.
    IdleDone,
}

/// How much deviation is mended.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum PolicyName {
    /// Nothing.
    Strict,
    /// All that is harmless.
    #[default]
    Tolerant,
    /// The quirks that are named.
    Chosen,
}

/// How a client's literals are announced.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Literals {
    /// `{n}`.
    Sync,
    /// `{n+}` up to 4096 octets.
    Minus,
    /// `{n+}`.
    #[default]
    Plus,
}

/// How much TLS is demanded.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// STARTTLS before all that matters.
    #[default]
    Required,
    /// It runs already.
    Implicit,
    /// None: for tests and pages.
    Plain,
}

impl From<Tls> for TlsPolicy {
    fn from(tls: Tls) -> Self {
        match tls {
            Tls::Required => Self::Required,
            Tls::Implicit => Self::Implicit,
            Tls::Plain => Self::Plain,
        }
    }
}

impl Config {
    /// For framers and decoders.
    pub(crate) fn options(&self) -> Result<Options, &'static str> {
        let policy = match self.policy {
            PolicyName::Strict => Policy::Strict,
            PolicyName::Tolerant => Policy::Tolerant,
            PolicyName::Chosen => {
                let mut quirks = Quirks::NONE;
                for name in &self.quirks {
                    quirks = quirks.with(Quirk::parse(name).ok_or("there is no such quirk")?);
                }
                Policy::Chosen(quirks)
            }
        };
        Ok(Options::default()
            .policy(policy)
            .limits(Limits::default())
            .utf8(self.utf8)
            .note_others(true))
    }

    /// For encoders.
    pub(crate) fn encode_options(&self) -> EncodeOptions {
        EncodeOptions::default()
            .literals(match self.literals {
                Literals::Sync => LiteralForm::Sync,
                Literals::Minus => LiteralForm::Minus,
                Literals::Plus => LiteralForm::Plus,
            })
            .literal8(self.literal8)
            .utf8(self.utf8)
    }
}
