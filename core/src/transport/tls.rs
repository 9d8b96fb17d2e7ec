//! Encryption of a link to a device, or a database of the house, whose certificate is its own.
//!
//! A printer issues its certificate itself, so there is no authority to ask: the link is kept from
//! listeners, and from impostors only where the installer pins the certificate's fingerprint. Names and
//! dates in the certificate are not looked at.

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use sha2::{Digest, Sha256};
use std::{str::FromStr, sync::Arc};
use tokio_rustls::rustls;

/// The SHA-256 of a certificate.
///
/// Shape: 64 hexadecimal digits, with or without colons between the pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

/// Not a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is the SHA-256 of the certificate: 64 hexadecimal digits")]
pub struct NotAFingerprint;

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;
    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let digits = text.replace(':', "");
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|_| NotAFingerprint)?;
        bytes.try_into().map(Self).map_err(|_| NotAFingerprint)
    }
}

impl Fingerprint {
    fn of(certificate: &[u8]) -> Self {
        Self(Sha256::digest(certificate).into())
    }
}

/// What a client of such a device needs.
///
/// # Errors
/// The cryptography that was built in cannot be used.
pub(crate) fn client(pinned: Option<Fingerprint>) -> Result<Arc<ClientConfig>, Error> {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(OwnCertificate { pinned, provider }))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// Accepts the pinned certificate, or any where none is pinned.
#[derive(Debug)]
struct OwnCertificate {
    pinned: Option<Fingerprint>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for OwnCertificate {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match self.pinned {
            Some(pinned) if pinned != Fingerprint::of(certificate) => {
                Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
            }
            _ => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_64_hexadecimal_digits() {
        let plain = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let colons =
            plain.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).to_uppercase()).collect::<Vec<_>>();
        assert_eq!(plain.parse(), Ok(Fingerprint::of(b"")));
        assert_eq!(colons.join(":").parse(), Ok(Fingerprint::of(b"")));
        for wrong in ["", "e3b0", "zz", &plain[2..], &format!("{plain}00")] {
            assert_eq!(wrong.parse::<Fingerprint>(), Err(NotAFingerprint), "{wrong}");
        }
    }

    #[test]
    fn only_the_pinned_certificate_is_accepted() {
        let name = ServerName::try_from("printer.lan").expect("a name");
        let accepts = |pinned, certificate: &'static [u8]| {
            OwnCertificate { pinned, provider: Arc::new(ring::default_provider()) }
                .verify_server_cert(&CertificateDer::from(certificate), &[], &name, &[], UnixTime::now())
                .is_ok()
        };
        assert!(accepts(None, b"any"));
        assert!(accepts(Some(Fingerprint::of(b"mine")), b"mine"));
        assert!(!accepts(Some(Fingerprint::of(b"mine")), b"another"));
    }
}
