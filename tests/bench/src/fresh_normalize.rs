//! `fresh-normalize`: authenticate and normalise in one fresh instance, against a reused instance and against the same codec
//! without a sandbox.

use std::sync::Arc;
use std::time::Instant;

use jackfield_connector_whatsapp::WhatsApp;
use jackfield_model::types::Account;
use jackfield_model::verdict::Verdict;
use jackfield_sandbox::{CallContext, Grant, Instance, Limits, LogLine, LogSink, Plugin, SecretValue, Secrets};
use jackfield_sdk::Connector;
use jackfield_sdk::testing;

use crate::figures::{Figure, median};
use crate::webhook::{self, NOW, SECRET, SETTINGS};

/// Calls of one sample: enough that the clock's own cost does not count.
const CALLS: u32 = 100;
/// Samples of each kind, taken in turns.
const SAMPLES: usize = 60;

struct OneSecret;

impl Secrets for OneSecret {
    fn values(&self, name: &str) -> Vec<SecretValue> {
        match name {
            "app-secret" => vec![SecretValue::from(SECRET.to_owned())],
            _ => vec![],
        }
    }
}

struct Quiet;

impl LogSink for Quiet {
    fn line(&self, _: LogLine) {}
}

/// Measures, with the component that was built.
///
/// # Errors
///
/// When the component does not do what is measured.
pub async fn measure(plugin: &Arc<Plugin>) -> Result<Vec<Figure>, String> {
    let request = webhook::request(1, 1);
    let account = account();
    let grant = Arc::new(Grant::everything_asked(plugin.description()));
    let (mut fresh, mut reused, mut native) = (Vec::new(), Vec::new(), Vec::new());
    for sample in 0..=SAMPLES {
        let began = Instant::now();
        for _ in 0..CALLS {
            let mut instance = plugin
                .instantiate(context(&grant))
                .await
                .map_err(|error| error.to_string())?;
            both(&mut instance, &account, &request).await?;
        }
        let of_fresh = each(began);
        let mut instance = plugin
            .instantiate(context(&grant))
            .await
            .map_err(|error| error.to_string())?;
        let began = Instant::now();
        for _ in 0..CALLS {
            both(&mut instance, &account, &request).await?;
        }
        let of_reused = each(began);
        let of_native = native_calls(&request)?;
        // The first sample warms the pool up.
        if sample > 0 {
            fresh.push(of_fresh);
            reused.push(of_reused);
            native.push(of_native);
        }
    }
    let (fresh, reused, native) = (median(fresh), median(reused), median(native));
    Ok(vec![
        Figure::new("fresh-normalize (reused instance)", fresh, "us", reused),
        Figure::new("fresh-normalize (native codec)", fresh, "us", native),
    ])
}

fn each(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS)
}

async fn both(
    instance: &mut Instance,
    account: &Account,
    request: &jackfield_model::http::Request,
) -> Result<(), String> {
    match instance.authenticate(account, request).await {
        Ok(Verdict::Accept(_)) => {}
        other => return Err(format!("authenticate: {other:?}")),
    }
    match instance.normalize(account, request).await {
        Ok(Ok(events)) if events.len() == 1 => Ok(()),
        other => Err(format!("normalize: {other:?}")),
    }
}

/// The same codec as a library, with the SDK's own HMAC.
fn native_calls(request: &jackfield_model::http::Request) -> Result<f64, String> {
    testing::with_secrets(&[("app-secret", SECRET)], || {
        let headers: Vec<(&str, &str)> = request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let (account, request) = (
            testing::account(SETTINGS),
            testing::request("POST", "", &headers, &request.body),
        );
        let began = Instant::now();
        for _ in 0..CALLS {
            let verdict = WhatsApp.authenticate(account.clone(), request.clone());
            if !matches!(verdict, jackfield_sdk::Verdict::Accept(_)) {
                return Err(format!("authenticate: {verdict:?}"));
            }
            let events = WhatsApp.normalize(account.clone(), request.clone());
            if !matches!(&events, Ok(events) if events.len() == 1) {
                return Err(format!("normalize: {events:?}"));
            }
        }
        Ok(each(began))
    })
}

fn account() -> Account {
    Account {
        id: "bench".to_owned(),
        address: None,
        settings: SETTINGS.to_owned(),
        state: vec![],
        webhook_url: "https://brand.example/channels/bench".to_owned(),
        now: NOW,
        seed: vec![7; 32].into(),
        extra: vec![],
    }
}

fn context(grant: &Arc<Grant>) -> CallContext {
    CallContext {
        account: "bench".to_owned(),
        secrets: Arc::new(OneSecret),
        grant: Arc::clone(grant),
        limits: Limits::default(),
        now: NOW,
        conversation: None,
        seed: [7; 32],
        logs: Arc::new(Quiet),
    }
}
