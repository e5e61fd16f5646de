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
    /// Sockets that are no connections.
    listening: usize,
}

impl Server {
    /// With a transcript and a recording of all.
    pub(crate) fn start(name: &str, arguments: &[&str]) -> Self {
        let folder = folder(name);
        let mut command = Command::new(program());
        command.arg("--transcript").arg(folder.join("transcript"));
        command.arg("--record").arg(folder.join("record"));
        command
            .arg("--certificate")
            .arg(folder.join("certificate.pem"));
        Self::spawn(command.args(arguments), folder)
    }

    /// With neither, for much.
    pub(crate) fn start_quietly(name: &str, arguments: &[&str]) -> Self {
        Self::spawn(Command::new(program()).args(arguments), folder(name))
    }

    fn spawn(command: &mut Command, folder: PathBuf) -> Self {
        command.args(["--listen", "127.0.0.1:0", "--tls", "127.0.0.1:0"]);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut port = || {
            let line = lines.next().unwrap().unwrap();
            let address = line.split("://").nth(1).unwrap().split(' ').next().unwrap();
            address.rsplit(':').next().unwrap().parse().unwrap()
        };
        let (port, tls_port) = (port(), port());
        let mut server = Self {
            child,
            port,
            tls_port,
            folder,
            listening: 0,
        };
        server.listening = server.connections();
        server
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How many are open: sockets, but for the two that listen.
    pub(crate) fn connections(&self) -> usize {
        let sockets = fs::read_dir(format!("/proc/{}/fd", self.pid())).unwrap();
        let sockets = sockets.filter(|entry| {
            let target = fs::read_link(entry.as_ref().unwrap().path());
            target.is_ok_and(|target| target.to_string_lossy().starts_with("socket:"))
        });
        sockets.count().saturating_sub(self.listening)
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
