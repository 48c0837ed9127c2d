//! What scripted consumers do with the concierge: the same on every network, in each network's own gestures.

use std::time::Duration;

use jackfield_networks::{Consumer, Error, Simulator};

/// How long a consumer waits for an answer before the play is called off.
const PATIENCE: Duration = Duration::from_secs(30);

/// One thing that happened, for whoever watches.
#[derive(Debug, Clone)]
pub struct Seen {
    /// `whatsapp` or `line`.
    pub network: String,
    /// Who.
    pub who: String,
    /// Said by the consumer, not by the business.
    pub consumer: bool,
    /// What.
    pub what: String,
}

/// Why a play was called off.
#[derive(Debug, thiserror::Error)]
pub enum TalkError {
    /// The simulator could not do it.
    #[error(transparent)]
    Network(#[from] Error),
    /// The webhook was not accepted.
    #[error("{who}: the webhook was answered {status:?}")]
    Refused {
        /// Who.
        who: String,
        /// The status.
        status: Option<u16>,
    },
    /// No answer came.
    #[error("{who}: {have} of {wanted} messages came within {} s", PATIENCE.as_secs())]
    Silence {
        /// Who.
        who: String,
        /// Messages that came.
        have: usize,
        /// Messages that were waited for.
        wanted: usize,
    },
}

/// One consumer in a conversation with the business.
pub struct Talk<'a> {
    network: &'a Simulator,
    consumer: Consumer,
    heard: usize,
    /// Called for everything that happens.
    watch: &'a (dyn Fn(Seen) + Sync),
}

impl<'a> Talk<'a> {
    /// A consumer of this name, with an ear for what happens.
    pub fn new(network: &'a Simulator, name: &str, watch: &'a (dyn Fn(Seen) + Sync)) -> Self {
        let consumer = network.consumer(name);
        Self {
            heard: consumer.sent().len(),
            network,
            consumer,
            watch,
        }
    }

    fn tell(&self, consumer: bool, what: String) {
        (self.watch)(Seen {
            network: self.network.config().network.to_string(),
            who: self.consumer.name().to_owned(),
            consumer,
            what,
        });
    }

    /// Says something, and waits for at least so many more messages.
    ///
    /// # Errors
    ///
    /// [`TalkError`].
    pub async fn say(&mut self, text: &str, answers: usize) -> Result<(), TalkError> {
        self.tell(true, text.to_owned());
        let delivery = self.consumer.say(text).await?;
        self.accepted(delivery.status)?;
        self.hear(answers).await
    }

    /// Taps what has this label in the latest message that has it, and waits.
    ///
    /// # Errors
    ///
    /// [`TalkError`].
    pub async fn tap(&mut self, label: &str, answers: usize) -> Result<(), TalkError> {
        self.tell(true, format!("[{label}]"));
        let delivery = self.consumer.tap(label).await?;
        self.accepted(delivery.status)?;
        self.hear(answers).await
    }

    fn accepted(&self, status: Option<u16>) -> Result<(), TalkError> {
        if status == Some(200) {
            return Ok(());
        }
        Err(TalkError::Refused {
            who: self.consumer.name().to_owned(),
            status,
        })
    }

    /// Waits for messages.
    ///
    /// # Errors
    ///
    /// [`TalkError::Silence`].
    pub async fn hear(&mut self, answers: usize) -> Result<(), TalkError> {
        let wanted = self.heard + answers;
        let messages = tokio::time::timeout(PATIENCE, self.consumer.wait_for(wanted)).await;
        let messages = messages.map_err(|_| TalkError::Silence {
            who: self.consumer.name().to_owned(),
            have: self.consumer.sent().len() - self.heard.min(self.consumer.sent().len()),
            wanted: answers,
        })?;
        for message in messages.iter().skip(self.heard) {
            let choices: Vec<&str> = message.choices.iter().map(|choice| choice.label.as_str()).collect();
            let choices = if choices.is_empty() {
                String::new()
            } else {
                format!("  [{}]", choices.join("] ["))
            };
            self.tell(
                false,
                format!("{}: {}{choices}", message.kind, message.text.as_deref().unwrap_or("-")),
            );
        }
        self.heard = messages.len();
        Ok(())
    }
}
