//! A relay that keeps every byte that goes through it: one stands on each side of the proxy, and knows nothing of it.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// What went through a connection: from the client, from the server.
pub type Flow = [Vec<u8>; 2];

pub struct Tap {
    pub port: u16,
    flows: Arc<Mutex<Vec<Flow>>>,
    open: Arc<AtomicUsize>,
    ended: Arc<AtomicBool>,
}

impl Tap {
    /// Passes on to this port.
    pub fn new(to: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("a port").port();
        listener.set_nonblocking(true).expect("it can");
        let tap = Self {
            port,
            flows: Arc::default(),
            open: Arc::default(),
            ended: Arc::default(),
        };
        let (flows, open) = (Arc::clone(&tap.flows), Arc::clone(&tap.open));
        let ended = Arc::clone(&tap.ended);
        thread::spawn(move || {
            while !ended.load(Ordering::Relaxed) {
                let Ok((client, _)) = listener.accept() else {
                    thread::sleep(Duration::from_millis(5));
                    continue;
                };
                client.set_nonblocking(false).expect("it can");
                let Ok(server) = TcpStream::connect(("127.0.0.1", to)) else {
                    continue;
                };
                let at = {
                    let mut flows = flows.lock().expect("no panic");
                    flows.push(Flow::default());
                    flows.len() - 1
                };
                for (side, from, to) in [(0, &client, &server), (1, &server, &client)] {
                    let clone = |stream: &TcpStream| stream.try_clone().expect("it can");
                    let (from, to) = (clone(from), clone(to));
                    let (flows, open) = (Arc::clone(&flows), Arc::clone(&open));
                    open.fetch_add(1, Ordering::Relaxed);
                    thread::spawn(move || {
                        pass(from, to, |bytes| {
                            flows.lock().expect("no panic")[at][side].extend_from_slice(bytes);
                        });
                        open.fetch_sub(1, Ordering::Relaxed);
                    });
                }
            }
        });
        tap
    }

    /// All that went through, when nobody is connected any more.
    pub fn finish(self) -> Vec<Flow> {
        let end = Instant::now() + Duration::from_secs(10);
        while self.open.load(Ordering::Relaxed) > 0 && Instant::now() < end {
            thread::sleep(Duration::from_millis(10));
        }
        self.ended.store(true, Ordering::Relaxed);
        let mut flows = self.flows.lock().expect("no panic").clone();
        // Connections that begin at once may do so in another order there.
        flows.sort();
        flows
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, mut keep: impl FnMut(&[u8])) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        keep(&buffer[..n]);
        if to.write_all(&buffer[..n]).is_err() {
            break;
        }
    }
    to.shutdown(Shutdown::Write).ok();
    from.shutdown(Shutdown::Read).ok();
}
