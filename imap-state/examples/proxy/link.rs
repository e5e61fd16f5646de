//! The two ends of a connection, tied together: what comes in at one goes out at the other, byte for byte.

use core::{
    future::poll_fn,
    task::{Context, Poll},
    time::Duration,
};
use std::io;

use tokio::time::timeout;

use crate::{
    end::End,
    record::Side,
    watch::{Switch, Watch},
};

/// Bytes that are read at once.
const PIECE: usize = 16 << 10;

/// So much may wait for an end that does not read, before nothing more is read from the other.
const WAITS: usize = 256 << 10;

/// A server that has hung up: so long may its client take to do the same.
const FAREWELL: Duration = Duration::from_secs(2);

/// Why [`Link::run`] came back.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Pause {
    /// STARTTLS was granted, and the client has been told; so many bytes came behind it in clear.
    StartTls(usize),
    /// Both ends have hung up.
    End,
}

pub(crate) struct Link {
    pub(crate) client: End,
    pub(crate) server: End,
    pub(crate) watch: Watch,
    /// Bytes that came from the client and from the server.
    pub(crate) passed: [u64; 2],
    /// Why nothing more can be seen, or recorded.
    pub(crate) trouble: Option<io::Error>,
    /// STARTTLS is ended here.
    ends_tls: bool,
    pause: Option<Pause>,
    buffer: Vec<u8>,
}

impl Link {
    pub(crate) fn new(client: End, server: End, watch: Watch, ends_tls: bool) -> Self {
        Self {
            client,
            server,
            watch,
            passed: [0; 2],
            trouble: None,
            ends_tls,
            pause: None,
            buffer: vec![0; PIECE],
        }
    }

    /// Passes bytes on, until something has to be done. `found` is called when there may be something to tell.
    pub(crate) async fn run(&mut self, found: &mut impl FnMut(&mut Watch)) -> Pause {
        loop {
            let server_gone = self.server.read_ended && self.client.write_ended;
            let turn = poll_fn(|cx| self.poll(cx));
            let turn = if server_gone {
                timeout(FAREWELL, turn).await.unwrap_or(Some(Pause::End))
            } else {
                turn.await
            };
            found(&mut self.watch);
            if let Some(pause) = turn {
                self.pause = None;
                return pause;
            }
        }
    }

    /// Does what can be done now.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Pause>> {
        let mut moved = self.take(Side::Client, cx);
        moved |= self.take(Side::Server, cx);
        moved |= give(&mut self.client, &mut self.server, cx);
        moved |= give(&mut self.server, &mut self.client, cx);
        if let Some(pause) = self.pause
            && (self.client.waits() == 0 || self.client.write_ended)
        {
            return Poll::Ready(Some(pause));
        }
        if self.client.write_ended && self.server.write_ended {
            return Poll::Ready(Some(Pause::End));
        }
        if moved {
            Poll::Ready(None)
        } else {
            Poll::Pending
        }
    }

    /// Reads from one side, and gives it to the other. Answers whether anything came.
    fn take(&mut self, side: Side, cx: &mut Context<'_>) -> bool {
        let (from, to) = match side {
            Side::Client => (&mut self.client, &mut self.server),
            Side::Server => (&mut self.server, &mut self.client),
        };
        if from.read_ended || to.waits() >= WAITS || self.pause.is_some() {
            return false;
        }
        let n = match from.poll_read(cx, &mut self.buffer) {
            Poll::Ready(Ok(n)) => n,
            // A reset is an end.
            Poll::Ready(Err(_)) => 0,
            Poll::Pending => return false,
        };
        from.read_ended = n == 0;
        let mut bytes = &self.buffer[..n];
        // Recorded before it is passed on: what answers it comes behind it.
        let switch = self.watch.see(side, bytes).unwrap_or_else(|error| {
            // Whatever cannot be seen, or recorded, goes on all the same.
            self.trouble = Some(error);
            self.watch.blind();
            None
        });
        if let Some(Switch::StartTls(behind)) = switch {
            if self.ends_tls {
                bytes = &bytes[..n - behind];
                self.pause = Some(Pause::StartTls(behind));
            } else {
                self.watch.blind();
            }
        }
        self.passed[side as usize] += bytes.len() as u64;
        to.push(bytes);
        true
    }
}

/// Writes what waits for an end, and tells it when nothing more comes from the other.
fn give(end: &mut End, other: &mut End, cx: &mut Context<'_>) -> bool {
    if end.write_ended {
        return false;
    }
    let before = end.waits();
    let written = match end.poll_write(cx) {
        Poll::Ready(Ok(())) if other.read_ended => end.poll_shutdown(cx),
        Poll::Ready(Ok(())) | Poll::Pending => return end.waits() < before,
        failed => failed,
    };
    match written {
        Poll::Pending => return end.waits() < before,
        Poll::Ready(Ok(())) => {}
        // It is gone: nobody reads what the other may still say.
        Poll::Ready(Err(_)) => {
            end.read_ended = true;
            other.read_ended = true;
        }
    }
    end.write_ended = true;
    true
}
