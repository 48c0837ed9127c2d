//! Checks of signatures by public keys.

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};

use super::keys::PublicKey;
use super::{Outcome, hash::unsupported};

/// Bytes of an ECDSA signature in the fixed form; the other is ASN.1, and never as long.
const FIXED_P256: usize = 64;

/// Refuses an algorithm that there is none of, before any key is looked at.
pub(super) fn known(algorithm: &str) -> Outcome<()> {
    match algorithm {
        "RS256" | "PS256" | "ES256" | "EdDSA" => Ok(()),
        other => Err(unsupported(other)),
    }
}

/// Whether the signature holds. An algorithm that does not go with the key is an error: the key says what it is for.
pub(super) fn verify(key: &PublicKey, algorithm: &str, data: &[u8], signature: &[u8]) -> Outcome<bool> {
    Ok(match (algorithm, key) {
        ("RS256", PublicKey::Rsa { n, e }) => RsaPublicKeyComponents { n, e }
            .verify(&RSA_PKCS1_2048_8192_SHA256, data, signature)
            .is_ok(),
        ("PS256", PublicKey::Rsa { n, e }) => RsaPublicKeyComponents { n, e }
            .verify(&RSA_PSS_2048_8192_SHA256, data, signature)
            .is_ok(),
        ("ES256", PublicKey::P256(point)) if signature.len() == FIXED_P256 => {
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(data, signature)
                .is_ok()
        }
        ("ES256", PublicKey::P256(point)) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point)
            .verify(data, signature)
            .is_ok(),
        ("EdDSA", PublicKey::Ed25519(key)) => UnparsedPublicKey::new(&ED25519, key).verify(data, signature).is_ok(),
        (other, _) => return Err(unsupported(other)),
    })
}
