//! Ciphers: known vectors, and what must not be told apart.

use jackfield_model::description::SecretUse;
use serde_json::{Value, json};

use crate::support::{ask, need, surroundings};
use crate::with;

/// NIST SP 800-38A, F.2.5: CBC with AES-256.
const KEY: &str = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
const IV: &str = "000102030405060708090a0b0c0d0e0f";
const PLAIN: &str = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
const CIPHERED: &str = "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b";

fn question(function: &str, algorithm: &str, iv: Option<&str>, data: &str) -> Value {
    json!({"do": function, "key": "key", "algorithm": algorithm, "iv": iv, "data": data})
}

async fn encrypt(key: &str, algorithm: &str, iv: Option<&str>, data: &str) -> String {
    ask(
        with("hex", key, SecretUse::Encrypt),
        question("encrypt", algorithm, iv, data),
    )
    .await
}

async fn decrypt(key: &str, algorithm: &str, iv: Option<&str>, data: &str) -> String {
    ask(
        with("hex", key, SecretUse::Decrypt),
        question("decrypt", algorithm, iv, data),
    )
    .await
}

#[tokio::test]
async fn cbc_is_that_of_nist_with_a_block_of_padding() {
    let ciphered = encrypt(KEY, "aes-256-cbc", Some(IV), PLAIN).await;
    assert!(
        ciphered.starts_with(CIPHERED) && ciphered.len() == CIPHERED.len() + 32,
        "{ciphered}"
    );
    assert_eq!(decrypt(KEY, "aes-256-cbc", Some(IV), &ciphered).await, PLAIN);
}

#[tokio::test]
async fn an_iv_that_is_none_is_the_first_bytes_of_the_key() {
    let told = encrypt(KEY, "aes-256-cbc", Some(&KEY[..32]), PLAIN).await;
    assert_eq!(encrypt(KEY, "aes-256-cbc", None, PLAIN).await, told);
    assert_eq!(decrypt(KEY, "aes-256-cbc", None, &told).await, PLAIN);
}

#[tokio::test]
async fn padding_to_blocks_of_32_bytes_is_taken_too() {
    // The first of two blocks of padding is enciphered as data: 16 bytes of 32, then 15 + 1 by the cipher's own padding taken off.
    let plain = format!("{}{}", hex::encode([7; 16]), hex::encode([32; 32]));
    let ciphered = encrypt(KEY, "aes-256-cbc", Some(IV), &plain).await;
    let without_own_padding = &ciphered[..plain.len()];
    assert_eq!(
        decrypt(KEY, "aes-256-cbc", Some(IV), without_own_padding).await,
        hex::encode([7; 16])
    );
}

#[tokio::test]
async fn gcm_is_that_of_its_specification_with_the_tag_at_the_end() {
    // McGrew and Viega, test cases 15 (AES-256) and 3 (AES-128).
    let key = "feffe9928665731c6d6a8f9467308308";
    let iv = Some("cafebabefacedbaddecaf888");
    let plain = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
    for (algorithm, key, ciphered) in [
        (
            "aes-256-gcm",
            key.repeat(2),
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c",
        ),
        (
            "aes-128-gcm",
            key.to_owned(),
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f59854d5c2af327cd64a62cf35abd2ba6fab4",
        ),
    ] {
        assert_eq!(encrypt(&key, algorithm, iv, plain).await, ciphered);
        assert_eq!(decrypt(&key, algorithm, iv, ciphered).await, plain);
    }
}

#[tokio::test]
async fn oaep_is_that_of_openssl() {
    for pem in [include_str!("keys/private.pem"), include_str!("keys/private-pkcs1.pem")] {
        for (algorithm, data) in [
            ("rsa-oaep-sha256", include_str!("keys/oaep-sha256.hex").trim()),
            ("rsa-oaep-sha1", include_str!("keys/oaep-sha1.hex").trim()),
        ] {
            let asked = question("decrypt", algorithm, None, data);
            let plain = ask(with("pem", pem, SecretUse::Decrypt), asked).await;
            assert_eq!(plain, hex::encode("deciphered"), "{algorithm}");
        }
    }
}

#[tokio::test]
async fn what_is_enciphered_to_a_public_key_the_private_one_opens() {
    for pem in [
        include_str!("keys/public.pem"),
        include_str!("keys/certificate.pem"),
        include_str!("keys/private.pem"),
    ] {
        let asked = question("encrypt", "rsa-oaep-sha256", None, &hex::encode("hello"));
        let ciphered = ask(with("pem", pem, SecretUse::Encrypt), asked).await;
        let asked = question("decrypt", "rsa-oaep-sha256", None, &ciphered);
        let plain = ask(with("pem", include_str!("keys/private.pem"), SecretUse::Decrypt), asked).await;
        assert_eq!(plain, hex::encode("hello"));
    }
}

#[tokio::test]
async fn why_data_do_not_hold_is_not_told() {
    let ciphered = encrypt(KEY, "aes-256-cbc", Some(IV), PLAIN).await;
    let mut answers = Vec::new();
    for place in [0, ciphered.len() - 40, ciphered.len() - 2] {
        let mut broken = hex::decode(&ciphered).unwrap();
        broken[place / 2] ^= 1;
        answers.push(decrypt(KEY, "aes-256-cbc", Some(IV), &hex::encode(broken)).await);
    }
    // The first changes the words only: CBC does not know. The others break the padding.
    assert!(!answers[0].contains("Malformed"));
    assert!(answers[2].contains("Malformed"));
    for data in ["", "00", &ciphered[..ciphered.len() - 2]] {
        assert_eq!(decrypt(KEY, "aes-256-cbc", Some(IV), data).await, answers[2], "{data}");
    }
    let gcm = decrypt(KEY, "aes-256-gcm", Some(&IV[..24]), &ciphered).await;
    assert_eq!(gcm, answers[2]);
    let oaep = question("decrypt", "rsa-oaep-sha256", None, &"00".repeat(256));
    let oaep = ask(with("pem", include_str!("keys/private.pem"), SecretUse::Decrypt), oaep).await;
    assert_eq!(oaep, answers[2]);
}

#[tokio::test]
async fn keys_and_ivs_have_their_lengths() {
    for (key, algorithm, iv) in [
        (&KEY[..32], "aes-256-cbc", Some(IV)),
        (KEY, "aes-128-cbc", Some(IV)),
        (KEY, "aes-256-cbc", Some("00")),
        (KEY, "aes-256-gcm", Some(IV)),
        ("00", "aes-256-cbc", None),
        (KEY, "rsa-oaep-sha256", None),
    ] {
        assert!(
            encrypt(key, algorithm, iv, "00").await.contains("Malformed"),
            "{algorithm}"
        );
        assert!(
            decrypt(key, algorithm, iv, "00").await.contains("Malformed"),
            "{algorithm}"
        );
    }
    assert!(encrypt(KEY, "aes-256-ecb", None, "00").await.contains("Unsupported"));
}

#[tokio::test]
async fn while_a_key_is_rotated_the_old_one_still_opens() {
    let old = encrypt(KEY, "aes-256-gcm", Some(&IV[..24]), PLAIN).await;
    let new = "00".repeat(32);
    let both: &[&str] = &[&new, KEY];
    let change = surroundings(vec![need("key", "hex", &[SecretUse::Decrypt])], &[("key", both)]);
    assert_eq!(
        ask(change, question("decrypt", "aes-256-gcm", Some(&IV[..24]), &old)).await,
        PLAIN
    );
}
