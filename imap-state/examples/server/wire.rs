//! The connection as bytes: in clear or under TLS, deflated or not, recorded or not.

use std::{
    fs::File,
    io::{self, Write},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig, server::TlsStream};

/// Bytes are deflated and inflated in pieces of this size.
const PIECE: usize = 16 << 10;

#[derive(Debug)]
enum Stream {
    Clear(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    /// TLS could not be agreed on.
    Lost,
}

/// Nothing is lost if a call is given up half-way.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: Stream,
    deflated: Option<Box<Deflated>>,
    record: Option<File>,
}

#[derive(Debug)]
struct Deflated {
    inflate: Decompress,
    /// Read, from a place on not yet inflated.
    read: (Vec<u8>, usize),
    deflate: Compress,
    /// Deflated, from a place on not yet written.
    written: (Vec<u8>, usize),
}

impl Wire {
    pub(crate) const fn new(socket: TcpStream, record: Option<File>) -> Self {
        Self {
            stream: Stream::Clear(socket),
            deflated: None,
            record,
        }
    }

    pub(crate) async fn start_tls(&mut self, config: Arc<ServerConfig>) -> io::Result<()> {
        match core::mem::replace(&mut self.stream, Stream::Lost) {
            Stream::Clear(socket) => {
                let tls = TlsAcceptor::from(config).accept(socket).await?;
                self.stream = Stream::Tls(Box::new(tls));
                Ok(())
            }
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    /// From here on (RFC 4978).
    pub(crate) fn start_deflate(&mut self) {
        self.deflated = Some(Box::new(Deflated {
            inflate: Decompress::new(false),
            read: (Vec::new(), 0),
            deflate: Compress::new(Compression::fast(), false),
            written: (Vec::new(), 0),
        }));
    }

    /// 0 is the end.
    pub(crate) async fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let n = match &mut self.deflated {
            None => self.stream.fill(space).await?,
            Some(deflated) => loop {
                let (bytes, at) = &mut deflated.read;
                let (before, out) = (deflated.inflate.total_in(), deflated.inflate.total_out());
                let status = deflated
                    .inflate
                    .decompress(&bytes[*at..], space, FlushDecompress::None)
                    .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
                *at += (deflated.inflate.total_in() - before) as usize;
                let n = (deflated.inflate.total_out() - out) as usize;
                if n > 0 || status == Status::StreamEnd {
                    break n;
                }
                let mut piece = [0; PIECE];
                let n = self.stream.fill(&mut piece).await?;
                if n == 0 {
                    break 0;
                }
                deflated.read = (piece[..n].to_vec(), 0);
            },
        };
        self.note('C', &space[..n])?;
        Ok(n)
    }

    /// How many of the bytes are taken.
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = if self.deflated.is_some() {
            self.drain().await?;
            self.deflate(bytes)?
        } else {
            self.stream.write(bytes).await?
        };
        self.note('S', &bytes[..n])?;
        Ok(n)
    }

    fn deflate(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(deflated) = &mut self.deflated else {
            return Ok(0);
        };
        let bytes = &bytes[..bytes.len().min(PIECE)];
        let (mut out, mut at) = (Vec::with_capacity(PIECE + 1024), 0);
        loop {
            let before = deflated.deflate.total_in();
            deflated
                .deflate
                .compress_vec(&bytes[at..], &mut out, FlushCompress::Sync)?;
            at += (deflated.deflate.total_in() - before) as usize;
            if at == bytes.len() && out.len() < out.capacity() {
                break;
            }
            out.reserve(1024);
        }
        deflated.written = (out, 0);
        Ok(bytes.len())
    }

    /// What is deflated goes out.
    async fn drain(&mut self) -> io::Result<()> {
        if let Some(deflated) = &mut self.deflated {
            let (bytes, at) = &mut deflated.written;
            while *at < bytes.len() {
                *at += self.stream.write(&bytes[*at..]).await?;
            }
        }
        Ok(())
    }

    /// All that was taken goes out.
    pub(crate) async fn flush(&mut self) -> io::Result<()> {
        self.drain().await?;
        self.stream.flush().await
    }

    pub(crate) async fn close(&mut self) -> io::Result<()> {
        self.flush().await?;
        self.stream.shutdown().await
    }

    fn note(&mut self, side: char, bytes: &[u8]) -> io::Result<()> {
        match &mut self.record {
            Some(record) if !bytes.is_empty() => {
                let mut text = format!("{side} {}\n", bytes.len()).into_bytes();
                text.extend_from_slice(bytes);
                text.push(b'\n');
                record.write_all(&text)
            }
            _ => Ok(()),
        }
    }
}

impl Stream {
    /// 0 is the end, also if TLS was not told of it: many a client leaves without a word.
    async fn fill(&mut self, space: &mut [u8]) -> io::Result<usize> {
        match self.read(space).await {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
            read => read,
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Clear(socket) => Pin::new(socket).poll_read(cx, buffer),
            Self::Tls(tls) => Pin::new(tls).poll_read(cx, buffer),
            Self::Lost => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Clear(socket) => Pin::new(socket).poll_write(cx, bytes),
            Self::Tls(tls) => Pin::new(tls).poll_write(cx, bytes),
            Self::Lost => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Clear(socket) => Pin::new(socket).poll_flush(cx),
            Self::Tls(tls) => Pin::new(tls).poll_flush(cx),
            Self::Lost => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Clear(socket) => Pin::new(socket).poll_shutdown(cx),
            Self::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
            Self::Lost => Poll::Ready(Ok(())),
        }
    }
}
