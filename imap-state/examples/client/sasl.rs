//! SASL, pluggable: [`Mechanism`] is all that the driver knows. Those here are rsasl's.
//!
//! What rsasl leaves to its user is done here: the iterations of SCRAM are bounded, since a server (or who plays it) could
//! ask for four thousand million; OAUTHBEARER answers an error with the one octet that RFC 7628 wants; and whether the
//! server has proven who it is can be asked, since an OK that comes before proves nothing.

use core::ops::RangeInclusive;
use std::error::Error;

use imap_types::{auth::AuthMechanism, core::Secret};
use rsasl::{
    callback::{Context, Request, SessionCallback, SessionData},
    prelude::{Mechname, SASLClient, SASLConfig, Session, SessionError, State},
    property::{AuthId, AuthzId, OAuthBearerToken, Password},
};

/// One exchange.
pub(crate) trait Mechanism {
    /// Its name.
    fn name(&self) -> AuthMechanism<'static>;

    /// What the client says first; `None`, if the server begins.
    fn first(&mut self) -> Result<Option<Vec<u8>>, Box<dyn Error>>;

    /// Answers a challenge; after an error the exchange has to be cancelled.
    fn respond(&mut self, challenge: &[u8]) -> Result<Vec<u8>, Box<dyn Error>>;

    /// May success be believed? Not before the server has proven who it is, where the mechanism lets it.
    fn may_succeed(&self) -> bool;

    /// What the server said is wrong, where the mechanism lets it.
    fn complaint(&self) -> Option<&str> {
        None
    }
}

/// Who logs in, and how that is proven: by a password or a token.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) secret: Secret<String>,
}

/// The mechanisms that there are, the best first.
pub(crate) const MECHANISMS: [AuthMechanism<'static>; 5] = [
    AuthMechanism::ScramSha256,
    AuthMechanism::OAuthBearer,
    AuthMechanism::XOAuth2,
    AuthMechanism::Plain,
    AuthMechanism::Login,
];

/// Fewer iterations than RFC 7677 §4 asks of servers protect nothing; more take this client longer than a second or so.
const ITERATIONS: RangeInclusive<u32> = 4096..=1_000_000;

/// An exchange by this mechanism, if there is one.
pub(crate) fn start(
    mechanism: &AuthMechanism<'_>,
    credentials: &Credentials,
) -> Result<Box<dyn Mechanism>, Box<dyn Error>> {
    let known = MECHANISMS.iter().find(|known| *known == mechanism);
    let known = known.ok_or("this SASL mechanism is not here")?;
    let config = SASLConfig::builder()
        .with_default_mechanisms()
        .with_callback(Answers {
            credentials: credentials.clone(),
            bearer: *known == AuthMechanism::OAuthBearer,
        })?;
    let name = Mechname::parse(known.keyword().unwrap_or_default().as_bytes())?;
    let session = SASLClient::new(config).start_suggested(&[name])?;
    Ok(Box::new(Exchange {
        mechanism: known.clone(),
        session,
        finished: false,
        complaint: None,
    }))
}

/// What rsasl asks for.
struct Answers {
    credentials: Credentials,
    /// The user is named as the one to act for, since no other place is for it.
    bearer: bool,
}

impl SessionCallback for Answers {
    fn callback(
        &self,
        _: &SessionData,
        _: &Context<'_>,
        request: &mut Request<'_>,
    ) -> Result<(), SessionError> {
        let Credentials { user, secret } = &self.credentials;
        let secret = secret.expose();
        if self.bearer {
            request.satisfy::<AuthzId>(user)?;
        }
        request
            .satisfy::<AuthId>(user)?
            .satisfy::<Password>(secret.as_bytes())?
            .satisfy::<OAuthBearerToken>(secret)?;
        Ok(())
    }
}

struct Exchange {
    mechanism: AuthMechanism<'static>,
    session: Session,
    finished: bool,
    complaint: Option<String>,
}

impl Exchange {
    fn step(&mut self, input: Option<&[u8]>) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut out = Vec::new();
        let state = self.session.step(input, &mut out)?;
        self.finished = matches!(state, State::Finished(_));
        Ok(out)
    }

    fn is_scram(&self) -> bool {
        self.mechanism == AuthMechanism::ScramSha256
    }
}

impl Mechanism for Exchange {
    fn name(&self) -> AuthMechanism<'static> {
        self.mechanism.clone()
    }

    fn first(&mut self) -> Result<Option<Vec<u8>>, Box<dyn Error>> {
        if self.session.are_we_first() {
            self.step(None).map(Some)
        } else {
            Ok(None)
        }
    }

    fn respond(&mut self, challenge: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
        match self.mechanism {
            // Whatever it says, it is an error in JSON; behind the answer comes NO.
            AuthMechanism::OAuthBearer | AuthMechanism::XOAuth2 => {
                self.complaint = Some(String::from_utf8_lossy(challenge).into_owned());
                let bearer = self.mechanism == AuthMechanism::OAuthBearer;
                return Ok(if bearer { vec![1] } else { Vec::new() });
            }
            AuthMechanism::ScramSha256 => check_iterations(challenge)?,
            _ => {}
        }
        self.step(Some(challenge))
    }

    fn may_succeed(&self) -> bool {
        !self.is_scram() || self.finished
    }

    fn complaint(&self) -> Option<&str> {
        self.complaint.as_deref()
    }
}

/// Looks at the iteration count of a server-first-message ([RFC 5802 §5.1](https://www.rfc-editor.org/rfc/rfc5802.html#section-5.1)),
/// before anything is computed.
fn check_iterations(challenge: &[u8]) -> Result<(), String> {
    let mut attributes = challenge.split(|byte| *byte == b',');
    let Some(count) = attributes.find_map(|attribute| attribute.strip_prefix(b"i=")) else {
        return Ok(()); // the server's last word has none; that the first has one rsasl sees to
    };
    let count = core::str::from_utf8(count)
        .ok()
        .and_then(|count| count.parse::<u32>().ok());
    match count {
        Some(count) if ITERATIONS.contains(&count) => Ok(()),
        Some(count) => Err(format!(
            "the server asks for {count} iterations of SCRAM, where {} to {} are taken",
            ITERATIONS.start(),
            ITERATIONS.end()
        )),
        None => Err("the server asks for no number of iterations".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(mechanism: AuthMechanism<'static>) -> Box<dyn Mechanism> {
        let credentials = Credentials {
            user: "user".to_owned(),
            secret: Secret::new("pencil".to_owned()),
        };
        start(&mechanism, &credentials).expect("it is there")
    }

    /// The client's nonce, told in its first words.
    fn nonce(first: &[u8]) -> String {
        let first = core::str::from_utf8(first).expect("ASCII");
        first.rsplit_once("r=").expect("a nonce").1.to_owned()
    }

    fn server_first(scram: &mut dyn Mechanism, iterations: &str) -> String {
        let first = scram.first().expect("no error").expect("the client begins");
        assert!(first.starts_with(b"n,,n=user,r=") || first.starts_with(b"y,,n=user,r="));
        format!(
            "r={}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i={iterations}",
            nonce(&first)
        )
    }

    #[test]
    fn iterations_are_bounded_before_anything_is_computed() {
        for iterations in ["1", "4095", "1000001", "4294967295", "4294967296", "-1", ""] {
            let mut scram = exchange(AuthMechanism::ScramSha256);
            let challenge = server_first(&mut *scram, iterations);
            assert!(scram.respond(challenge.as_bytes()).is_err(), "{iterations}");
            assert!(!scram.may_succeed());
        }
    }

    #[test]
    fn no_success_without_the_signature_of_the_server() {
        let mut scram = exchange(AuthMechanism::ScramSha256);
        let challenge = server_first(&mut *scram, "4096");
        assert!(!scram.may_succeed());
        let last = scram.respond(challenge.as_bytes()).expect("a proof");
        assert!(last.starts_with(b"c="), "{}", last.escape_ascii());
        // An OK here would come too early.
        assert!(!scram.may_succeed());
        let forged = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
        assert!(scram.respond(forged).is_err());
        assert!(!scram.may_succeed());
    }

    #[test]
    fn another_nonce_is_refused() {
        let mut scram = exchange(AuthMechanism::ScramSha256);
        assert!(scram.first().expect("no error").is_some());
        let challenge = b"r=abc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        assert!(scram.respond(challenge).is_err());
    }

    #[test]
    fn plain_login_and_tokens() {
        let mut plain = exchange(AuthMechanism::Plain);
        let first = plain.first().expect("no error");
        assert_eq!(first.as_deref(), Some(&b"\0user\0pencil"[..]));
        assert!(plain.may_succeed());

        let mut login = exchange(AuthMechanism::Login);
        assert_eq!(login.first().expect("no error"), None);
        assert_eq!(login.respond(b"User Name\0").expect("no error"), b"user");
        assert_eq!(login.respond(b"Password\0").expect("no error"), b"pencil");

        let mut token = exchange(AuthMechanism::XOAuth2);
        let first = token.first().expect("no error");
        let wanted = &b"user=user\x01auth=Bearer pencil\x01\x01"[..];
        assert_eq!(first.as_deref(), Some(wanted));
        assert_eq!(
            token.respond(b"{\"status\":\"401\"}").expect("no error"),
            b""
        );
        assert_eq!(token.complaint(), Some("{\"status\":\"401\"}"));

        let mut bearer = exchange(AuthMechanism::OAuthBearer);
        let first = bearer
            .first()
            .expect("no error")
            .expect("the client begins");
        assert_eq!(first, b"n,a=user,\x01auth=Bearer pencil\x01\x01");
        let answer = bearer.respond(b"{\"status\":\"invalid_token\"}");
        assert_eq!(answer.expect("no error"), b"\x01");
    }
}
