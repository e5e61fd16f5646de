//! CONVERT ([RFC 5259](https://www.rfc-editor.org/rfc/rfc5259.html)).

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s5_1_conversions() {
    C::same(&[
        "a CONVERSIONS \"image/gif\" \"image/jpeg\"",
        "a CONVERSIONS \"*\" \"text/*\"",
    ]);
    C::written(&[(
        "a conversions image/gif {1}\r\n*",
        "a CONVERSIONS \"image/gif\" \"*\"",
    )]);
    C::refused(&[
        ("a CONVERSIONS‸", Rule::Sp),
        ("a CONVERSIONS ‸* *", Rule::MimeType),
        ("a CONVERSIONS ‸\"*/*\" \"*\"", Rule::MimeType),
        ("a CONVERSIONS ‸\"text\" \"*\"", Rule::MimeType),
        ("a CONVERSIONS ‸\"text/a b\" \"*\"", Rule::MimeType),
        ("a CONVERSIONS \"*\"‸", Rule::Sp),
        ("a CONVERSIONS \"*\" \"*\"‸ ", Rule::Crlf),
    ]);
}

#[test]
fn s5_2_conversion() {
    S::same(&[
        "* CONVERSION \"image/gif\" \"image/jpeg\" (\"pix-y\" \"pix-x\" \"image-interleave\")",
        "* CONVERSION \"a/b\" \"c/d\"",
    ]);
    S::written(&[(
        "* conversion \"a/b\" \"c/d\" (charset {1}\r\n%)",
        "* CONVERSION \"a/b\" \"c/d\" (\"charset\" \"%\")",
    )]);
    S::refused(&[
        ("* CONVERSION ‸image/gif \"c/d\"", Rule::MimeType),
        ("* CONVERSION ‸\"image/*\" \"c/d\"", Rule::MimeType),
        ("* CONVERSION \"a/b\" ‸NIL", Rule::MimeType),
        ("* CONVERSION \"a/b\" \"c/d\" (‸)", Rule::TranscodingParam),
        ("* CONVERSION \"a/b\" \"c/d\"‸ ", Rule::Crlf),
    ]);
}

/// NIL is the server's choice. Parameters have values.
#[test]
fn s6_convert() {
    C::same(&[
        "a CONVERT 2 (\"application/pdf\") BINARY[3]",
        "a CONVERT 1:* (NIL) (BINARY[]<0.1024> BINARY.SIZE[1.2])",
        "a UID CONVERT $ (NIL (\"pix-x\" \"128\" \"a b\" \"\")) (UID BODYPARTSTRUCTURE[2] AVAILABLECONVERSIONS[])",
        "a CONVERT 2 (NIL (\"charset\" \"utf-8\")) (BODY[HEADER] BODY[1.2.HEADER] BODY[1.MIME])",
    ]);
    C::written(&[
        (
            "a convert 2 (nil (CHARSET utf-8)) (binary[3])",
            "a CONVERT 2 (NIL (\"CHARSET\" \"utf-8\")) BINARY[3]",
        ),
        (
            "a CONVERT 2 (NIL ({1}\r\n% {1}\r\n*)) UID",
            "a CONVERT 2 (NIL (\"%\" \"*\")) UID",
        ),
    ]);
    C::refused(&[
        ("a CONVERT‸", Rule::Sp),
        ("a CONVERT ‸0 (NIL) UID", Rule::SequenceSet),
        ("a CONVERT 1 ‸NIL UID", Rule::Open),
        ("a CONVERT 1 (‸text/plain) UID", Rule::MimeType),
        ("a CONVERT 1 (‸\"text/*\") UID", Rule::MimeType),
        ("a CONVERT 1 (NIL (‸)) UID", Rule::TranscodingParam),
        ("a CONVERT 1 (NIL (\"a\"‸)) UID", Rule::Sp),
        ("a CONVERT 1 (NIL‸ UID", Rule::Close),
        ("a CONVERT 1 (NIL)‸", Rule::Sp),
        ("a CONVERT 1 (NIL) ‸", Rule::ConvertAtt),
        ("a CONVERT 1 (NIL) (‸)", Rule::ConvertAtt),
        ("a CONVERT 1 (NIL) ‸FLAGS", Rule::ConvertAtt),
        ("a CONVERT 1 (NIL) ‸BINARY.PEEK[1]", Rule::ConvertAtt),
        ("a CONVERT 1 (NIL) BODY[‸]", Rule::ConvertAtt),
        ("a CONVERT 1 (NIL) BODY[‸TEXT]", Rule::ConvertAtt),
        ("a CONVERT 1 (NIL) BINARY.SIZE[1]‸<0.5>", Rule::Crlf),
    ]);
}

#[test]
fn s8_converted() {
    S::same(&[
        "* 2 CONVERTED (TAG \"a001\") (BINARY[3] {2}\r\n\r\n)",
        "* 4294967295 CONVERTED (TAG \"]\") (UID 7 BINARY[4]<2001> ~{3}\r\n\0)\")",
        "* 2 CONVERTED (TAG \"a\") (BINARY.SIZE[4] 9223372036854775807 BINARY[] NIL)",
        "* 2 CONVERTED (TAG \"a\") (BODYPARTSTRUCTURE[2] (\"IMAGE\" \"JPEG\" NIL NIL NIL \"8bit\" 4182 NIL NIL NIL NIL))",
        "* 2 CONVERTED (TAG \"a\") (AVAILABLECONVERSIONS[2] ((\"IMAGE/JPEG\" \"application/PostScript\")))",
        "* 2 CONVERTED (TAG \"a\") (AVAILABLECONVERSIONS[2] (()))",
        "* 2 CONVERTED (TAG \"a\") (BODY[HEADER] {2}\r\n\r\n BODY[1.MIME] NIL)",
    ]);
    S::written(&[(
        "* 2 converted (tag {1}\r\na) (binary[3] ~{1}\r\nx)",
        "* 2 CONVERTED (TAG \"a\") (BINARY[3] \"x\")",
    )]);
    S::refused(&[
        ("* CONVERTED‸", Rule::Number),
        ("* ‸0 CONVERTED (TAG \"a\") (UID 1)", Rule::NzNumber),
        ("* 2 CONVERTED‸", Rule::Sp),
        ("* 2 CONVERTED ‸NIL (UID 1)", Rule::Open),
        ("* 2 CONVERTED (‸UID 1) (UID 1)", Rule::SearchCorrelator),
        ("* 2 CONVERTED (TAG ‸a) (UID 1)", Rule::String),
        ("* 2 CONVERTED (TAG ‸\"\") (UID 1)", Rule::Tag),
        ("* 2 CONVERTED (TAG ‸\"a+\") (UID 1)", Rule::Tag),
        ("* 2 CONVERTED (TAG \"a\")‸", Rule::Sp),
        ("* 2 CONVERTED (TAG \"a\") (‸)", Rule::ConvertMsgAtt),
        ("* 2 CONVERTED (TAG \"a\") (‸FLAGS ())", Rule::ConvertMsgAtt),
        ("* 2 CONVERTED (TAG \"a\") (BINARY[1] ‸())", Rule::Nstring),
        (
            "* 2 CONVERTED (TAG \"a\") (BINARY.SIZE[1] ‸NIL)",
            Rule::Number64,
        ),
        (
            "* 2 CONVERTED (TAG \"a\") (AVAILABLECONVERSIONS[1] (‸\"a/b\"))",
            Rule::Open,
        ),
    ]);
}

/// In place of what was asked for.
#[test]
fn s9_errors() {
    S::same(&[
        "* 2 CONVERTED (TAG \"a\") (BINARY[3] (ERROR \"later\" TEMPFAIL))",
        "* 2 CONVERTED (TAG \"a\") (BINARY.SIZE[3] (ERROR \"\" TEMPFAIL 4294967295))",
        "* 2 CONVERTED (TAG \"a\") (BODYPARTSTRUCTURE[3] (ERROR {2}\r\n\r\n BADPARAMETERS NIL \"a/b\"))",
        "* 2 CONVERTED (TAG \"a\") (AVAILABLECONVERSIONS[3] (ERROR \"x\" BADPARAMETERS \"a/b\" \"c/d\" (\"e\" \"f\") \"g/h\" \"i/j\"))",
        "* 2 CONVERTED (TAG \"a\") (BODY[HEADER] (ERROR \"x\" MISSINGPARAMETERS \"a/b\" \"c/d\" (\"e\" \"f\")))",
    ]);
    // The grammar has no SP before the names.
    S::written(&[(
        "* 2 CONVERTED (TAG \"a\") (BINARY[3] (error \"x\" missingparameters \"a/b\" \"c/d\"(e)))",
        "* 2 CONVERTED (TAG \"a\") (BINARY[3] (ERROR \"x\" MISSINGPARAMETERS \"a/b\" \"c/d\" (\"e\")))",
    )]);
    S::refused(&[
        (
            "* 2 CONVERTED (TAG \"a\") (BINARY[3] (ERROR ‸x TEMPFAIL))",
            Rule::String,
        ),
        (
            "* 2 CONVERTED (TAG \"a\") (BINARY[3] (ERROR \"x\" ‸MAYBE))",
            Rule::ConvertErrorCode,
        ),
        (
            "* 2 CONVERTED (TAG \"a\") (BINARY[3] (ERROR \"x\" TEMPFAIL ‸0))",
            Rule::NzNumber,
        ),
        (
            "* 2 CONVERTED (TAG \"a\") (BINARY[3] (ERROR \"x\" BADPARAMETERS ‸(\"e\" \"f\")))",
            Rule::MimeType,
        ),
        (
            "* 2 CONVERTED (TAG \"a\") (BINARY[3] (ERROR \"x\" MISSINGPARAMETERS ‸NIL \"a/b\" (\"e\")))",
            Rule::MimeType,
        ),
    ]);
    S::same(&[
        "a NO [TEMPFAIL] x",
        "a NO [MAXCONVERTMESSAGES 1] x",
        "a NO [MAXCONVERTPARTS 4294967295] x",
    ]);
    S::refused(&[
        ("a NO [MAXCONVERTMESSAGES ‸0] x", Rule::NzNumber),
        ("a NO [MAXCONVERTPARTS‸] x", Rule::Sp),
    ]);
}
