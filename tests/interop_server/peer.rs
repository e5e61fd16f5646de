//! The server, as a process of its own, and what it has written about a session; and the programs that are its clients.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use imap_codec::Options;

use crate::{
    record::records,
    session::Session,
    tally::{Findings, Tally},
};

/// No client needs as long.
const PATIENCE: Duration = Duration::from_secs(90);

/// The folder of this build: `target/debug`, e.g.
fn built() -> PathBuf {
    let exe = env::current_exe().unwrap();
    exe.parent().and_then(Path::parent).unwrap().to_path_buf()
}

/// The server's program, built if it is not.
pub(crate) fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([
            "build",
            "--quiet",
            "-p",
            "imap-state",
            "--example",
            "server",
        ]);
        if built().ends_with("release") {
            cargo.arg("--release");
        }
        cargo.arg("--target-dir").arg(built().parent().unwrap());
        assert!(
            cargo.status().unwrap().success(),
            "the server cannot be built"
        );
        built().join("examples/server")
    })
}

/// A folder of its own for a test, empty.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = built().join("interop_server").join(name);
    let _none = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Where setup.sh has put what Debian does not have.
pub(crate) fn installed(path: &str) -> PathBuf {
    let folder = env::var_os("INTEROP_DIR")
        .map_or_else(|| built().parent().unwrap().join("interop"), PathBuf::from);
    folder.join(path)
}

/// Is the program here? If not, says so; where it has to be that is a failure.
pub(crate) fn is_here(program: impl AsRef<Path>) -> bool {
    let program = program.as_ref();
    let found = if program.components().count() > 1 {
        program.exists()
    } else {
        env::split_paths(&env::var_os("PATH").unwrap_or_default())
            .any(|folder| folder.join(program).exists())
    };
    let required = env::var("INTEROP").is_ok_and(|value| value == "required");
    assert!(
        found || !required,
        "{} is not installed: tests/interop/setup.sh",
        program.display()
    );
    if !found {
        eprintln!(
            "skipped: {} is not installed (tests/interop/setup.sh installs it)",
            program.display()
        );
    }
    found
}

/// Runs a client to its end, which has to be a good one.
pub(crate) fn run(command: &mut Command) -> String {
    let output = finish(command);
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success(),
        "{command:?}: {}\n{out}\n{err}",
        output.status
    );
    out.into_owned()
}

pub(crate) fn finish(command: &mut Command) -> Output {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let read = |mut from: Box<dyn Read + Send>| {
        thread::spawn(move || {
            let mut all = Vec::new();
            from.read_to_end(&mut all).map(|_| all)
        })
    };
    let out = read(Box::new(child.stdout.take().unwrap()));
    let err = read(Box::new(child.stderr.take().unwrap()));
    let until = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > until {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!(
                "{command:?} does not end: {}",
                String::from_utf8_lossy(&err.join().unwrap().unwrap())
            );
        }
        thread::sleep(Duration::from_millis(20));
    };
    Output {
        status,
        stdout: out.join().unwrap().unwrap(),
        stderr: err.join().unwrap().unwrap(),
    }
}

/// A server that runs; it ends with the value.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    pub(crate) tls_port: u16,
    pub(crate) folder: PathBuf,
}

impl Server {
    pub(crate) fn start(name: &str, arguments: &[&str]) -> Self {
        let folder = folder(name);
        let mut child = Command::new(program())
            .args(["--listen", "127.0.0.1:0", "--tls", "127.0.0.1:0"])
            .arg("--transcript")
            .arg(folder.join("transcript"))
            .arg("--record")
            .arg(folder.join("record"))
            .arg("--certificate")
            .arg(folder.join("certificate.pem"))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut port = || {
            let line = lines.next().unwrap().unwrap();
            let address = line.split("://").nth(1).unwrap().split(' ').next().unwrap();
            address.rsplit(':').next().unwrap().parse().unwrap()
        };
        let (port, tls_port) = (port(), port());
        Self {
            child,
            port,
            tls_port,
            folder,
        }
    }

    /// The server has not died of it.
    pub(crate) fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// What the server has seen and said, once all clients are gone.
    pub(crate) fn transcript(&mut self) -> Transcript {
        assert!(self.is_alive());
        let until = Instant::now() + Duration::from_secs(10);
        loop {
            let text = fs::read_to_string(self.folder.join("transcript")).unwrap_or_default();
            let transcript = Transcript::read(&text);
            if transcript.open == 0 {
                return transcript;
            }
            assert!(
                Instant::now() < until,
                "{} connections stay open",
                transcript.open
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The transcript of what `who` did: all is typed in full, in it these commands, and `lint` finds no fault in the
    /// recording. Prints the counts.
    pub(crate) fn judge(&mut self, who: &str, commands: &[&str]) -> Transcript {
        let transcript = self.transcript();
        let Transcript {
            connections,
            commands: said,
            responses,
            unknown,
            not_understood,
            kinds,
            marked,
            ..
        } = &transcript;
        assert!(
            *unknown == 0 && *not_understood == 0 && *said > 0,
            "{who}: {transcript:#?}"
        );
        assert!(marked.is_empty(), "{who}: {marked:#?}");
        for command in commands {
            assert!(
                kinds.contains_key(*command),
                "{who} has not said {command}: {kinds:?}"
            );
        }
        let mut tally = Tally::default();
        let mut findings = Findings {
            hide: true,
            verbose: true,
            found: Vec::new(),
        };
        for entry in fs::read_dir(self.folder.join("record")).unwrap() {
            let file = fs::read(entry.unwrap().path()).unwrap();
            let mut session = Session::new(Options::tolerant(), true);
            for record in records(&file).unwrap() {
                session.feed(record.side, record.bytes, &mut |event| {
                    tally.count(&event, &mut findings)
                });
            }
            session.finish(&mut |event| tally.count(&event, &mut findings));
        }
        assert!(
            tally.failures == 0 && tally.other == 0 && tally.not_understood == 0,
            "{who}: {:#?}",
            findings.found
        );
        println!(
            "{who}: {connections} connections, {said} commands, {responses} responses, all typed in full; \
             lint: {} typed, {} repaired, {} refused by both",
            tally.typed, tally.repaired, tally.both_refuse
        );
        for finding in &findings.found {
            println!("{who}: {:?}: {}", finding.what, finding.text);
        }
        transcript
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// The counts of a transcript.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    pub(crate) connections: u64,
    pub(crate) open: u64,
    pub(crate) commands: u64,
    pub(crate) responses: u64,
    pub(crate) unknown: u64,
    pub(crate) not_understood: u64,
    /// How often which command was said.
    pub(crate) kinds: BTreeMap<String, u64>,
    /// Lines of what was not known.
    pub(crate) marked: Vec<String>,
    pub(crate) text: String,
}

impl Transcript {
    fn read(text: &str) -> Self {
        let mut read = Self {
            text: text.to_string(),
            ..Self::default()
        };
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                [_, _, "S", "Greeting", ..] => {
                    (read.connections, read.open) = (read.connections + 1, read.open + 1)
                }
                [_, _, "C", kind, ..] => *read.kinds.entry(kind.to_string()).or_default() += 1,
                [_, _, "=", ..] => {
                    let numbers: Vec<u64> =
                        words.iter().filter_map(|word| word.parse().ok()).collect();
                    // The first is the time, if it is a whole number of seconds.
                    let [commands, responses, typed, unknown, not_understood] =
                        numbers[numbers.len() - 5..]
                    else {
                        unreachable!()
                    };
                    assert_eq!(typed, commands + responses - unknown);
                    read.open -= 1;
                    read.commands += commands;
                    read.responses += responses;
                    read.unknown += unknown;
                    read.not_understood += not_understood;
                }
                _ => {}
            }
            if words.get(4) == Some(&"!") {
                read.marked.push(line.to_string());
            }
        }
        read
    }

    /// How often a command was said.
    pub(crate) fn count(&self, kind: &str) -> u64 {
        self.kinds.get(kind).copied().unwrap_or(0)
    }
}
