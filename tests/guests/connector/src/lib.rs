//! A connector that attacks its host on demand.
//!
//! Without a word it is an honest one: it checks a MAC and makes one event of a body. The account's settings say otherwise:
//! `{"attack": "loop", "in": "send"}` attacks so in this export, `"size"` says how much. What `describe` says cannot depend on an
//! account, so its lies are chosen by bytes of the component itself ([`describe`]).

mod ask;
mod attack;
mod describe;
mod events;
mod verdicts;

use attack::{Plan, attack};
use jackfield_sdk::build::{fail, get, progress};
use jackfield_sdk::content::Media;
use jackfield_sdk::delivery::{CallStep, Envelope, PollEnd, Progress, Resumed, Start, Step, TemplatePage, WaitStep};
use jackfield_sdk::description::Description;
use jackfield_sdk::direct::Rendered;
use jackfield_sdk::events::Event;
use jackfield_sdk::http::{Outcome, Request};
use jackfield_sdk::recipients::{Resolved, Wanted};
use jackfield_sdk::setup::Aim;
use jackfield_sdk::types::{Account, Conversation, ConversationKind, Failure, FailureKind, Recipient};
use jackfield_sdk::{Connector, Verdict};

/// The connector.
pub struct Hostile;

/// How a job begins: with a call, or as the plan has it.
fn start(plan: &Plan) -> Result<Start, Failure> {
    let continuation = vec![7; plan.size_or(1, &["continuation", "waiting-continuation"])];
    Ok(match plan.attack.as_str() {
        "wait" | "waiting-continuation" => Start::Wait(WaitStep {
            after: if plan.attack == "wait" { plan.size_ms() } else { 1_000 },
            continuation,
        }),
        "nothing" => Start::Nothing,
        "failure" => return Err(failure(plan)),
        _ => Start::Call(CallStep {
            call: get("https://api.example.com/things", "things"),
            continuation,
        }),
    })
}

/// A failure that is too long in every field.
fn failure(plan: &Plan) -> Failure {
    Failure {
        kind: FailureKind::Rejected,
        code: Some("c".repeat(plan.size)),
        text: "t".repeat(plan.size),
        extra: vec![("x-word".to_owned(), "w".repeat(plan.size)); 2],
        ..fail(FailureKind::Rejected, "")
    }
}

fn go_on(plan: &Plan) -> Progress {
    let continuation = vec![7; plan.size_or(1, &["continuation", "waiting-continuation"])];
    let step = match plan.attack.as_str() {
        "wait" | "waiting-continuation" => Step::Wait(WaitStep {
            after: if plan.attack == "wait" { plan.size_ms() } else { 1_000 },
            continuation,
        }),
        "continuation" => Step::Call(CallStep {
            call: get("https://api.example.com/things", "things"),
            continuation,
        }),
        "cursor" => Step::Polled(PollEnd {
            cursor: vec![7; plan.size],
            again: None,
        }),
        "page" => Step::Templates(TemplatePage {
            templates: vec![],
            next: Some(vec![7; plan.size]),
        }),
        _ => Step::Done,
    };
    Progress {
        events: events::of(plan),
        ..progress(step)
    }
}

impl Connector for Hostile {
    fn describe(&self) -> Description {
        describe::describe()
    }

    fn authenticate(&self, account: Account, request: Request) -> Verdict {
        let plan = attack(&account.settings, "authenticate");
        verdicts::verdict(&plan, &request)
    }

    fn normalize(&self, account: Account, request: Request) -> Result<Vec<Event>, Failure> {
        let plan = attack(&account.settings, "normalize");
        if plan.attack == "failure" {
            return Err(failure(&plan));
        }
        Ok(if plan.attack.is_empty() {
            events::honest(&request.body)
        } else {
            events::of(&plan)
        })
    }

    fn send(&self, account: Account, _: Envelope) -> Result<Start, Failure> {
        start(&attack(&account.settings, "send"))
    }

    fn resume(&self, account: Account, _: Resumed, _: Outcome) -> Result<Progress, Failure> {
        Ok(go_on(&attack(&account.settings, "resume")))
    }

    fn download(&self, account: Account, _: Media) -> Result<Start, Failure> {
        start(&attack(&account.settings, "download"))
    }

    fn resolve(&self, account: Account, kind: String, text: String) -> Result<Resolved, Failure> {
        let plan = attack(&account.settings, "resolve");
        let key = if plan.attack == "long-key" {
            "k".repeat(plan.size)
        } else {
            text.clone()
        };
        Ok(Resolved {
            recipient: Recipient {
                kind,
                id: text,
                aliases: vec![],
            },
            conversation: Conversation {
                key,
                kind: ConversationKind::Direct,
                title: None,
            },
        })
    }

    fn look_up(&self, account: Account, _: Option<Conversation>, _: Recipient, _: Wanted) -> Result<Start, Failure> {
        start(&attack(&account.settings, "look-up"))
    }

    fn perform(&self, account: Account, _: Option<Conversation>, _: Vec<u8>) -> Result<Start, Failure> {
        start(&attack(&account.settings, "perform"))
    }

    fn arrange(&self, account: Account, _: Aim) -> Result<Start, Failure> {
        start(&attack(&account.settings, "arrange"))
    }

    fn next(&self, account: Account, _: Option<Vec<u8>>) -> Result<Start, Failure> {
        start(&attack(&account.settings, "next"))
    }

    fn browse(&self, account: Account, _: Option<Vec<u8>>) -> Result<Start, Failure> {
        start(&attack(&account.settings, "browse"))
    }

    fn send_bulk(&self, account: Account, _: Vec<Envelope>) -> Result<Start, Failure> {
        start(&attack(&account.settings, "send-bulk"))
    }

    fn render(&self, account: Account, _: Request, _: Vec<Envelope>, _: Option<String>) -> Result<Rendered, Failure> {
        let plan = attack(&account.settings, "render");
        Ok(Rendered {
            reply: verdicts::reply(&plan),
            parts: vec![],
        })
    }
}

jackfield_sdk::export_connector!(Hostile);
