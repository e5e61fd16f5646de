//! COMPRESS=DEFLATE ([RFC 4978](https://www.rfc-editor.org/rfc/rfc4978.html)).

use imap_types::ext::compress::{Algorithm, AlgorithmName};

use crate::core::atom;

joint! {
    /// `algorithm`
    pub(crate) algorithm -> Algorithm by AlgorithmName, named by atom, slot Algorithm {
        Deflate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rule::Rule,
        testing::{both, covers, other, reads, refuses},
    };

    #[test]
    fn algorithms() {
        let rows = [
            ("DEFLATE", Algorithm::Deflate),
            ("LZ4", Algorithm::Other(other("LZ4", ""))),
        ];
        covers(
            AlgorithmName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(algorithm, &rows);
        reads(algorithm, &[("deflate", Algorithm::Deflate)]);
        refuses(
            algorithm,
            &[
                ("", 0, Rule::Algorithm),
                ("\"DEFLATE\"", 0, Rule::Algorithm),
            ],
        );
    }
}
