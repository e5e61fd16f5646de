//! The bytes: TCP, TLS over it or in it, DEFLATE in that.

use core::{
    pin::Pin,
    task::{Context, Poll, ready},
};
use std::io::{self, ErrorKind};

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream, rustls::pki_types::ServerName};

/// What carries the bytes.
enum Carrier {
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    /// The handshake failed.
    Gone,
}

impl Carrier {
    fn read(&mut self, cx: &mut Context<'_>, space: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut buffer = ReadBuf::new(space);
        ready!(match self {
            Self::Tcp(tcp) => Pin::new(tcp).poll_read(cx, &mut buffer),
            Self::Tls(tls) => Pin::new(&mut **tls).poll_read(cx, &mut buffer),
            Self::Gone => Poll::Ready(Err(ErrorKind::NotConnected.into())),
        })?;
        Poll::Ready(Ok(buffer.filled().len()))
    }

    fn write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self {
            Self::Tcp(tcp) => Pin::new(tcp).poll_write(cx, bytes),
            Self::Tls(tls) => Pin::new(&mut **tls).poll_write(cx, bytes),
            Self::Gone => Poll::Ready(Err(ErrorKind::NotConnected.into())),
        }
    }

    fn flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Tcp(tcp) => Pin::new(tcp).poll_flush(cx),
            Self::Tls(tls) => Pin::new(&mut **tls).poll_flush(cx),
            Self::Gone => Poll::Ready(Err(ErrorKind::NotConnected.into())),
        }
    }
}

/// DEFLATE in both directions ([RFC 4978](https://www.rfc-editor.org/rfc/rfc4978.html)).
struct Deflate {
    deflater: Compress,
    inflater: Decompress,
    /// Came in, and is not inflated.
    compressed: Vec<u8>,
    /// Is deflated, and not written.
    out: Vec<u8>,
    written: usize,
    ended: bool,
}

/// One connection.
pub(crate) struct Wire {
    carrier: Carrier,
    deflate: Option<Box<Deflate>>,
}

impl Wire {
    pub(crate) const fn new(tcp: TcpStream) -> Self {
        Self {
            carrier: Carrier::Tcp(tcp),
            deflate: None,
        }
    }

    /// The handshake.
    pub(crate) async fn start_tls(
        &mut self,
        connector: &TlsConnector,
        name: ServerName<'static>,
    ) -> io::Result<()> {
        if let Carrier::Tcp(tcp) = core::mem::replace(&mut self.carrier, Carrier::Gone) {
            self.carrier = Carrier::Tls(Box::new(connector.connect(name, tcp).await?));
            return Ok(());
        }
        Err(ErrorKind::NotConnected.into())
    }

    /// From here on both sides compress; these compressed bytes have come already.
    pub(crate) fn start_compress(&mut self, first: Vec<u8>) {
        self.deflate = Some(Box::new(Deflate {
            deflater: Compress::new(Compression::default(), false),
            inflater: Decompress::new(false),
            compressed: first,
            out: Vec::new(),
            written: 0,
            ended: false,
        }));
    }

    /// Bytes for the user; 0 at the end.
    pub(crate) fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        space: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let Some(deflate) = &mut self.deflate else {
            return self.carrier.read(cx, space);
        };
        loop {
            // Also without new input: there may be more output than fitted in the last time.
            let n = deflate.inflate(space)?;
            if n > 0 || deflate.ended {
                return Poll::Ready(Ok(n));
            }
            let mut buffer = [0; 16 << 10];
            let n = ready!(self.carrier.read(cx, &mut buffer))?;
            deflate.ended = n == 0;
            deflate.compressed.extend_from_slice(&buffer[..n]);
        }
    }

    /// Takes bytes of the user's.
    pub(crate) fn poll_write(
        &mut self,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.deflate.is_none() {
            return self.carrier.write(cx, bytes);
        }
        ready!(self.write_deflated(cx))?;
        if let Some(deflate) = &mut self.deflate {
            deflate.deflate(bytes)?;
        }
        Poll::Ready(Ok(bytes.len()))
    }

    /// Gets everything on its way that was taken.
    pub(crate) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.write_deflated(cx))?;
        self.carrier.flush(cx)
    }

    fn write_deflated(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(deflate) = &mut self.deflate else {
            return Poll::Ready(Ok(()));
        };
        while deflate.written < deflate.out.len() {
            match ready!(self.carrier.write(cx, &deflate.out[deflate.written..]))? {
                0 => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
                n => deflate.written += n,
            }
        }
        deflate.out.clear();
        deflate.written = 0;
        Poll::Ready(Ok(()))
    }
}

impl Deflate {
    /// As much as fits in: what a server packs into a few bytes cannot fill the memory.
    fn inflate(&mut self, space: &mut [u8]) -> io::Result<usize> {
        loop {
            let (before_in, before_out) = (self.inflater.total_in(), self.inflater.total_out());
            let status =
                self.inflater
                    .decompress(&self.compressed, space, FlushDecompress::None)?;
            let taken = (self.inflater.total_in() - before_in) as usize;
            let made = (self.inflater.total_out() - before_out) as usize;
            self.compressed.drain(..taken);
            self.ended |= status == Status::StreamEnd;
            // It may take a piece and make nothing of it yet.
            if made > 0 || taken == 0 || self.compressed.is_empty() || self.ended {
                return Ok(made);
            }
        }
    }

    fn deflate(&mut self, bytes: &[u8]) -> io::Result<()> {
        let before = self.deflater.total_in();
        loop {
            let taken = (self.deflater.total_in() - before) as usize;
            self.out.reserve(4 << 10);
            self.deflater
                .compress_vec(&bytes[taken..], &mut self.out, FlushCompress::Sync)?;
            // Space is left: nothing is kept back.
            if self.out.len() < self.out.capacity() {
                return Ok(());
            }
        }
    }
}
