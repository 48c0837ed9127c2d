//! Where answers go: to memory within limits, or into the media store whole and right, or not at all.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http_body_util::BodyExt as _;
use jackfield_model::http::{Cipher, Digest, HttpCall, Outcome, Sink, StoreSink};
use tokio::io::AsyncReadExt as _;

use crate::support::{NOW_MS, World, Zeros, call, get, reply, with_header};

fn to_store(most: u32, decipher: Option<Cipher>, digest: Option<(&str, &[u8])>) -> HttpCall {
    let digest = digest.map(|(algorithm, value)| Digest {
        algorithm: algorithm.into(),
        value: value.to_vec().into(),
    });
    HttpCall {
        into: Sink::Store(StoreSink { most, decipher, digest }),
        ..get("/media")
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8], framed: bool) -> Vec<u8> {
    if framed {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    } else {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }
}

async fn zeros(length: u64) -> (World, Arc<AtomicU64>) {
    let made = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&made);
    let world = World::new(move |_| {
        let body = Zeros {
            left: length,
            made: Arc::clone(&counter),
        };
        Some(reply(200, "").map(|_| body.boxed()))
    })
    .await;
    (world, made)
}

/// What a server may have made when its reader stops: the limit, and what lies in buffers on the way.
const IN_BUFFERS: u64 = 16 * 1024 * 1024;
const LONG: u64 = 100 * 1024 * 1024;

#[tokio::test]
async fn memory_takes_what_was_asked_and_never_more_than_the_host_s_cap() {
    let (world, made) = zeros(LONG).await;
    for (asked, given) in [(1000, 1000), (u32::MAX, 4 * 1024 * 1024)] {
        let mut call = call("/long");
        call.into = Sink::Memory(asked);
        let answer = world.answer(&call).await;
        assert_eq!((answer.body.0.len(), answer.truncated), (given, true));
    }
    assert!(made.load(Ordering::Relaxed) < 2 * IN_BUFFERS);
}

#[tokio::test]
async fn the_store_takes_no_more_than_its_limit_and_keeps_nothing_of_it() {
    let (world, made) = zeros(LONG).await;
    let outcome = world.perform(&to_store(1024 * 1024, None, None)).await;
    assert!(
        matches!(&outcome, Outcome::Unknown(reason) if reason.contains("more than 1048576 bytes")),
        "{outcome:?}"
    );
    assert!(made.load(Ordering::Relaxed) < IN_BUFFERS);
    assert_eq!(world.files(), [""; 0]);
}

#[tokio::test]
async fn an_announced_length_above_the_limit_is_not_fetched() {
    let world = World::new(|_| Some(reply(200, vec![0; 100_000]))).await;
    let outcome = world.perform(&to_store(1000, None, None)).await;
    assert_eq!(outcome, Outcome::Unknown("the answer is longer than 1000 bytes".into()));
}

#[tokio::test]
async fn encodings_are_undone_within_the_limit() {
    let text = "words ".repeat(10_000);
    for (encoding, body) in [
        ("gzip", gzip(text.as_bytes())),
        ("deflate", deflate(text.as_bytes(), true)),
        ("deflate", deflate(text.as_bytes(), false)),
    ] {
        let world =
            World::new(move |_| Some(with_header(reply(200, body.clone()), "content-encoding", encoding))).await;
        let answer = world.answer(&call("/v1")).await;
        assert!(answer.body.0 == text.as_bytes() && !answer.truncated, "{encoding}");
        assert!(answer.headers.iter().all(|(name, _)| name != "content-encoding"));
        assert_eq!(world.seen()[0].header("accept-encoding"), Some("gzip, deflate"));
    }
}

#[tokio::test]
async fn a_compression_bomb_ends_at_the_limit() {
    let bomb = gzip(&vec![0; 64 * 1024 * 1024]);
    let world = World::new(move |_| Some(with_header(reply(200, bomb.clone()), "content-encoding", "gzip"))).await;
    let mut asked = call("/v1");
    asked.into = Sink::Memory(1000);
    let answer = world.answer(&asked).await;
    assert_eq!((answer.body.0.len(), answer.truncated), (1000, true));
    let outcome = world.perform(&to_store(1_000_000, None, None)).await;
    assert!(matches!(&outcome, Outcome::Unknown(_)), "{outcome:?}");
    assert_eq!(world.files(), [""; 0]);
}

#[tokio::test]
async fn a_broken_encoding_is_unknown() {
    let world = World::new(|_| Some(with_header(reply(200, "no gzip"), "content-encoding", "gzip"))).await;
    let outcome = world.perform(&call("/v1")).await;
    assert!(matches!(&outcome, Outcome::Unknown(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_good_answer_goes_into_the_store_and_the_guest_learns_its_id() {
    let world = World::new(|_| Some(with_header(reply(200, "a picture"), "content-type", "image/jpeg"))).await;
    let sha1 = hex::decode("b08eb6041e4ae1f3b36f9ec6ec2ea2bd1c14b6e8").unwrap();
    let right = ring::digest::digest(&ring::digest::SHA256, b"a picture");
    let answer = world
        .answer(&to_store(9, None, Some(("sha-256", right.as_ref()))))
        .await;
    let stored = answer.stored.unwrap();
    assert_eq!((stored.size, stored.content_type.as_deref()), (9, Some("image/jpeg")));
    assert_eq!((stored.sha256.0.as_slice(), answer.body.0.len()), (right.as_ref(), 0));
    let entry = world.media.find("account-1", &stored.id, 0).await.unwrap();
    let mut bytes = Vec::new();
    world
        .media
        .read(&entry, 0..100)
        .await
        .unwrap()
        .read_to_end(&mut bytes)
        .await
        .unwrap();
    assert_eq!(
        (bytes.as_slice(), entry.created_ms),
        (&b"a picture"[..], i64::try_from(NOW_MS).unwrap())
    );
    assert_eq!(world.files(), [hex::encode(right)]);
    // Another digest of the same bytes is another matter.
    let outcome = world.perform(&to_store(9, None, Some(("sha-1", &sha1)))).await;
    assert!(matches!(&outcome, Outcome::Unknown(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_wrong_digest_leaves_no_file() {
    let world = World::new(|_| Some(reply(200, "another picture"))).await;
    for (algorithm, length) in [("sha-256", 32), ("sha-1", 20), ("md5", 16)] {
        let outcome = world
            .perform(&to_store(1000, None, Some((algorithm, &vec![0; length]))))
            .await;
        assert!(
            matches!(&outcome, Outcome::Unknown(reason) if reason.starts_with("the ")),
            "{outcome:?}"
        );
        assert_eq!(world.files(), [""; 0], "{algorithm}");
    }
    let outcome = world.perform(&to_store(1000, None, Some(("crc32", &[0; 4])))).await;
    assert!(matches!(&outcome, Outcome::Denied(_)), "{outcome:?}");
}

#[tokio::test]
async fn md5_and_sha1_are_known() {
    let world = World::new(|_| Some(reply(200, "abc"))).await;
    for (algorithm, digest) in [
        ("md5", "900150983cd24fb0d6963f7d28e17f72"),
        ("sha-1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    ] {
        let digest = hex::decode(digest).unwrap();
        let answer = world.answer(&to_store(1000, None, Some((algorithm, &digest)))).await;
        assert!(answer.stored.is_some(), "{algorithm}");
    }
}

#[tokio::test]
async fn what_was_enciphered_on_its_way_out_is_deciphered_on_its_way_in() {
    // The server keeps what is put and gives it back.
    let kept = Arc::new(std::sync::Mutex::new(bytes::Bytes::new()));
    let world = World::new(move |seen| {
        if seen.method == "POST" {
            *kept.lock().unwrap() = seen.body.clone();
        }
        Some(reply(200, kept.lock().unwrap().clone()))
    })
    .await;
    let picture: Vec<u8> = (0..200_001_u32).map(|n| u8::try_from(n % 253).unwrap()).collect();
    let id = world.store(&picture).await;
    let hash = ring::digest::digest(&ring::digest::SHA256, &picture);
    for (algorithm, key, iv) in [
        ("aes-256-ctr", 32, 16),
        ("aes-256-cbc", 32, 16),
        ("aes-128-gcm", 16, 12),
        ("aes-256-gcm", 32, 12),
    ] {
        let cipher = Cipher {
            algorithm: algorithm.into(),
            key: vec![5; key].into(),
            iv: vec![6; iv].into(),
        };
        let mut put = call("/media");
        put.body = jackfield_model::http::Body::Media(jackfield_model::http::TypedMedia {
            content_type: "application/octet-stream".into(),
            content: jackfield_model::http::MediaBody {
                media: id.clone(),
                encipher: Some(cipher.clone()),
            },
        });
        world.answer(&put).await;
        let fetch = to_store(300_000, Some(cipher.clone()), Some(("sha-256", hash.as_ref())));
        let stored = world.answer(&fetch).await.stored.unwrap();
        assert_eq!(stored.sha256.0, hash.as_ref(), "{algorithm}");
        let wrong = Cipher {
            key: vec![4; key].into(),
            ..cipher
        };
        let fetch = to_store(300_000, Some(wrong), Some(("sha-256", hash.as_ref())));
        let outcome = world.perform(&fetch).await;
        assert!(matches!(&outcome, Outcome::Unknown(_)), "{algorithm}: {outcome:?}");
    }
    assert_eq!(world.files(), [hex::encode(hash)], "the same bytes, once");
}

#[tokio::test]
async fn an_error_in_place_of_media_goes_to_the_guest() {
    let world = World::new(|_| Some(reply(404, "{\"error\":\"gone\"}"))).await;
    let answer = world.answer(&to_store(1000, None, None)).await;
    assert_eq!(
        (answer.status, answer.body.0.as_slice()),
        (404, &b"{\"error\":\"gone\"}"[..])
    );
    assert!(answer.stored.is_none() && world.files().is_empty());
}
