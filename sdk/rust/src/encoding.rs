//! Bytes as text and back: hex, Base64 and Base64url.
//!
//! Networks are sloppy about padding and case, so decoding takes both; encoding always writes the one canonical form.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Lower-case hex.
pub fn to_hex(bytes: &[u8]) -> String {
    hex::encode(bytes)
}

/// The bytes of hex in either case; none when it is not hex.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    hex::decode(text).ok()
}

/// Base64 with padding.
pub fn to_base64(bytes: &[u8]) -> String {
    general_purpose::STANDARD.encode(bytes)
}

/// The bytes of Base64, padded or not; none when it is not Base64.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Base64url without padding.
pub fn to_base64url(bytes: &[u8]) -> String {
    general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of Base64url, padded or not; none when it is not Base64url.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_in_either_case_and_written_in_lower() {
        assert_eq!(from_hex("00FFab"), Some(vec![0, 255, 0xab]));
        assert_eq!(to_hex(&[0, 255, 0xab]), "00ffab");
        assert_eq!(from_hex("0"), None);
        assert_eq!(from_hex("zz"), None);
    }

    #[test]
    fn base64_is_read_with_and_without_padding() {
        assert_eq!(from_base64("aGk="), Some(b"hi".to_vec()));
        assert_eq!(from_base64("aGk"), Some(b"hi".to_vec()));
        assert_eq!(to_base64(b"hi"), "aGk=");
        assert_eq!(from_base64("a*"), None);
    }

    #[test]
    fn base64url_has_its_own_letters() {
        assert_eq!(to_base64url(&[0xfb, 0xff]), "-_8");
        assert_eq!(from_base64url("-_8="), Some(vec![0xfb, 0xff]));
        assert_eq!(from_base64url("+/8"), None);
    }
}
