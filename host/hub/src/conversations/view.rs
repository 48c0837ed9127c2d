//! A conversation as bots and enrichers see it.

use jackfield_model::conversation_view::{Speaker, View};
use jackfield_model::types::ConversationKind;

use super::draft::Draft;

/// Messages that a plugin sees.
const TAIL: usize = 10;

pub(crate) fn view(draft: &Draft<'_>) -> View {
    let state = draft.state();
    let from = state.tail.len().saturating_sub(TAIL);
    View {
        id: draft.key.conversation.clone(),
        channel: draft.channel().to_owned(),
        kind: state
            .opened
            .as_ref()
            .map_or(ConversationKind::Direct, |opened| opened.kind),
        features: draft.capabilities().map(|can| can.features.clone()).unwrap_or_default(),
        language: state.language.clone(),
        skill: state.skill.clone(),
        window_until: window_until(draft),
        consumer: state.consumer.clone(),
        attributes: state.attributes.clone(),
        tags: state.tags.clone(),
        tail: state.tail.iter().skip(from).map(|recent| recent.line.clone()).collect(),
        extra: vec![],
    }
}

/// When the service window closes: by the network's word, else by the consumer's last message. None: it has none.
pub(crate) fn window_until(draft: &Draft<'_>) -> Option<u64> {
    let state = draft.state();
    let window = draft.capabilities()?.window.as_ref()?;
    let spoke = state
        .tail
        .iter()
        .rev()
        .find(|recent| matches!(recent.line.speaker, Speaker::Consumer(_)))
        .map(|recent| recent.line.at);
    let by_message = spoke.map(|at| at + u64::from(window.duration) * 1_000);
    // A channel with a window that nothing has opened is closed, not boundless.
    Some(
        state
            .window_until
            .unwrap_or_default()
            .max(by_message.unwrap_or_default()),
    )
}
