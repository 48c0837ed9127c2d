//! The door for networks: what gets in, and what does not.

use jackfield_e2e::{Setup, Switchboard};
use jackfield_networks::client::{Connection, Reply, Target};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

async fn post(board: &Switchboard, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let target = Target::of(&format!("http://{}", board.address())).unwrap();
    let request = target.request("POST", path, headers, body);
    Connection::open(&target, None)
        .await
        .unwrap()
        .exchange(&request)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_gets_in_unsigned_and_who_knocks_learns_nothing() {
    let board = Switchboard::start(Setup::default()).await.unwrap();
    let unsigned = post(
        &board,
        "/channels/shop-wa",
        &[("content-type", "application/json")],
        b"{}",
    )
    .await;
    assert!(matches!(unsigned.status, 401 | 403), "{}", unsigned.status);
    assert!(unsigned.body.is_empty(), "the reason is for the log");
    let forged = [("x-hub-signature-256", "sha256=00")];
    assert!(matches!(
        post(&board, "/channels/shop-wa", &forged, b"{}").await.status,
        401 | 403
    ));
    assert_eq!(post(&board, "/channels/nobody", &[], b"{}").await.status, 404);
    assert!(board.api.conversations().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_handshake_is_answered_with_its_challenge() {
    let board = Switchboard::start(Setup::default()).await.unwrap();
    let (status, body, challenge) = board.whatsapp.handshake().await.unwrap();
    assert_eq!((status, String::from_utf8(body).unwrap()), (200, challenge));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authentic_webhook_that_makes_no_sense_is_taken_and_kept() {
    let board = Switchboard::start(Setup::default()).await.unwrap();
    let body = serde_json::json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "unheard_of", "value": {"x": 1}}]}]});
    let delivery = board.whatsapp.post(&body).await.unwrap();
    assert_eq!(delivery.status, Some(200));
    let nonsense = board.line.post_bytes(&b"{\"destination\": 7"[..]).await.unwrap();
    // Signed and no JSON: parked for a better version, and the network is told that we have it.
    assert_eq!(nonsense.status, Some(200));
    let parked = board.api.get("/parked").await.unwrap();
    assert_eq!(parked["items"].as_array().map(Vec::len), Some(1), "{parked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_beyond_the_limit_is_refused_before_it_is_read() {
    let board = Switchboard::start(Setup::default()).await.unwrap();
    let mut stream = tokio::net::TcpStream::connect(board.address()).await.unwrap();
    let head = "POST /channels/shop-wa HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}
