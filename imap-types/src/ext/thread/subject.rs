//! The base subject ([RFC 5256 §2.1](https://www.rfc-editor.org/rfc/rfc5256.html#section-2.1)).

use alloc::{borrow::Cow, string::String};

/// What is left of a subject without marks of replies and forwards, and whether there were any.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct BaseSubject<'s> {
    /// The subject by which SORT and THREAD compare.
    pub text: Cow<'s, str>,
    /// Is the message a reply or forward ([RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256.html#section-3), REFERENCES,
    /// step 5)?
    pub reply: bool,
}

/// The base subject of a message, as SORT and THREAD of server and client have to find it
/// ([RFC 5256 §2.1](https://www.rfc-editor.org/rfc/rfc5256.html#section-2.1)).
///
/// `subject` is the content of the Subject field with its encoded-words (RFC 2047) decoded. Line ends in it are taken for
/// what is left of folding. Linear in its length.
///
/// ```
/// use imap_types::ext::thread::base_subject;
/// let base = base_subject("Re: [list] Fwd: good morning  (fwd)");
/// assert_eq!((&*base.text, base.reply), ("good morning", true));
/// assert_eq!(base_subject("[list]").text, "[list]");
/// ```
#[must_use]
pub fn base_subject(subject: &str) -> BaseSubject<'_> {
    // (1)
    match one_space(subject) {
        Cow::Borrowed(text) => {
            let (text, reply) = bare(text);
            BaseSubject {
                text: Cow::Borrowed(text),
                reply,
            }
        }
        Cow::Owned(text) => {
            let (text, reply) = bare(&text);
            BaseSubject {
                text: Cow::Owned(String::from(text)),
                reply,
            }
        }
    }
}

/// Tabs, continuations and spaces in a row are one space.
fn one_space(subject: &str) -> Cow<'_, str> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let mut last = None;
    let plain = subject.chars().all(|c| {
        let plain = !blank(c) || c == ' ' && last != Some(' ');
        last = Some(c);
        plain
    });
    if plain {
        return Cow::Borrowed(subject);
    }
    let mut text = String::with_capacity(subject.len());
    for c in subject.chars() {
        if !blank(c) {
            text.push(c);
        } else if !text.ends_with(' ') {
            text.push(' ');
        }
    }
    Cow::Owned(text)
}

/// Steps 2 to 6.
fn bare(mut text: &str) -> (&str, bool) {
    let mut reply = false;
    loop {
        // (2)
        loop {
            text = text.trim_end_matches(' ');
            match strip_suffix(text, "(fwd)") {
                Some(rest) => (text, reply) = (rest, true),
                None => break,
            }
        }
        // (3) to (5)
        loop {
            text = text.trim_start_matches(' ');
            let (last, behind) = blobs(text);
            if let Some(rest) = refwd(behind) {
                (text, reply) = (rest, true);
                continue;
            }
            // No leader begins with these, so that each goes that leaves something.
            text = if behind.is_empty() { last } else { behind };
            break;
        }
        // (6)
        match strip_prefix(text, "[fwd:").and_then(|rest| rest.strip_suffix(']')) {
            Some(rest) => (text, reply) = (rest, true),
            None => return (text, reply),
        }
    }
}

/// `*subj-blob`: the text from the last of them on, and behind it.
fn blobs(text: &str) -> (&str, &str) {
    let (mut last, mut behind) = (text, text);
    while let Some(rest) = blob(behind) {
        (last, behind) = (behind, rest);
    }
    (last, behind)
}

/// `subj-blob = "[" *BLOBCHAR "]" *WSP`: what is behind it.
fn blob(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('[')?;
    let end = inside.find(['[', ']', '\0'])?;
    let rest = inside.get(end..)?.strip_prefix(']')?;
    Some(rest.trim_start_matches(' '))
}

/// `subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"`: what is behind it.
fn refwd(text: &str) -> Option<&str> {
    let rest = ["re", "fwd", "fw"]
        .iter()
        .find_map(|word| strip_prefix(text, word))?
        .trim_start_matches(' ');
    blob(rest).unwrap_or(rest).strip_prefix(':')
}

fn strip_prefix<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (front, rest) = text.split_at_checked(word.len())?;
    front.eq_ignore_ascii_case(word).then_some(rest)
}

fn strip_suffix<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (rest, back) = text.split_at_checked(text.len().checked_sub(word.len())?)?;
    back.eq_ignore_ascii_case(word).then_some(rest)
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn subjects() {
        for (subject, base, reply) in [
            ("", "", false),
            ("good morning", "good morning", false),
            (" \t good \r\n\tmorning\n", "good morning", false),
            ("Re: good morning", "good morning", true),
            ("re:re: RE :FW:fwd :Fwd: x", "x", true),
            ("Re[2]: x", "x", true),
            ("Re [2] : x", "x", true),
            ("Re [2] [3]: x", "Re [2] [3]: x", false),
            ("re", "re", false),
            ("Re:", "", true),
            ("Re", "Re", false),
            ("Reply: x", "Reply: x", false),
            ("AW: x", "AW: x", false),
            ("x (fwd) (FWD)(fwd) ", "x", true),
            ("(fwd)", "", true),
            ("x (fwd) y", "x (fwd) y", false),
            ("[list] x", "x", false),
            ("[list] [sub] x", "x", false),
            ("[list]", "[list]", false),
            ("[list] [sub] ", "[sub]", false),
            ("[list] Re: [sub] x", "x", true),
            ("[a] [b] Re [c]: [d] fwd: [e]", "[e]", true),
            ("[a[b]] x", "[a[b]] x", false),
            ("[a]b] x", "b] x", false),
            ("x [list]", "x [list]", false),
            ("[fwd: x]", "x", true),
            ("[Fwd: Re: [fwd: [list] x (fwd)]]", "x", true),
            ("[fwd: x] y", "y", false),
            ("Re: [fwd: [a] ] (fwd)", "[a]", true),
            ("[fwd:]", "", true),
            ("[fwd:", "[fwd:", false),
            ("Re: caf\u{e9} \u{130}", "caf\u{e9} \u{130}", true),
            ("\u{e9}e: x", "\u{e9}e: x", false),
            ("x\u{130}(fwd", "x\u{130}(fwd", false),
        ] {
            let found = base_subject(subject);
            assert_eq!((&*found.text, found.reply), (base, reply), "{subject:?}");
        }
    }

    /// The steps as they are printed, one after the other, each as often as it can be.
    fn as_printed(subject: &str) -> (String, bool) {
        let mut text = String::from(subject);
        let mut reply = false;
        // (1)
        while text.contains("  ") {
            text = text.replace("  ", " ");
        }
        loop {
            // (2)
            loop {
                if let Some(rest) = text.strip_suffix(' ') {
                    text = String::from(rest);
                } else if let Some(rest) = text.strip_suffix("(fwd)") {
                    (text, reply) = (String::from(rest), true);
                } else {
                    break;
                }
            }
            loop {
                let before = text.clone();
                // (3): WSP, or any number of blobs and a refwd.
                let mut at = text.as_str();
                loop {
                    if let Some(rest) = refwd(at) {
                        (text, reply) = (String::from(rest), true);
                        break;
                    }
                    match blob(at) {
                        Some(rest) => at = rest,
                        None => break,
                    }
                }
                text = String::from(text.trim_start_matches(' '));
                // (4)
                if let Some(rest) = blob(&text).filter(|rest| !rest.is_empty()) {
                    text = String::from(rest);
                }
                // (5)
                if text == before {
                    break;
                }
            }
            // (6)
            match text
                .strip_prefix("[fwd:")
                .and_then(|rest| rest.strip_suffix(']'))
            {
                Some(rest) => (text, reply) = (String::from(rest), true),
                None => return (text, reply),
            }
        }
    }

    #[test]
    fn every_short_subject() {
        const PIECES: [&str; 10] = [
            "re", "fwd", ":", "[", "]", "(fwd)", " ", "x", "[a]", "[fwd:",
        ];
        for number in 0..PIECES.len().pow(5) {
            let mut subject = String::new();
            let mut rest = number;
            while rest > 0 {
                subject.push_str(PIECES[rest % PIECES.len()]);
                rest /= PIECES.len();
            }
            let found = base_subject(&subject);
            let wanted = as_printed(&subject);
            assert_eq!(
                (&*found.text, found.reply),
                (&*wanted.0, wanted.1),
                "{subject:?}"
            );
        }
    }

    /// A quadratic algorithm would take minutes.
    #[test]
    fn long_subjects() {
        let n = 200_000;
        for (subject, base) in [
            (format!("{}x", "re: ".repeat(n)), "x"),
            (format!("{}x", "[a] ".repeat(n)), "x"),
            (format!("{}x", "[a] re:".repeat(n)), "x"),
            (format!("x{}", " (fwd)".repeat(n)), "x"),
            (format!("{}x{}", "[fwd:".repeat(n), "]".repeat(n)), "x"),
            (
                format!("{}x{}", "[fwd:[a]re:".repeat(n), "(fwd)]".repeat(n)),
                "x",
            ),
            ("[a]".repeat(n), "[a]"),
        ] {
            assert_eq!(base_subject(&subject).text, base);
        }
        let open = "[".repeat(n);
        assert_eq!(base_subject(&open).text, open);
    }
}
