//! The bot's turn: what happened is put before it, and what it wants is done in order.

use std::sync::Arc;

use jackfield_model::conversation::event::Plugin as Provenance;
use jackfield_model::conversation::{Body, Command};
use jackfield_model::turn::{Act, Cause, Reply, Turn};
use jackfield_model::types::{Author, AuthorKind};
use jackfield_sandbox::Kind;

use super::draft::Draft;
use super::errands::{Change, Errand, Task};
use super::outgoing;
use super::view::view;
use crate::plugins::{Active, version_of};
use crate::seed::new_id;

/// Asks the bot of this name. One that is not there, or fails, leaves the conversation as it is; the log says so.
pub(crate) async fn ask(draft: &mut Draft<'_>, name: &str, cause: Cause) {
    let Some(active) = draft
        .rooms
        .plugins
        .active(name)
        .filter(|active| active.plugin.kind() == Kind::Bot)
    else {
        tracing::error!(bot = %name, account = %draft.key.account, "no version of this bot is active");
        return;
    };
    let Some(reply) = turn(draft, &active, cause).await else {
        return;
    };
    let plugin = Provenance {
        name: active.name.clone(),
        version: version_of(active.plugin.description()).to_owned(),
    };
    for act in reply.acts {
        perform(draft, &plugin, act);
    }
    draft.remember_bot(write_state(&plugin, &reply.state));
}

async fn turn(draft: &Draft<'_>, active: &Arc<Active>, cause: Cause) -> Option<Reply> {
    let rooms = draft.rooms;
    let job = format!(
        "{}/{}/{}",
        draft.key.account, draft.key.conversation, draft.kept.version
    );
    let seed = rooms.seeds.of(&job);
    let (written_by, state) = read_state(&active.name, draft.kept.bot_state.as_deref());
    let turn = Turn {
        settings: rooms.guest_settings(&active.name),
        conversation: view(draft),
        cause,
        state: state.into(),
        written_by,
        now: draft.now,
        seed: seed.to_vec().into(),
    };
    let call = async {
        let mut instance = active
            .plugin
            .instantiate(rooms.guest_call(active, seed, &draft.key.conversation))
            .await?;
        instance.handle(&turn).await
    };
    match call.await {
        Ok(Ok(reply)) => Some(reply),
        Ok(Err(failure)) => {
            tracing::error!(bot = %active.name, text = %failure.text.escape_default(), "has no answer");
            None
        }
        Err(error) => {
            tracing::error!(bot = %active.name, %error, "failed");
            None
        }
    }
}

/// Does one thing that the bot wants.
fn perform(draft: &mut Draft<'_>, plugin: &Provenance, act: Act) {
    match &act {
        Act::Typing => return outgoing::typing(draft),
        Act::Pause(span) => {
            draft.not_before_ms = draft.not_before_ms.max(draft.now) + u64::from(*span);
            return;
        }
        Act::Timer(timer) => {
            let due_ms = draft.now + u64::from(timer.after);
            return later(
                draft,
                plugin,
                due_ms,
                Task::Timer {
                    name: timer.name.clone(),
                },
            );
        }
        Act::CancelTimer(name) => {
            draft.errands.push(Change::Cancel(format!("timer/{name}")));
            return;
        }
        Act::Call(start) => {
            let call = Task::Call {
                name: start.name.clone(),
                call: Box::new(start.call.clone()),
            };
            return later(draft, plugin, draft.now, call);
        }
        Act::HandOff(hand_off) => {
            if let Some(within) = hand_off.within {
                let due_ms = draft.now + u64::from(within);
                let skill = hand_off.skill.clone();
                later(draft, plugin, due_ms, Task::Handback { skill });
            }
        }
        Act::Data(_) | Act::Other(_) => {
            tracing::warn!(bot = %plugin.name, ?act, "this host does not perform such an act yet");
            return;
        }
        _ => {}
    }
    let envelope = new_id();
    let question = match &act {
        Act::Say(utterance) => utterance.question.clone(),
        _ => None,
    };
    let bodies = draft.tell_of_plugin(
        &plugin.name,
        Command::Bot {
            plugin: plugin.clone(),
            envelope: envelope.clone(),
            act,
        },
    );
    for body in bodies {
        if let Body::Message(said) = body {
            let author = Author {
                kind: AuthorKind::Bot,
                name: Some(plugin.name.clone()),
                picture_url: None,
            };
            outgoing::say(draft, &envelope, &author, &said.message, question.as_deref());
        }
    }
}

fn later(draft: &mut Draft<'_>, plugin: &Provenance, due_ms: u64, task: Task) {
    let errand = Errand::new(draft.key, &plugin.name, due_ms, task);
    draft.errands.push(Change::Begin(errand));
}

/// A bot's state is kept with who wrote it: nobody else gets it.
fn write_state(plugin: &Provenance, state: &[u8]) -> Vec<u8> {
    let mut kept = format!("{}\n{}\n", plugin.name, plugin.version).into_bytes();
    kept.extend_from_slice(state);
    kept
}

fn read_state(name: &str, kept: Option<&[u8]>) -> (Option<String>, Vec<u8>) {
    let mut parts = kept.unwrap_or_default().splitn(3, |byte| *byte == b'\n');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(writer), Some(version), Some(state)) if writer == name.as_bytes() => {
            (String::from_utf8(version.to_vec()).ok(), state.to_vec())
        }
        _ => (None, Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_goes_back_to_its_writer_only() {
        let plugin = Provenance {
            name: "a".to_owned(),
            version: "1.2.3".to_owned(),
        };
        let kept = write_state(&plugin, b"x\ny\n\nz");
        assert_eq!(
            read_state("a", Some(&kept)),
            (Some("1.2.3".to_owned()), b"x\ny\n\nz".to_vec())
        );
        assert_eq!(read_state("b", Some(&kept)), (None, vec![]));
        assert_eq!(read_state("a", None), (None, vec![]));
    }
}
