//! What `authenticate` says: honest by a MAC, else what no host may believe.

use jackfield_sdk::build::{reject, reply_text};
use jackfield_sdk::http::{Reply, Request};
use jackfield_sdk::{Hold, Verdict, encoding::from_hex, headers::find, secrets};

use crate::ask;
use crate::attack::Plan;

/// The verdict of the plan.
pub fn verdict(plan: &Plan, request: &Request) -> Verdict {
    let hold = |within| {
        Verdict::Hold(Hold {
            within,
            otherwise: reply_text(200, ""),
        })
    };
    match plan.attack.as_str() {
        "accept" => Verdict::Accept(reply_text(200, "")),
        "hold" => hold(1_000),
        "long-hold" => checked(request, || hold(plan.size_ms())),
        "answer" => Verdict::Answer(reply_text(200, "a".repeat(plan.size))),
        "answer-html" => Verdict::Answer(Reply {
            content_type: Some("text/html".to_owned()),
            ..reply_text(200, "<script>")
        }),
        "answer-json" => Verdict::Answer(Reply {
            content_type: Some("application/json".to_owned()),
            ..reply_text(200, "{}")
        }),
        "reject" => reject(u16::try_from(plan.size).unwrap_or_default(), "because"),
        "long-reason" => reject(403, "r\n".repeat(plan.size)),
        "ask" => reject(403, ask::answers(&request.body)),
        "ask-accept" => {
            let answers = ask::answers(&request.body);
            Verdict::Accept(reply_text(200, answers))
        }
        _ => checked(request, || Verdict::Accept(reply(plan))),
    }
}

/// The verdict where the request carries the MAC of its body, else a refusal.
fn checked(request: &Request, verdict: impl FnOnce() -> Verdict) -> Verdict {
    let Some(tag) = find(&request.headers, "x-tag").and_then(from_hex) else {
        return reject(401, "no tag");
    };
    match secrets::verify_mac("key", "HS256", &request.body, &tag) {
        Ok(true) => verdict(),
        Ok(false) => reject(403, "another tag"),
        Err(error) => reject(403, format!("{error:?}")),
    }
}

/// A webhook's answer, in the plan's own way.
pub fn reply(plan: &Plan) -> Reply {
    let usual = reply_text(200, "taken");
    match plan.attack.as_str() {
        "status" => Reply {
            status: u16::try_from(plan.size).unwrap_or_default(),
            ..usual
        },
        "html" => Reply {
            content_type: Some("text/html".to_owned()),
            ..usual
        },
        "type" => Reply {
            content_type: Some("text/plain\r\nset-cookie: a=b".to_owned()),
            ..usual
        },
        "body" => reply_text(200, "b".repeat(plan.size)),
        _ => usual,
    }
}
