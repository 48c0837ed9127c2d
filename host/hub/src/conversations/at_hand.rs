//! Conversations kept at hand, so that a turn need not fold the whole log again. The store is the truth: a turn that was
//! decided on something older does not commit.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use jackfield_model::adaptation::AnswerMap;
use jackfield_model::conversation::{self, State};
use jackfield_store::Store;
use lru::LruCache;

use super::Key;
use crate::HubError;

/// Rows of a log read at once.
const LOG_PAGE: u32 = 500;

/// A folded conversation with what stands beside its log.
#[derive(Debug, Default, Clone)]
pub(crate) struct Kept {
    pub(crate) state: State,
    /// The store's version; 0 before the first turn.
    pub(crate) version: i64,
    pub(crate) bot_state: Option<Vec<u8>>,
    /// What typed words stand for.
    pub(crate) answers: AnswerMap,
}

impl Kept {
    pub(crate) fn at(mut self, version: i64) -> Self {
        self.version = version;
        self
    }
}

pub(crate) struct AtHand(Mutex<LruCache<Key, Kept>>);

impl AtHand {
    pub(crate) fn new(most: usize) -> Self {
        let most = NonZeroUsize::new(most).unwrap_or(NonZeroUsize::MIN);
        Self(Mutex::new(LruCache::new(most)))
    }

    /// The conversation, from here or folded from the store. Taken out: its one worker has it.
    pub(crate) async fn take(&self, store: &dyn Store, key: &Key) -> Result<Kept, HubError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop(key);
        match kept {
            Some(kept) => Ok(kept),
            None => fold(store, key).await,
        }
    }

    pub(crate) fn put(&self, key: Key, kept: Kept) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key, kept);
    }

    pub(crate) fn drop_one(&self, key: &Key) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop(key);
    }
}

async fn fold(store: &dyn Store, key: &Key) -> Result<Kept, HubError> {
    let Some(row) = store.conversation(&key.account, &key.conversation).await? else {
        return Ok(Kept::default());
    };
    let mut state = State::default();
    let mut from = 1;
    loop {
        let page = store.log(&key.account, &key.conversation, from, LOG_PAGE).await?;
        let Some(last) = page.last() else { break };
        from = last.number + 1;
        for logged in page.iter().filter(|logged| logged.number <= row.length) {
            let event = serde_json::from_str(&logged.event).map_err(|error| HubError::Stored {
                what: format!("event {} of conversation {}", logged.number, key.conversation),
                why: error.to_string(),
            })?;
            state = conversation::apply(state, &event);
        }
        if from > row.length {
            break;
        }
    }
    let answers = match row.answers.as_deref().map(serde_json::from_str) {
        Some(Ok(answers)) => answers,
        // Worth less than the conversation: a typed number is then taken as words.
        Some(Err(error)) => {
            tracing::warn!(%error, "an answer map cannot be read");
            AnswerMap::default()
        }
        None => AnswerMap::default(),
    };
    Ok(Kept {
        state,
        version: row.version,
        bot_state: row.bot_state,
        answers,
    })
}
