//! Each fault of a network, and what must not come of it: a lost message, or one that arrives twice.

use jackfield_e2e::talk::Talk;
use jackfield_e2e::{Setup, Switchboard};
use jackfield_networks::{Fault, Place, Simulator, Times};

async fn hello_arrives_once(fault: Fault, network: impl Fn(&Switchboard) -> &Simulator) -> Switchboard {
    let board = Switchboard::start(Setup::default()).await.unwrap();
    let quiet = |_| {};
    network(&board).fault(fault, Times::Next(1));
    {
        let mut ana = Talk::new(network(&board), "Ana", &quiet);
        let told = |error| {
            panic!(
                "{fault:?}: {error}\n{}",
                board.host().map(jackfield_e2e::Host::log).unwrap_or_default()
            )
        };
        ana.say("Hello", 1).await.unwrap_or_else(told);
        // The next one shows that nothing else is still on its way: a conversation's messages keep their order.
        ana.say("text", 1).await.unwrap_or_else(told);
    }
    let texts: Vec<_> = network(&board).sent().iter().map(|sent| sent.kind.clone()).collect();
    assert_eq!(texts.len(), 2, "{fault:?}: {texts:?}");
    board
}

#[tokio::test(flavor = "multi_thread")]
async fn too_fast_is_obeyed_and_sent_again() {
    hello_arrives_once(Fault::RateLimited { retry_after: 1 }, |board| &board.whatsapp).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_error_is_sent_again() {
    hello_arrives_once(Fault::ServerError { status: 503 }, |board| &board.whatsapp).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_reply_token_becomes_a_push() {
    let board = hello_arrives_once(Fault::InvalidReplyToken, |board| &board.line).await;
    assert_eq!(board.line.sent()[0].via, "push");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_comes_twice_is_one_turn() {
    for fault in [Fault::DuplicateWebhook, Fault::Redelivery] {
        hello_arrives_once(fault, |board| &board.line).await;
    }
    hello_arrives_once(Fault::DuplicateWebhook, |board| &board.whatsapp).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_push_is_repeated_under_its_retry_key() {
    let board = Switchboard::start(Setup::default()).await.unwrap();
    let quiet = |_| {};
    let mut ken = Talk::new(&board.line, "Ken", &quiet);
    ken.say("Hello", 1).await.unwrap();
    let conversation = board.api.conversations().await.unwrap().remove(0);
    // The reply token is spent: what an agent says now is pushed, and a push carries a key.
    board
        .line
        .fault_at(Fault::DropAfterAccepting, Place::Pushes, Times::Next(1));
    let path = format!(
        "/conversations/shop-line/{}/messages",
        conversation["id"].as_str().unwrap()
    );
    let said = serde_json::json!({"message": {"parts": [{"content": {"text": {"body": "I am Mia."}}}]}});
    board.api.send("POST", &path, &said).await.unwrap();
    ken.hear(1).await.unwrap();
    ken.say("text", 1).await.unwrap();
    assert_eq!(board.line.accepted(), 3, "it arrived once");
    assert_eq!(board.line.problems(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_have_arrived_is_not_sent_again() {
    let board = Switchboard::start(Setup::default()).await.unwrap();
    board.whatsapp.fault(Fault::DropAfterAccepting, Times::Next(1));
    let quiet = |_| {};
    let mut ana = Talk::new(&board.whatsapp, "Ana", &quiet);
    // It was accepted, and the answer was lost: one message, and never a second one.
    ana.say("Hello", 1).await.unwrap();
    ana.say("text", 1).await.unwrap();
    assert_eq!(board.whatsapp.accepted(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_loses_nothing() {
    let board = Switchboard::start(Setup::default()).await.unwrap();
    board.whatsapp.fault(Fault::ExpiredToken, Times::Always);
    let quiet = |_| {};
    let mut ana = Talk::new(&board.whatsapp, "Ana", &quiet);
    ana.say("Hello", 0).await.unwrap();
    board.whatsapp.wait_for_strikes(1).await;
    board.whatsapp.clear_faults();
    // An operator enters a good token: what waited goes at once.
    let token = board.whatsapp.config().account.token.clone();
    board.secret("shop-wa", "access-token", &token).await.unwrap();
    ana.hear(1).await.unwrap();
    let dead = board.api.get("/dead-letters").await.unwrap();
    assert_eq!(dead["items"].as_array().map(Vec::len), Some(0));
}
