//! The networks' own SDK packages against the simulators: they check the signatures, and send what their users send.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use jackfield_networks::{Deed, Media, MediaKind, Network, Simulator};
use serde_json::{Value, json};

use crate::support::{Business, pair, signature};

/// The packages. `whatsapp` is Meta's up to this version; a later one of the name is not Meta's.
const PACKAGES: [&str; 2] = ["@line/bot-sdk@11.0.0", "whatsapp@0.0.5-Alpha"];

/// A folder with the packages and a script in it; none, and a loud word, where they cannot be had.
fn installed(network: Network) -> Option<PathBuf> {
    let (package, script, name) = match network {
        Network::Line => (PACKAGES[0], include_str!("sdk/line.mjs"), "line.mjs"),
        Network::WhatsApp => (PACKAGES[1], include_str!("sdk/whatsapp.cjs"), "whatsapp.cjs"),
    };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("sdk-{network}"));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("package.json"), r#"{"private": true}"#).unwrap();
    let install = Command::new("npm")
        .args([
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-save",
            package,
        ])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .output();
    let failure = match install {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).into_owned()),
        Err(error) => Some(error.to_string()),
    };
    if let Some(failure) = failure {
        eprintln!("SKIPPED: {network} is not checked against its own SDK: npm cannot install {package}: {failure}");
        return None;
    }
    let file = folder.join(name);
    std::fs::write(&file, script).unwrap();
    Some(file)
}

/// Runs a script with what it is given; what it prints.
async fn run(script: PathBuf, sim: &Simulator, given: Value) -> Value {
    let root = script.with_file_name("root.pem");
    sim.write_root(&root).unwrap();
    let account = sim.config().account.clone();
    let output = tokio::task::spawn_blocking(move || {
        Command::new("node")
            .arg(script)
            .env("GIVEN", given.to_string())
            .env("NODE_EXTRA_CA_CERTS", root)
            .env("NODE_ENV", "production")
            .envs([
                ("WA_BASE_URL", "localhost"),
                ("M4D_APP_ID", "1"),
                ("M4D_APP_SECRET", &account.secret),
                ("WA_PHONE_NUMBER_ID", &account.address),
                ("WA_BUSINESS_ACCOUNT_ID", &account.business),
                ("CLOUD_API_VERSION", "v23.0"),
                ("CLOUD_API_ACCESS_TOKEN", &account.token),
                ("WEBHOOK_ENDPOINT", "w"),
                ("WEBHOOK_VERIFICATION_TOKEN", &account.verify_token),
            ])
            .output()
            .unwrap()
    })
    .await
    .unwrap();
    let (told, wrong) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{told}\n{wrong}");
    serde_json::from_str(told.lines().last().unwrap()).unwrap_or_else(|error| panic!("{error}: {told}"))
}

fn webhooks(sim: &Simulator, business: &Business) -> Value {
    let all = business.came().into_iter().map(|came| {
        let signature = signature(sim, &came).to_owned();
        json!({"body": String::from_utf8(came.body).unwrap(), "signature": signature})
    });
    all.collect()
}

#[tokio::test]
async fn lines_sdk_and_the_simulator_understand_each_other() {
    let Some(script) = installed(Network::Line) else { return };
    let (sim, business) = pair(Network::Line).await;
    let mio = sim.consumer("Mio");
    mio.say("こんにちは \"quoted\" é").await.unwrap();
    let image = mio
        .does(Deed::Send(Media::new(MediaKind::Image, "image/png", &b"picture"[..])))
        .await
        .unwrap();
    let event = business.came()[0].json()["events"][0].clone();
    let account = &sim.config().account;
    let given = json!({
        "base": format!("https://localhost:{}", sim.address().port()),
        "token": account.token,
        "secret": account.secret,
        "webhooks": webhooks(&sim, &business),
        "replyToken": event["replyToken"],
        "readToken": event["message"]["markAsReadToken"],
        "user": mio.id(),
        "media": image.id,
    });
    let told = run(script, &sim, given).await;
    assert_eq!(told["signatures"], json!([true, true]));
    assert_eq!(told["forged"], json!([false, false]));
    assert_eq!((&told["reply"], &told["push"]), (&json!(1), &json!(1)));
    assert_eq!(told["refused"], json!([409, 400, 400]));
    assert_eq!((&told["profile"], &told["content"]), (&json!("Mio"), &json!("picture")));
    assert_eq!(told["bot"], account.address);
    let kinds: Vec<_> = sim.sent().iter().map(|sent| sent.kind.clone()).collect();
    assert_eq!(kinds, ["text", "template.confirm"]);
    let problems = sim.problems();
    assert!(
        problems.len() == 1 && problems[0].ends_with("messages: 0 items, must be 1 to 5"),
        "{problems:?}"
    );
}

#[tokio::test]
async fn metas_sdk_and_the_simulator_understand_each_other() {
    let Some(script) = installed(Network::WhatsApp) else {
        return;
    };
    let (sim, business) = pair(Network::WhatsApp).await;
    let ana = sim.consumer("Ana");
    let said = ana.say("héllo \"quoted\" 👍").await.unwrap();
    ana.send_location(52.37, 4.89, Some("Amsterdam")).await.unwrap();
    let account = &sim.config().account;
    let given = json!({
        "port": sim.address().port(),
        "secret": account.secret,
        "webhooks": webhooks(&sim, &business),
        "number": account.address,
        "to": ana.id(),
        "message": said.id,
    });
    let told = run(script, &sim, given).await;
    assert_eq!(told["signatures"], json!([true, true]));
    assert_eq!(told["statuses"], json!([200, 200, 200, 200, 200, 200, 400]));
    let sent = sim.sent();
    let ids: Vec<_> = sent
        .iter()
        .map(|sent| json!(sent.id))
        .chain([Value::Null, Value::Null])
        .collect();
    assert_eq!(told["ids"], json!(ids));
    let kinds: Vec<_> = sent.iter().map(|sent| sent.kind.as_str()).collect();
    assert_eq!(kinds, ["text", "image", "location", "interactive.button", "template"]);
    let problems = sim.problems();
    assert!(
        problems.len() == 1 && problems[0].ends_with("text.body: length 0, must be 1 to 4096"),
        "{problems:?}"
    );
}
