//! The example `server` of imap-state under load: many connections, a mailbox of many messages, many commands at once; and
//! what clients do to a server that have no manners. Loopback only, bounded in count and time.
//!
//! The size is small by itself; `LOAD=full` makes it 200 connections, 1,000,000 messages and 10,000 commands, for which
//! `--release` is wanted:
//!
//! ```text
//! LOAD=full cargo test --release -p imap-tests --test load -- --nocapture --test-threads 1
//! ```

#![allow(clippy::unwrap_used, reason = "a test")]

#[allow(dead_code, reason = "the tests with foreign clients use the rest")]
mod peer;
#[allow(dead_code, reason = "the tests with foreign clients use the rest")]
mod raw;

use std::{
    env, fs,
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    process::{Child, Command, Stdio},
    sync::{Arc, Barrier, Mutex},
    thread,
    time::{Duration, Instant},
};

use imap_types::{
    data::Data,
    response::{Response, State},
};

use crate::{peer::Server, raw::Raw};

/// How much.
#[derive(Clone, Copy, Debug)]
struct Size {
    connections: usize,
    messages: u32,
    commands: u32,
}

fn size() -> Size {
    if env::var("LOAD").is_ok_and(|value| value == "full") {
        Size {
            connections: 200,
            messages: 1_000_000,
            commands: 10_000,
        }
    } else {
        Size {
            connections: 40,
            messages: 20_000,
            commands: 2_000,
        }
    }
}

/// Memory of the server: now, and at most, in MiB.
fn memory(server: &Server) -> (f64, f64) {
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap_or_default();
    let field = |name: &str| {
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap_or("0 kB");
        line.split_whitespace()
            .next()
            .unwrap()
            .parse::<f64>()
            .unwrap()
            / 1024.0
    };
    (field("VmRSS:"), field("VmHWM:"))
}

/// The middle, the one in a hundred, the worst, in milliseconds.
fn latencies(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    format!("{:.2} / {:.2} / {:.2} ms", at(0.5), at(0.99), at(1.0))
}

/// All at once on as many threads.
fn all_at_once<T: Send + 'static>(
    count: usize,
    work: impl Fn(usize) -> T + Send + Sync + 'static,
) -> Vec<T> {
    let (work, barrier) = (Arc::new(work), Arc::new(Barrier::new(count)));
    let threads: Vec<_> = (0..count)
        .map(|number| {
            let (work, barrier) = (Arc::clone(&work), Arc::clone(&barrier));
            thread::spawn(move || {
                barrier.wait();
                work(number)
            })
        })
        .collect();
    threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect()
}

#[test]
fn much() {
    let Size {
        connections,
        messages,
        commands,
    } = size();
    let mut server = Server::start_quietly("load-much", &["--synthetic", &messages.to_string()]);
    let port = server.port;
    let mut rows = vec![(
        "server with the mailbox, nobody there".to_string(),
        String::new(),
        memory(&server),
    )];
    let mut row =
        |what: String, time: String, server: &Server| rows.push((what, time, memory(server)));

    // Everybody comes at once; then everybody selects all of it.
    let came = all_at_once(connections, move |_| {
        let start = Instant::now();
        (Raw::login(port), start.elapsed())
    });
    let (clients, logins): (Vec<Raw>, Vec<Duration>) = came.into_iter().unzip();
    row(
        format!("{connections} connections log in at once"),
        latencies(logins),
        &server,
    );
    let cells: Arc<Vec<Mutex<Option<Raw>>>> = Arc::new(
        clients
            .into_iter()
            .map(|raw| Mutex::new(Some(raw)))
            .collect(),
    );
    let taken = Arc::clone(&cells);
    let selects = all_at_once(connections, move |number| {
        let mut raw = taken[number].lock().unwrap().take().unwrap();
        let start = Instant::now();
        assert!(raw.ok("SELECT Synthetic").contains(&Data::Exists(messages)));
        let time = start.elapsed();
        *taken[number].lock().unwrap() = Some(raw);
        time
    });
    row(
        format!("each selects {messages} messages"),
        latencies(selects),
        &server,
    );

    // Each asks for one thing after the other, all at the same time.
    let each = (commands as usize / connections).max(20);
    let taken = Arc::clone(&cells);
    let times = all_at_once(connections, move |number| {
        let mut raw = taken[number].lock().unwrap().take().unwrap();
        let mut times = Vec::new();
        for n in 0..each {
            let uid = (number * 7919 + n * 104_729) as u32 % messages + 1;
            let start = Instant::now();
            let data = raw.ok(format!("UID FETCH {uid} (FLAGS ENVELOPE BODY.PEEK[TEXT])"));
            times.push(start.elapsed());
            let [Data::Fetch(fetch)] = &data[..] else {
                panic!("{data:?}")
            };
            assert_eq!(fetch.uid().map(u32::from), Some(uid));
            assert_eq!(
                fetch.envelope().unwrap().subject.to_str(),
                Some(format!("Message {uid:07}").as_str())
            );
        }
        *taken[number].lock().unwrap() = Some(raw);
        times
    });
    row(
        format!("each fetches {each} times one message"),
        latencies(times.into_iter().flatten().collect()),
        &server,
    );

    // All commands at once on one connection: all are answered, in order.
    let mut raw = cells[0].lock().unwrap().take().unwrap();
    let mut text = String::new();
    for n in 1..=commands {
        let uid = n % messages + 1;
        match n % 4 {
            0 => text += &format!("P{n} NOOP\r\n"),
            1 => text += &format!("P{n} UID FETCH {uid} (UID)\r\n"),
            2 => text += &format!("P{n} STATUS Sent (MESSAGES)\r\n"),
            _ => text += &format!("P{n} UID STORE {uid} +FLAGS.SILENT (\\Seen)\r\n"),
        }
    }
    let mut writer = raw.clone_socket();
    let start = Instant::now();
    let writing = thread::spawn(move || writer.write_all(text.as_bytes()).unwrap());
    let (mut answered, mut fetched, mut statuses) = (0, 0, 0);
    while answered < commands {
        match raw.response() {
            Response::Tagged(tagged) => {
                answered += 1;
                assert_eq!(
                    (tagged.tag.as_str(), tagged.state),
                    (format!("P{answered}").as_str(), State::Ok)
                );
            }
            Response::Data(Data::Fetch(_)) => fetched += 1,
            Response::Data(Data::Status(_)) => statuses += 1,
            _ => {}
        }
    }
    let time = start.elapsed();
    writing.join().unwrap();
    let of = |rest| (1..=commands).filter(|n| n % 4 == rest).count();
    assert_eq!((fetched, statuses), (of(1), of(2)));
    let rate = f64::from(commands) / time.as_secs_f64();
    row(
        format!("{commands} commands at once on one connection"),
        format!("{:.2} s, {rate:.0} a second", time.as_secs_f64()),
        &server,
    );

    // Every message, one after the other: none is lost, none comes twice.
    let start = Instant::now();
    raw.send(b"ALL UID FETCH 1:* (UID BODY.PEEK[TEXT])\r\n");
    let mut next = 1;
    loop {
        match raw.response() {
            Response::Data(Data::Fetch(fetch)) => {
                // What another client flags may be told in between.
                let Some(body) = raw::body(&fetch) else {
                    continue;
                };
                assert_eq!(
                    (u32::from(fetch.seq), fetch.uid().map(u32::from)),
                    (next, Some(next))
                );
                assert_eq!(
                    body,
                    format!("This is message {next:07}, made when you asked for it.\r\n")
                        .as_bytes()
                );
                next += 1;
            }
            Response::Tagged(tagged) => {
                assert_eq!(tagged.state, State::Ok);
                break;
            }
            _ => {}
        }
    }
    assert_eq!(next - 1, messages);
    let time = start.elapsed();
    let rate = f64::from(messages) / time.as_secs_f64();
    row(
        format!("{messages} messages fetched whole by one"),
        format!("{:.2} s, {rate:.0} a second", time.as_secs_f64()),
        &server,
    );

    let start = Instant::now();
    let found = raw.ok("UID SEARCH RETURN (COUNT MAX) UNSEEN");
    assert!(matches!(&found[..], [Data::ESearch(_)]), "{found:?}");
    row(
        "UID SEARCH RETURN (COUNT MAX) UNSEEN".into(),
        format!("{:.2} ms", start.elapsed().as_secs_f64() * 1000.0),
        &server,
    );
    let start = Instant::now();
    let data = raw.ok("UID SEARCH ALL");
    let [Data::Search(all)] = &data[..] else {
        panic!()
    };
    assert_eq!(all.numbers.len(), messages as usize);
    row(
        "UID SEARCH ALL".into(),
        format!("{:.2} ms", start.elapsed().as_secs_f64() * 1000.0),
        &server,
    );

    // What one does, all hear of.
    let start = Instant::now();
    raw.ok("APPEND Synthetic {21+}\r\nSubject: one more\r\n\r\n");
    let heard = Arc::clone(&cells);
    let times = all_at_once(connections - 1, move |number| {
        let mut raw = heard[number + 1].lock().unwrap().take().unwrap();
        assert!(raw.ok("NOOP").contains(&Data::Exists(messages + 1)));
        start.elapsed()
    });
    row(
        format!("one message more, and {} hear of it", connections - 1),
        latencies(times),
        &server,
    );
    drop(raw);
    assert!(server.is_alive());
    thread::sleep(Duration::from_millis(500));
    rows.push(("all are gone".into(), String::new(), memory(&server)));
    let profile = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    println!(
        "\n| {profile}: step | time (median / 99 % / worst) | memory now, at most (MiB) |\n|---|---|-:|"
    );
    for (what, time, (now, most)) in rows {
        println!("| {what} | {time} | {now:.0}, {most:.0} |");
    }
}

/// Is the server as it should be, and how soon does it answer?
fn is_well(server: &mut Server) -> Duration {
    assert!(server.is_alive());
    let start = Instant::now();
    let mut raw = Raw::login(server.port);
    let exists = raw
        .ok("EXAMINE INBOX")
        .into_iter()
        .any(|data| data == Data::Exists(30));
    assert!(exists);
    raw.ok("FETCH 1:* (ENVELOPE)");
    raw.ok("LOGOUT");
    let time = start.elapsed();
    assert!(time < Duration::from_secs(20), "{time:?}");
    time
}

#[test]
fn garbage() {
    let connections = size().connections;
    let mut server = Server::start_quietly("load-garbage", &["--patience", "5"]);
    let port = server.port;
    let replies = all_at_once(connections, move |number| {
        // Reproducible: another seed for each.
        let mut seed = number as u64 * 2 + 1;
        let mut random = move || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed
        };
        let mut socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        socket
            .set_write_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        if number % 2 == 0 {
            socket.write_all(b"a LOGIN alice secret\r\n").unwrap();
        }
        let words: [&[u8]; 16] = [
            b"a ",
            b"FETCH ",
            b"1:* ",
            b"(",
            b")",
            b"BODY[",
            b"{99999999999}\r\n",
            b"{5+}\r\n",
            b"\"",
            b"\\",
            b"\r\n",
            b"\n",
            b"\0",
            b"SELECT INBOX",
            b"IDLE\r\n",
            b"APPEND INBOX {3}\r\n",
        ];
        for _ in 0..2_000 {
            let word = random();
            let sent = match word % 3 {
                0 => socket.write_all(&word.to_le_bytes()),
                1 => socket.write_all(b"a NOOP\r\n"),
                _ => socket.write_all(words[(word >> 8) as usize % words.len()]),
            };
            // The server has had enough.
            if sent.is_err() {
                break;
            }
        }
        let _gone = socket.shutdown(Shutdown::Write);
        let mut said = Vec::new();
        let _reset = socket.read_to_end(&mut said);
        said.len()
    });
    let said: usize = replies.iter().sum();
    assert!(replies.iter().all(|len| *len > 100), "a greeting at least");
    let (now, most) = memory(&server);
    println!(
        "garbage on {connections} connections: {said} bytes of answers, memory {now:.0} MiB, at most {most:.0}; then a session in {:?}",
        is_well(&mut server)
    );
}

#[test]
fn slow_readers() {
    let Size {
        connections,
        messages,
        ..
    } = size();
    let mut server = Server::start_quietly(
        "load-slow",
        &["--synthetic", &messages.to_string(), "--patience", "6"],
    );
    let slow = connections / 2;
    let before = memory(&server).0;
    let readers: Vec<TcpStream> = (0..slow)
        .map(|_| {
            let mut socket = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
            socket.write_all(b"a LOGIN alice secret\r\nb SELECT Synthetic\r\nc FETCH 1:* (BODY.PEEK[])\r\nd SELECT INBOX\r\ne FETCH 27 BODY.PEEK[]\r\n").unwrap();
            socket
        })
        .collect();
    thread::sleep(Duration::from_secs(2));
    let (now, _) = memory(&server);
    // What each has of the mailbox, and no more than the queue besides.
    let each = (now - before) * 1024.0 / slow as f64;
    let allowed = 1024.0 + f64::from(messages) * 12.0 / 1024.0;
    assert!(
        each < allowed,
        "{each:.0} KiB for each that reads nothing, more than {allowed:.0}"
    );
    let well = is_well(&mut server);
    // Their time is over: the server closes.
    let until = Instant::now() + Duration::from_secs(30);
    let mut closed = 0;
    for mut reader in readers {
        reader
            .set_read_timeout(Some(Duration::from_secs(1)))
            .unwrap();
        // Only look: whoever reads is alive.
        while Instant::now() < until && open_to(server.port, &reader) {
            thread::sleep(Duration::from_millis(100));
        }
        closed += u32::from(!open_to(server.port, &reader));
        let mut rest = Vec::new();
        let _reset = reader.read_to_end(&mut rest);
    }
    assert_eq!(
        closed as usize, slow,
        "connections that read nothing stay open"
    );
    println!(
        "{slow} slow readers: {each:.0} KiB each; meanwhile a session in {well:?}; all were sent away"
    );
}

/// Does the server still hold its end of this connection? As /proc/net/tcp has it.
fn open_to(port: u16, socket: &TcpStream) -> bool {
    let here = socket.local_addr().unwrap().port();
    let table = fs::read_to_string("/proc/net/tcp").unwrap();
    let (from, to) = (format!(":{port:04X}"), format!(":{here:04X}"));
    table.lines().any(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        // 01: established.
        matches!(words[..], [_, local, remote, "01", ..] if local.ends_with(&from) && remote.ends_with(&to))
    })
}

#[test]
fn half_closed() {
    let mut server = Server::start_quietly("load-half", &[]);
    let port = server.port;
    let answers = all_at_once(size().connections, move |_| {
        let mut socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        // All it has to say, and no more: what was asked is answered all the same.
        socket.write_all(b"a LOGIN alice secret\r\nb EXAMINE INBOX\r\nc FETCH 1:* (FLAGS BODY.PEEK[])\r\nd SEARCH ALL\r\n").unwrap();
        socket.shutdown(Shutdown::Write).unwrap();
        let mut said = Vec::new();
        socket.read_to_end(&mut said).unwrap();
        String::from_utf8_lossy(&said).into_owned()
    });
    for said in &answers {
        for line in ["a OK", "* 30 EXISTS", "b OK", "* 30 FETCH", "c OK", "d OK"] {
            assert!(
                said.contains(&format!("\r\n{line}")),
                "{line}: {}",
                &said[said.len().saturating_sub(500)..]
            );
        }
    }
    // In the middle of a command, of a literal, of IDLE.
    for cut in [
        "a LOGIN ali",
        "a LOGIN {5+}\r\nal",
        "a LOGIN alice secret\r\nb IDLE\r\n",
        "a LOGIN alice secret\r\nb APPEND INBOX {100+}\r\nSubj",
    ] {
        let mut socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        socket.write_all(cut.as_bytes()).unwrap();
        socket.shutdown(Shutdown::Write).unwrap();
        let mut said = Vec::new();
        socket.read_to_end(&mut said).unwrap();
        assert!(said.starts_with(b"* OK"));
    }
    println!(
        "half-closed: {} sessions answered to the end; then a session in {:?}",
        answers.len(),
        is_well(&mut server)
    );
}

#[test]
fn killed_clients() {
    let mut server = Server::start_quietly("load-killed", &["--synthetic", "20000"]);
    let count = size().connections / 4;
    let mut children: Vec<Child> = (0..count)
        .map(|number| {
            Command::new(env::current_exe().unwrap())
                .args(["--exact", "to_be_killed", "--ignored", "--nocapture"])
                .env("LOAD_VICTIM", format!("{} {number}", server.port))
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    // They are busy now.
    let until = Instant::now() + Duration::from_secs(30);
    while server.connections() < count {
        assert!(Instant::now() < until);
        thread::sleep(Duration::from_millis(50));
    }
    thread::sleep(Duration::from_millis(300));
    for child in &mut children {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let until = Instant::now() + Duration::from_secs(20);
    while server.connections() > 0 {
        assert!(Instant::now() < until, "connections of the dead stay open");
        thread::sleep(Duration::from_millis(50));
    }
    let well = is_well(&mut server);
    let mut raw = Raw::login(server.port);
    // A message of which not all has come is none.
    assert!(raw.ok("EXAMINE Drafts").contains(&Data::Exists(1)));
    println!("{count} clients killed in the middle of what they did; then a session in {well:?}");
}

/// Is killed while it does something.
#[test]
#[ignore = "killed_clients starts it"]
fn to_be_killed() {
    let Ok(victim) = env::var("LOAD_VICTIM") else {
        return;
    };
    let mut numbers = victim
        .split(' ')
        .map(|number| number.parse::<u16>().unwrap());
    let (port, number) = (numbers.next().unwrap(), numbers.next().unwrap());
    let mut raw = Raw::login(port);
    match number % 4 {
        0 => raw.send(b"a SELECT Synthetic\r\nb FETCH 1:* BODY.PEEK[]\r\n"),
        1 => raw.send(b"a SELECT INBOX\r\nb IDLE\r\n"),
        2 => raw.send(b"a APPEND Drafts {1000000+}\r\nSubject: never"),
        _ => raw.send(b"a SELECT Syn"),
    }
    thread::sleep(Duration::from_secs(60));
}
