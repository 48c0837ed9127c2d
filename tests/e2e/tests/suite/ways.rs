//! A message makes the whole way, on both networks.

use jackfield_e2e::talk::Talk;
use jackfield_e2e::{Setup, Switchboard};

#[tokio::test(flavor = "multi_thread")]
async fn both_networks_talk_to_the_same_bot_in_their_own_gestures() {
    let mut board = Switchboard::start(Setup::default()).await.unwrap();
    let quiet = |_| {};
    let mut ana = Talk::new(&board.whatsapp, "Ana", &quiet);
    let mut ken = Talk::new(&board.line, "Ken", &quiet);
    ana.say("Hello, I love your shop!", 1).await.unwrap();
    ken.say("Hello, this is terrible", 1).await.unwrap();
    for wish in ["card", "carousel", "list", "text"] {
        ana.say(wish, 1).await.unwrap();
        ken.say(wish, 1).await.unwrap();
    }
    ana.say("agent", 1).await.unwrap();
    ken.say("agent", 1).await.unwrap();
    let conversations = board.api.conversations().await.unwrap();
    assert_eq!(conversations.len(), 2);
    for conversation in &conversations {
        let state = &conversation["state"];
        assert!(state["sentiment"].is_number(), "{conversation}");
        assert!(!state["skill"].is_null(), "{conversation}");
    }
    assert_eq!(board.whatsapp.problems(), Vec::<String>::new());
    assert_eq!(board.line.problems(), Vec::<String>::new());
    board.stop_host().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_number_or_label_is_the_tap_that_it_stands_for() {
    let board = Switchboard::start(Setup::default()).await.unwrap();
    let quiet = |_| {};
    let mut ana = Talk::new(&board.whatsapp, "Ana", &quiet);
    ana.say("list", 2).await.unwrap();
    let list = board.whatsapp.sent().last().unwrap().clone();
    let label = list.choices.first().unwrap().label.clone();
    // The label in another case, with blanks: typed, not tapped.
    ana.say(&format!("  {} ", label.to_uppercase()), 1).await.unwrap();
    let answer = board.whatsapp.sent().last().unwrap().text.clone().unwrap_or_default();
    assert!(answer.contains("You chose"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_consumer_sends_is_fetched_into_the_media_store() {
    let board = Switchboard::start(Setup::default()).await.unwrap();
    let picture = b"\x89PNG\r\n\x1a\n not really".to_vec();
    board
        .whatsapp
        .consumer("Ana")
        .send_image("image/png", picture.clone())
        .await
        .unwrap();
    let kept = |state: &serde_json::Value| {
        let tail = state["tail"].as_array().cloned().unwrap_or_default();
        tail.iter().find_map(|recent| {
            let media = &recent["line"]["message"]["media"][0];
            media["source"]["stored"].as_str().map(str::to_owned)
        })
    };
    let id = loop {
        let conversations = board.api.conversations().await.unwrap();
        if let Some(id) = conversations.first().and_then(|one| kept(&one["state"])) {
            break id;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    let link = board.api.get(&format!("/media/{id}/link?seconds=60")).await.unwrap();
    let url = link["url"].as_str().unwrap();
    let path = &url[url.find("/media/").unwrap()..];
    let reply = board.api.raw("GET", path, "text/plain", b"").await.unwrap();
    assert_eq!((reply.status, reply.body), (200, picture));
}
