//! The recogniser and the generator against grammars whose languages are known.

use crate::{
    earley::Recogniser,
    generate::Generator,
    grammar::{BranchId, Grammar},
    hooks::{Hooks, Side},
};

fn table(text: &str, rule: &str, has: &[&str], has_not: &[&str]) {
    let grammar = Grammar::of([("test", text)]);
    let hooks = Hooks::none();
    let recogniser = Recogniser::new(&grammar, &hooks);
    let rule = grammar.rule(rule);
    for sentence in has {
        let result = recogniser.recognise(rule, sentence.as_bytes(), Side::Client);
        assert_eq!(result, Ok(()), "{sentence:?} of {text}");
    }
    for sentence in has_not {
        let result = recogniser.recognise(rule, sentence.as_bytes(), Side::Client);
        assert!(result.is_err(), "{sentence:?} of {text}");
    }
    // What is made is recognised, and all of it is made.
    let mut generator = Generator::new(&grammar, &hooks, 7);
    for round in 0..200 {
        let target = Some(BranchId(round)).filter(|branch| branch.0 < grammar.branches.len());
        let sentence = generator.sentence(rule, Side::Client, target);
        // What is ambiguous takes the cube of its length.
        if sentence.len() > 40 {
            continue;
        }
        let result = recogniser.recognise(rule, &sentence, Side::Client);
        assert_eq!(result, Ok(()), "{} of {text}", sentence.escape_ascii());
    }
    assert!(generator.taken.iter().all(|taken| *taken > 0), "{text}");
}

#[test]
fn letters_and_ranges() {
    table(
        "a = \"ab\" %x30-39\n",
        "a",
        &["ab0", "AB9", "aB5"],
        &["", "ab", "ab:", "a0", "ab00"],
    );
    table(
        "a = %s\"ab\" / %x43.44\n",
        "a",
        &["ab", "CD"],
        &["AB", "cd", "abCD"],
    );
}

#[test]
fn repetitions() {
    table("a = *\"x\"\n", "a", &["", "x", "xxxxx"], &["y", "xy"]);
    table("a = 1*\"x\"\n", "a", &["x", "xxx"], &[""]);
    table(
        "a = 2*4\"x\"\n",
        "a",
        &["xx", "xxx", "xxxx"],
        &["x", "xxxxx"],
    );
    table("a = 3\"x\"\n", "a", &["xxx"], &["xx", "xxxx"]);
    table(
        "a = *2(\"x\" / \"y\") \"y\"\n",
        "a",
        &["y", "xy", "yy", "xxy", "yyy"],
        &["", "x", "yyyy"],
    );
    table(
        "a = [\"x\"] [\"y\" / \"z\"]\n",
        "a",
        &["", "x", "y", "xz"],
        &["yx", "yz"],
    );
}

#[test]
fn recursion_of_all_kinds() {
    table(
        "a = a \"x\" / \"y\"\n",
        "a",
        &["y", "yx", "yxxx"],
        &["", "x", "xy", "yy"],
    );
    table(
        "a = \"x\" a / \"y\"\n",
        "a",
        &["y", "xy", "xxxy"],
        &["", "x", "yx"],
    );
    table(
        "a = \"(\" [a] \")\" [a]\n",
        "a",
        &["()", "(())", "()()", "(()())()"],
        &["", "(", ")(", "(()"],
    );
    // Ambiguous, and left and right at once.
    table(
        "a = a a / \"x\"\n",
        "a",
        &["x", "xx", "xxxxxxx"],
        &["", "y"],
    );
    // Of the same number of letters: not regular.
    table(
        "a = \"x\" a \"y\" / \"\"\n",
        "a",
        &["", "xy", "xxxyyy"],
        &["x", "xxy", "xyxy"],
    );
}

#[test]
fn rules_that_make_nothing() {
    // Aycock's and Horspool's own example.
    table(
        "s = a a a a\na = \"x\" / e\ne = \"\"\n",
        "s",
        &["", "x", "xx", "xxxx"],
        &["xxxxx", "y"],
    );
    // Nothing by way of a cycle.
    table(
        "a = b\nb = a / *c / \"x\"\nc = *\"y\"\n",
        "a",
        &["", "x", "yyy"],
        &["xy"],
    );
    table(
        "a = [b] [b] \"x\" [b]\nb = *\"y\"\n",
        "a",
        &["x", "yx", "yyxy"],
        &["", "y", "xyx"],
    );
}

#[test]
fn increments() {
    let grammar = Grammar::of([("1", "a =/ \"y\"\n"), ("2", "a = \"x\"\n")]);
    let hooks = Hooks::none();
    let recogniser = Recogniser::new(&grammar, &hooks);
    for sentence in [b"x", b"y"] {
        assert_eq!(
            recogniser.recognise(grammar.rule("A"), sentence, Side::Client),
            Ok(())
        );
    }
    assert_eq!(
        grammar.first_words(&["a"]).into_iter().collect::<Vec<_>>(),
        [b"X", b"Y"]
    );
}

/// How far a derivation came.
#[test]
fn where_it_ends() {
    let grammar = Grammar::of([("1", "a = \"abc\" 2%x30-39 \"x\"\n")]);
    let hooks = Hooks::none();
    let recogniser = Recogniser::new(&grammar, &hooks);
    for (sentence, at) in [("abc1", 4), ("abc12y", 5), ("abd", 0), ("abc12xx", 6)] {
        assert_eq!(
            recogniser.recognise(grammar.rule("a"), sentence.as_bytes(), Side::Client),
            Err(at),
            "{sentence}"
        );
    }
}
