//! Whom TLS trusts, by rustls; `proxy` uses it too.

use std::{error::Error, path::PathBuf, sync::Arc};

use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme,
        client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        crypto::{self, CryptoProvider, ring},
        pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    },
};

/// How the certificate of a server is judged.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Trust {
    /// Take any certificate: whoever is on the way can then read everything
    #[arg(long)]
    pub(crate) insecure: bool,
    /// Trust these certificates (PEM) beside the system's
    #[arg(long, value_name = "FILE", conflicts_with = "insecure")]
    pub(crate) ca: Vec<PathBuf>,
}

impl Trust {
    /// A connector that judges so. `needed`: it will be used.
    pub(crate) fn connector(&self, needed: bool) -> Result<TlsConnector, Box<dyn Error>> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()?;
        let config = if self.insecure {
            builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(Anybody(provider)))
        } else {
            let mut roots = RootCertStore::empty();
            let system = rustls_native_certs::load_native_certs();
            roots.add_parsable_certificates(system.certs);
            for path in &self.ca {
                let about = |error: &dyn Error| format!("{}: {error}", path.display());
                for certificate in
                    CertificateDer::pem_file_iter(path).map_err(|error| about(&error))?
                {
                    let certificate = certificate.map_err(|error| about(&error))?;
                    roots.add(certificate).map_err(|error| about(&error))?;
                }
            }
            if needed && roots.is_empty() {
                return Err(
                    "the system has no certificates to trust: install ca-certificates, or name one with --ca"
                        .into(),
                );
            }
            builder.with_root_certificates(roots)
        };
        Ok(TlsConnector::from(Arc::new(config.with_no_client_auth())))
    }
}

/// Takes any certificate, but not a handshake that the certificate's key did not sign.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.0.signature_verification_algorithms;
        crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.0.signature_verification_algorithms;
        crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
