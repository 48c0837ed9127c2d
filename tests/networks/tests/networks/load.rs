//! The load generator against a business, and against a simulator that takes what it makes.

use std::collections::HashSet;

use jackfield_networks::load::{Load, Plan, Run};
use jackfield_networks::{Keep, Network, sign, signature_header};
use serde_json::json;

use crate::line::REPLY;
use crate::support::{Business, call, pair_with};

fn plan(network: Network, url: &str) -> Plan {
    Plan {
        webhooks: 300,
        consumers: 20,
        ..Plan::new(network, url)
    }
}

#[tokio::test]
async fn everything_is_posted_once_signed_and_in_order_within_a_conversation() {
    for network in [Network::WhatsApp, Network::Line] {
        let business = Business::open().await;
        let plan = plan(network, &business.url);
        let report = Load::prepare(&plan)
            .unwrap()
            .run(&Run {
                connections: 6,
                ..Run::default()
            })
            .await;
        assert_eq!((report.taken, report.failed(), report.broken), (300, 0, 0));
        assert_eq!(report.by_status, [(200, 300)].into());
        assert!(report.latency.p50_us > 0 && report.latency.p50_us <= report.latency.max_us);
        let came = business.came();
        let place = |body: &[u8]| (0..300).find(|index| plan.body(*index).as_bytes() == body).unwrap();
        let mut last = vec![None; 20];
        for one in &came {
            assert_eq!(
                one.header(signature_header(network)),
                sign(network, &plan.account.secret, &one.body)
            );
            let index = place(&one.body);
            assert!(last[index % 20] < Some(index), "{index} before {:?}", last[index % 20]);
            last[index % 20] = Some(index);
        }
        let bodies: HashSet<_> = came.iter().map(|one| &one.body).collect();
        assert_eq!(bodies.len(), 300);
    }
}

#[tokio::test]
async fn what_is_refused_is_counted_or_posted_again() {
    let business = Business::open().await;
    business.answers(&[503; 10]);
    let report = Load::prepare(&plan(Network::Line, &business.url))
        .unwrap()
        .run(&Run::default())
        .await;
    assert_eq!((report.taken, report.failed()), (290, 10));
    assert_eq!(report.statuses.iter().filter(|status| **status == 503).count(), 10);
    business.answers(&[503; 10]);
    let insisting = Run {
        insist: true,
        ..Run::default()
    };
    let report = Load::prepare(&plan(Network::Line, &business.url))
        .unwrap()
        .run(&insisting)
        .await;
    assert_eq!((report.taken, report.failed(), report.by_status[&503]), (300, 0, 10));
}

#[tokio::test]
async fn nobody_there_is_a_failure_and_no_hang() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", closed.local_addr().unwrap());
    drop(closed);
    let impatient = Run {
        patience: std::time::Duration::ZERO,
        ..Run::default()
    };
    let report = Load::prepare(&plan(Network::WhatsApp, &url))
        .unwrap()
        .run(&impatient)
        .await;
    assert_eq!((report.taken, report.failed(), report.broken), (0, 300, 300));
}

#[tokio::test]
async fn a_simulator_elsewhere_knows_the_reply_tokens_of_a_load() {
    let (sim, _business) = pair_with(Network::Line, |config| config.keep = Keep::Count).await;
    let plan = plan(Network::Line, "http://127.0.0.1:1/");
    let body: serde_json::Value = serde_json::from_str(&plan.body(7)).unwrap();
    let reply = json!({"replyToken": body["events"][0]["replyToken"], "messages": [{"type": "text", "text": "hi"}]});
    assert_eq!(call(&sim, "POST", REPLY, &reply).await.0, 200);
    assert_eq!((sim.accepted(), sim.sent().len()), (1, 0));
    assert_eq!(call(&sim, "POST", REPLY, &reply).await.0, 400);
}
