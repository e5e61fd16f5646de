//! One of the two ends of a connection: TCP, or TLS that is ended here.

use core::{
    pin::Pin,
    task::{Context, Poll, ready},
};
use std::io::{self, ErrorKind};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream, rustls::pki_types::ServerName};

use crate::PATIENCE;

/// What carries the bytes.
enum Carrier {
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    /// A handshake failed.
    Gone,
}

/// An end, and what waits to be written to it.
pub(crate) struct End {
    carrier: Carrier,
    out: Vec<u8>,
    written: usize,
    /// Nothing more is read from it, or written to it.
    pub(crate) read_ended: bool,
    pub(crate) write_ended: bool,
}

/// How TLS is begun with an end.
pub(crate) enum Tls<'t> {
    /// With a client.
    Accept(&'t TlsAcceptor),
    /// With a server of this name.
    Connect(&'t TlsConnector, &'t ServerName<'static>),
}

impl End {
    pub(crate) const fn new(tcp: TcpStream) -> Self {
        Self {
            carrier: Carrier::Tcp(tcp),
            out: Vec::new(),
            written: 0,
            read_ended: false,
            write_ended: false,
        }
    }

    /// The handshake.
    pub(crate) async fn start_tls(&mut self, tls: Tls<'_>) -> io::Result<()> {
        let Carrier::Tcp(tcp) = core::mem::replace(&mut self.carrier, Carrier::Gone) else {
            return Err(ErrorKind::NotConnected.into());
        };
        let stream = match tls {
            Tls::Accept(acceptor) => {
                TlsStream::Server(timeout(PATIENCE, acceptor.accept(tcp)).await??)
            }
            Tls::Connect(connector, name) => {
                let handshake = connector.connect(name.clone(), tcp);
                TlsStream::Client(timeout(PATIENCE, handshake).await??)
            }
        };
        self.carrier = Carrier::Tls(Box::new(stream));
        Ok(())
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// So much waits to be written.
    pub(crate) const fn waits(&self) -> usize {
        self.out.len() - self.written
    }

    /// Reads; 0 at the end. Many peers end TLS without a word.
    pub(crate) fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        space: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let mut buffer = ReadBuf::new(space);
        let read = ready!(match &mut self.carrier {
            Carrier::Tcp(tcp) => Pin::new(tcp).poll_read(cx, &mut buffer),
            Carrier::Tls(tls) => Pin::new(&mut **tls).poll_read(cx, &mut buffer),
            Carrier::Gone => Poll::Ready(Err(ErrorKind::NotConnected.into())),
        });
        match read {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {}
            Err(error) => return Poll::Ready(Err(error)),
        }
        Poll::Ready(Ok(buffer.filled().len()))
    }

    /// Writes what waits, and gets it on its way.
    pub(crate) fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.waits() > 0 {
            let bytes = &self.out[self.written..];
            let n = ready!(match &mut self.carrier {
                Carrier::Tcp(tcp) => Pin::new(tcp).poll_write(cx, bytes),
                Carrier::Tls(tls) => Pin::new(&mut **tls).poll_write(cx, bytes),
                Carrier::Gone => Poll::Ready(Err(ErrorKind::NotConnected.into())),
            })?;
            if n == 0 {
                return Poll::Ready(Err(ErrorKind::WriteZero.into()));
            }
            self.written += n;
        }
        self.out.clear();
        self.written = 0;
        match &mut self.carrier {
            Carrier::Tcp(tcp) => Pin::new(tcp).poll_flush(cx),
            Carrier::Tls(tls) => Pin::new(&mut **tls).poll_flush(cx),
            Carrier::Gone => Poll::Ready(Ok(())),
        }
    }

    /// Tells the end that nothing more comes.
    pub(crate) fn poll_shutdown(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.carrier {
            Carrier::Tcp(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Carrier::Tls(tls) => Pin::new(&mut **tls).poll_shutdown(cx),
            Carrier::Gone => Poll::Ready(Ok(())),
        }
    }
}
