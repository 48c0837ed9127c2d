//! Bodies that stream out of the media store.

use jackfield_model::http::{Body, Cipher, FormPart, MediaBody, Outcome, PartContent, TypedBytes, TypedMedia};

use crate::support::{World, call, reply};

fn part(name: &str, filename: Option<&str>, content: PartContent) -> FormPart {
    FormPart {
        name: name.into(),
        filename: filename.map(str::to_owned),
        content_type: filename.map(|_| "image/png".to_owned()),
        content,
    }
}

fn media(id: &str) -> MediaBody {
    MediaBody {
        media: id.into(),
        encipher: None,
    }
}

#[tokio::test]
async fn a_multipart_form_streams_media_between_its_fields() {
    let world = World::new(|_| Some(reply(200, "{\"id\":\"1\"}"))).await;
    let picture: Vec<u8> = (0..3_000_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    let id = world.store(&picture).await;
    let mut asked = call("/media");
    asked.body = Body::Multipart(vec![
        part("product", None, PartContent::Text("example".into())),
        part("file", Some("a \"b\".png"), PartContent::Media(media(&id))),
    ]);
    world.answer(&asked).await;
    let seen = &world.seen()[0];
    let content_type = seen.header("content-type").unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = [
        format!("--{boundary}\r\ncontent-disposition: form-data; name=\"product\"\r\n\r\nexample\r\n").as_bytes(),
        format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a %22b%22.png\"\r\n\
             content-type: image/png\r\n\r\n"
        )
        .as_bytes(),
        &picture,
        format!("\r\n--{boundary}--\r\n").as_bytes(),
    ]
    .concat();
    assert_eq!(seen.header("content-length"), Some(expected.len().to_string().as_str()));
    assert!(
        seen.body == expected,
        "{} bytes, {} expected",
        seen.body.len(),
        expected.len()
    );
}

#[tokio::test]
async fn media_leave_as_a_whole_body_enciphered_if_asked() {
    let world = World::new(|_| Some(reply(200, ""))).await;
    let id = world.store(b"a picture of more than one block").await;
    for (algorithm, iv, length) in [
        ("aes-256-ctr", 16, 32),
        ("aes-256-cbc", 16, 48),
        ("aes-256-gcm", 12, 48),
    ] {
        let mut asked = call("/upload");
        asked.body = Body::Media(TypedMedia {
            content_type: "application/octet-stream".into(),
            content: MediaBody {
                media: id.clone(),
                encipher: Some(Cipher {
                    algorithm: algorithm.into(),
                    key: vec![1; 32].into(),
                    iv: vec![2; iv].into(),
                }),
            },
        });
        world.answer(&asked).await;
        let seen = world.seen().pop().unwrap();
        assert_eq!(seen.body.len(), length, "{algorithm}");
        assert!(!seen.body.starts_with(b"a picture"), "{algorithm}");
    }
}

#[tokio::test]
async fn media_of_another_account_or_of_nobody_do_not_leave() {
    let world = World::new(|_| Some(reply(200, ""))).await;
    let theirs = world.store_for("account-2", b"theirs").await;
    let house = world.store_for("", b"the house's").await;
    let body = |id: &str| {
        Body::Media(TypedMedia {
            content_type: "image/png".into(),
            content: media(id),
        })
    };
    for id in [theirs.as_str(), "no such id", "../../etc/passwd"] {
        let mut asked = call("/upload");
        asked.body = body(id);
        let outcome = world.perform(&asked).await;
        assert!(matches!(&outcome, Outcome::Denied(_)), "{id}: {outcome:?}");
    }
    assert!(world.seen().is_empty());
    let mut asked = call("/upload");
    asked.body = body(&house);
    world.answer(&asked).await;
    assert_eq!(world.seen()[0].body, "the house's");
}

#[tokio::test]
async fn bytes_leave_with_their_type_which_is_the_host_s_to_write() {
    let world = World::new(|_| Some(reply(200, ""))).await;
    let mut asked = call("/upload");
    asked.headers = vec![("content-type".into(), "text/html".into())];
    asked.body = Body::Bytes(TypedBytes {
        content_type: "text/plain".into(),
        content: b"words".to_vec().into(),
    });
    world.answer(&asked).await;
    let seen = &world.seen()[0];
    assert_eq!(
        (seen.header("content-type"), &seen.body[..]),
        (Some("text/plain"), &b"words"[..])
    );
    assert_eq!(
        seen.headers.iter().filter(|(name, _)| name == "content-type").count(),
        1
    );
}
