//! A Dovecot that lives as long as a test, the programs under test, and how they are run.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::{self, Read, Write},
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU16, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Says a line that the test runner does not keep to itself.
pub fn say(line: &str) {
    writeln!(io::stderr(), "interop_dovecot: {line}").ok();
}

/// What is missing for a test is said in a line, and the test is skipped; where it is required, the test fails.
pub fn has(commands: &[&str]) -> bool {
    let missing = commands.iter().find(|command| find(command).is_none());
    let Some(missing) = missing else { return true };
    let line = format!("skipped, there is no {missing} here: tests/interop/setup.sh installs it");
    assert!(
        env::var_os("INTEROP").is_none_or(|interop| interop != "required"),
        "{line}"
    );
    say(&line);
    false
}

/// A command, where a shell or tests/interop/setup.sh has it.
pub fn find(command: &str) -> Option<PathBuf> {
    if let Some((folder, name)) = command.split_once('/') {
        let path = installed().join(folder).join(name);
        return path.exists().then_some(path);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let more = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    env::split_paths(&path)
        .chain(more)
        .map(|folder| folder.join(command))
        .find(|path| path.is_file())
}

/// Where tests/interop/setup.sh puts what Debian does not have.
pub fn installed() -> PathBuf {
    if let Some(folder) = env::var_os("INTEROP_DIR") {
        return folder.into();
    }
    target().join("interop")
}

/// Cargo's target folder: this test is in PROFILE/deps there.
fn target() -> PathBuf {
    let test = env::current_exe().expect("a test has a path");
    test.ancestors()
        .nth(3)
        .expect("three folders up")
        .to_owned()
}

/// One of the examples, built as this test is.
pub fn example(name: &str) -> PathBuf {
    static BUILT: OnceLock<()> = OnceLock::new();
    let test = env::current_exe().expect("a test has a path");
    let profile = test.ancestors().nth(2).expect("two folders up");
    BUILT.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        // The whole workspace, so that it is what `cargo test --workspace` has built already.
        cargo
            .current_dir(root())
            .args(["build", "--quiet", "--workspace"])
            .args(
                ["client", "client_smol", "client_std", "proxy"]
                    .map(|name| format!("--example={name}")),
            )
            .arg("--target-dir")
            .arg(target());
        if profile.file_name() == Some(OsStr::new("release")) {
            cargo.arg("--release");
        }
        assert!(cargo.status().expect("cargo runs").success());
    });
    profile.join("examples").join(name)
}

/// A port that nobody has now, below those that connections get by themselves, and none twice.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let from = 20_000 + (std::process::id() % 90) as u16 * 100;
        let port = from + next % 3000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A folder that goes with its owner.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        // Short: there are sockets in it.
        let path = env::temp_dir().join(format!("imap-{name}-{}", std::process::id()));
        fs::remove_dir_all(&path).ok();
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// A server with mail in the folder `mail`, and nothing in its mailboxes.
pub struct Dovecot {
    pid: String,
    pub port: u16,
    pub tls_port: u16,
    pub folder: Folder,
}

impl Dovecot {
    pub fn start(name: &str) -> Self {
        let folder = Folder::new(name);
        let (port, tls_port) = (free_port(), free_port());
        let mut script = Command::new(root().join("tests/interop/dovecot.sh"));
        script
            .arg(folder.0.join("d"))
            .args([port, tls_port].map(|port| port.to_string()));
        let started = run(&mut script, Duration::from_secs(30));
        assert!(started.ok, "{}", started.err);
        let dovecot = Self {
            pid: started.out.trim().to_owned(),
            port,
            tls_port,
            folder,
        };
        let mut mail = Command::new("python3");
        mail.arg(root().join("tests/interop/gen_mail.py"))
            .arg(dovecot.path("mail"));
        let made = run(&mut mail, Duration::from_secs(30));
        assert!(made.ok, "{}", made.err);
        dovecot
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.0.join(name)
    }

    /// Our client, with alice's password.
    pub fn client(&self) -> Command {
        let mut client = Command::new(example("client"));
        client
            .current_dir(&self.folder.0)
            .env("IMAP_PASSWORD", "pw")
            .arg(format!("localhost:{}", self.port))
            .args(["--user", "alice"]);
        client
    }

    /// The same in clear, with these commands, which have to succeed. Answers what it printed.
    pub fn says(&self, commands: &[&str]) -> String {
        let mut client = self.client();
        client.args(["--tls", "off"]);
        for command in commands {
            client.args(["--command", command]);
        }
        let ran = run(&mut client, Duration::from_secs(60));
        assert!(ran.ok, "{commands:?}\n{}\n{}", ran.out, ran.err);
        ran.out
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        Command::new("kill").arg(&self.pid).status().ok();
        // Its children go with it, and write no more into the folder.
        let gone = Instant::now() + Duration::from_secs(5);
        while Path::new("/proc").join(&self.pid).exists() && Instant::now() < gone {
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// What a program did.
#[derive(Debug)]
pub struct Ran {
    pub ok: bool,
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs a program to its end, or ends it, and what it has started, when the time is over.
pub fn run(command: &mut Command, time: Duration) -> Ran {
    Running::start(command).wait(time)
}

/// A program that runs.
pub struct Running {
    child: Child,
    readers: Vec<thread::JoinHandle<String>>,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let out: Box<dyn Read + Send> = Box::new(child.stdout.take().expect("piped"));
        let err: Box<dyn Read + Send> = Box::new(child.stderr.take().expect("piped"));
        let readers = [out, err].map(|mut pipe| {
            thread::spawn(move || {
                let mut bytes = Vec::new();
                pipe.read_to_end(&mut bytes).ok();
                String::from_utf8_lossy(&bytes).into_owned()
            })
        });
        Self {
            child,
            readers: readers.into(),
        }
    }

    /// Asks it to end.
    pub fn end(self, time: Duration) -> Ran {
        Command::new("kill")
            .arg(self.child.id().to_string())
            .status()
            .ok();
        self.wait(time)
    }

    pub fn wait(mut self, time: Duration) -> Ran {
        let end = Instant::now() + time;
        let status = loop {
            match self.child.try_wait().expect("a child") {
                Some(status) => break Some(status),
                None if Instant::now() < end => thread::sleep(Duration::from_millis(10)),
                None => {
                    let group = format!("-{}", self.child.id());
                    Command::new("kill")
                        .args(["-KILL", "--", &group])
                        .status()
                        .ok();
                    self.child.wait().ok();
                    break None;
                }
            }
        };
        let mut texts = self.readers.drain(..).map(|reader| {
            // A server that goes on in the background holds the pipe: what it says is in its log.
            let patience = Instant::now() + Duration::from_secs(1);
            while !reader.is_finished() && Instant::now() < patience {
                thread::sleep(Duration::from_millis(10));
            }
            if reader.is_finished() {
                reader.join().unwrap_or_default()
            } else {
                String::new()
            }
        });
        let (out, err) = (
            texts.next().unwrap_or_default(),
            texts.next().unwrap_or_default(),
        );
        Ran {
            ok: status.is_some_and(|status| status.success()),
            code: status.and_then(|status| status.code()),
            out,
            err: if status.is_none() {
                format!("{err}\n(it took too long)")
            } else {
                err
            },
        }
    }
}
