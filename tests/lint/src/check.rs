//! One message: decoded, encoded again, decoded again.

use alloc::vec::Vec;
use core::ops::Range;

use imap_codec::{
    DecodeError, Decoded, Decoder, Deviation, Encodable, EncodeError, EncodeOptions, Encoder, Kind,
    Message, Options, Rule, Salvaged,
};

/// Decoders for one direction and kind of message, and what encodes what they read.
#[derive(Clone, Debug)]
pub struct Checker<K> {
    decoder: Decoder<K>,
    /// What our encoder writes may be UTF-8 whatever the peers agreed on.
    again: Decoder<K>,
}

/// What was found out about a message.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was mended.
    pub deviations: Vec<Deviation>,
    /// What was left out.
    pub salvaged: Vec<Salvaged>,
    /// What was kept in `Other` arms.
    pub others: Vec<(Rule, Range<usize>)>,
    /// Where it was not understood.
    pub error: Option<DecodeError>,
    /// What became of it when it was encoded.
    pub again: Again,
}

/// What became of a value that was encoded and decoded again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Again {
    /// The same value.
    Same,
    /// There is no value.
    Nothing,
    /// Another value.
    Another,
    /// It could not be encoded.
    NotEncoded(EncodeError),
    /// What was encoded could not be decoded.
    NotDecoded(DecodeError),
}

impl<K: Kind> Checker<K> {
    /// Reads under these options.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        Self {
            decoder: Decoder::new(*options),
            again: Decoder::new(options.utf8(true).note_others(false)),
        }
    }

    /// Decodes `message` and shows the value to `look`; `scratch` is overwritten with what the value is encoded to.
    pub fn check<'x, T>(
        &self,
        message: &Message<'x>,
        scratch: &'x mut Vec<u8>,
        look: impl FnOnce(Result<&K::Value<'x>, &DecodeError>) -> T,
    ) -> (Outcome, T)
    where
        K::Value<'x>: Encodable + PartialEq,
    {
        let decoded = match self.decoder.decode_message(message) {
            Ok(decoded) => decoded,
            Err(error) => {
                let looked = look(Err(&error));
                let outcome = Outcome {
                    deviations: message.deviations().to_vec(),
                    salvaged: Vec::new(),
                    others: Vec::new(),
                    error: Some(error),
                    again: Again::Nothing,
                };
                return (outcome, looked);
            }
        };
        let looked = look(Ok(&decoded.value));
        let again = self.again(&decoded, scratch);
        let outcome = Outcome {
            deviations: decoded.deviations,
            salvaged: decoded.salvaged,
            others: decoded.others,
            error: None,
            again,
        };
        (outcome, looked)
    }

    fn again<'x>(&self, decoded: &Decoded<K::Value<'x>>, scratch: &'x mut Vec<u8>) -> Again
    where
        K::Value<'x>: Encodable + PartialEq,
    {
        scratch.clear();
        if let Err(error) =
            Encoder::new(EncodeOptions::everything()).encode_into(&decoded.value, scratch)
        {
            return Again::NotEncoded(error);
        }
        match self.again.decode(scratch) {
            Ok(again) if again.value == decoded.value => Again::Same,
            Ok(_) => Again::Another,
            Err(error) => Again::NotDecoded(error),
        }
    }
}
