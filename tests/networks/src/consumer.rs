//! A consumer, as a script plays one: says, taps, sends; each deed is a signed webhook.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use crate::config::Network;
use crate::courier::{Delivery, Webhook};
use crate::deed::{Deed, Media, MediaKind};
use crate::error::Error;
use crate::ids;
use crate::line;
use crate::sent::{Choice, Sent};
use crate::shared::{Own, Shared};
use crate::whatsapp;

/// A consumer of a simulated network. The same name is the same consumer, here and in every simulator.
#[derive(Clone)]
pub struct Consumer {
    shared: Arc<Shared>,
    /// Their name.
    name: String,
    /// The name of the group that they write in.
    group: Option<String>,
    /// Whether they hide their phone number behind a username.
    hidden: bool,
}

impl Consumer {
    pub(crate) fn new(shared: Arc<Shared>, name: &str) -> Consumer {
        Consumer {
            shared,
            name: name.to_owned(),
            group: None,
            hidden: false,
        }
    }

    /// The same consumer, writing in the group of this name.
    pub fn in_group(&self, group: &str) -> Consumer {
        Consumer {
            group: Some(group.to_owned()),
            ..self.clone()
        }
    }

    /// The same consumer without a phone number (WhatsApp): known by the business-scoped user id only.
    pub fn without_number(&self) -> Consumer {
        Consumer {
            hidden: true,
            ..self.clone()
        }
    }

    /// Their name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Their own id: digits or business-scoped user id (WhatsApp), user id (LINE).
    pub fn id(&self) -> String {
        match self.shared.config.network {
            Network::WhatsApp => self.person().address().to_owned(),
            Network::Line => ids::chat('U', &self.name),
        }
    }

    /// What an answer to them is addressed to: their own id, or the group's.
    pub fn address(&self) -> String {
        self.group_id().unwrap_or_else(|| self.id())
    }

    /// The group's id.
    pub(crate) fn group_id(&self) -> Option<String> {
        let group = self.group.as_deref()?;
        Some(match self.shared.config.network {
            Network::WhatsApp => format!("Y2FwaV9ncm91cDox{}", &ids::digest(&["group", group])[..16]),
            Network::Line => ids::chat('C', group),
        })
    }

    /// The consumer as WhatsApp knows them.
    pub(crate) fn person(&self) -> whatsapp::webhooks::Person {
        let phone = ids::phone(&self.name);
        whatsapp::webhooks::Person {
            name: self.name.clone(),
            user_id: format!("US.{}", &ids::digest(&["bsuid", &self.name])[..16]),
            phone: (!self.hidden).then_some(phone),
        }
    }

    /// Everything that reached them (or their group), in order.
    pub fn sent(&self) -> Vec<Arc<Sent>> {
        let sent = self.shared.book.sent_to(&self.address());
        sent.into_iter().filter(|message| message.reached).collect()
    }

    /// Waits until so many messages were sent to them, and gives them all. Waits for ever if they never come.
    pub async fn wait_for(&self, messages: usize) -> Vec<Arc<Sent>> {
        let mut watch = self.shared.book.watch();
        loop {
            // Marked as seen before looking, so that a message in between is not missed.
            watch.borrow_and_update();
            let sent = self.sent();
            if sent.len() >= messages || watch.changed().await.is_err() {
                return sent;
            }
        }
    }

    /// Does something, and gives what the webhook was answered with.
    ///
    /// # Errors
    ///
    /// When the network has no such deed, nothing of that label was sent, or the webhook does not answer.
    pub async fn does(&self, deed: Deed) -> Result<Delivery, Error> {
        let (webhook, id) = self.webhook(&deed)?;
        let shared = &self.shared;
        shared.courier.deliver(webhook, id, &shared.faults, &shared.ids).await
    }

    /// The webhook of a deed, signed and not posted, with the id of the message or event in it.
    ///
    /// # Errors
    ///
    /// As [`Consumer::does`].
    pub fn webhook(&self, deed: &Deed) -> Result<(Webhook, String), Error> {
        let (body, id) = match &self.shared.network {
            Own::WhatsApp(own) => whatsapp::speak::body(&self.shared, own, self, deed)?,
            Own::Line(own) => line::speak::body(&self.shared, own, self, deed)?,
        };
        Ok((self.shared.courier.signed(&body), id))
    }

    /// The latest message with a choice of this label, and the choice.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchChoice`].
    pub(crate) fn choice(&self, label: &str) -> Result<(Arc<Sent>, Choice), Error> {
        let sent = self.sent();
        let found = sent.iter().rev().find_map(|message| {
            let choice = message.choices.iter().find(|choice| choice.label == label)?;
            Some((Arc::clone(message), choice.clone()))
        });
        found.ok_or_else(|| Error::NoSuchChoice {
            consumer: self.name.clone(),
            label: label.to_owned(),
            there: sent
                .last()
                .map(|message| {
                    message
                        .choices
                        .iter()
                        .map(|choice| choice.label.as_str())
                        .collect::<Vec<_>>()
                        .join(", ")
                })
                .unwrap_or_default(),
        })
    }

    /// Writes.
    ///
    /// # Errors
    ///
    /// As [`Consumer::does`], here and below.
    pub async fn say(&self, text: impl Into<String>) -> Result<Delivery, Error> {
        let text = text.into();
        self.does(Deed::Say { text, quotes: None }).await
    }

    /// Writes in answer to a message.
    ///
    /// # Errors
    ///
    /// As [`Consumer::does`].
    pub async fn say_quoting(&self, text: impl Into<String>, message: &str) -> Result<Delivery, Error> {
        let (text, quotes) = (text.into(), Some(message.to_owned()));
        self.does(Deed::Say { text, quotes }).await
    }

    /// Taps the button, quick reply or row of this label, of the latest message that has one.
    ///
    /// # Errors
    ///
    /// As [`Consumer::does`].
    pub async fn tap(&self, label: &str) -> Result<Delivery, Error> {
        let label = label.to_owned();
        self.does(Deed::Tap { label, answer: None }).await
    }

    /// Taps what asks for a time or opens a flow, with the answer.
    ///
    /// # Errors
    ///
    /// As [`Consumer::does`].
    pub async fn tap_with(&self, label: &str, answer: impl Into<String>) -> Result<Delivery, Error> {
        let (label, answer) = (label.to_owned(), Some(answer.into()));
        self.does(Deed::Tap { label, answer }).await
    }

    /// Sends an image.
    ///
    /// # Errors
    ///
    /// As [`Consumer::does`].
    pub async fn send_image(&self, mime: &str, bytes: impl Into<Bytes>) -> Result<Delivery, Error> {
        self.does(Deed::Send(Media::new(MediaKind::Image, mime, bytes))).await
    }

    /// Shares a place.
    ///
    /// # Errors
    ///
    /// As [`Consumer::does`].
    pub async fn send_location(&self, latitude: f64, longitude: f64, name: Option<&str>) -> Result<Delivery, Error> {
        let deed = Deed::Location {
            latitude,
            longitude,
            name: name.map(str::to_owned),
            address: None,
        };
        self.does(deed).await
    }

    /// Reacts to a message of the business (WhatsApp).
    ///
    /// # Errors
    ///
    /// As [`Consumer::does`].
    pub async fn react(&self, message: &str, emoji: &str) -> Result<Delivery, Error> {
        let (message, emoji) = (message.to_owned(), emoji.to_owned());
        self.does(Deed::React { message, emoji }).await
    }

    /// Reads a message of the business (WhatsApp).
    ///
    /// # Errors
    ///
    /// As [`Consumer::does`].
    pub async fn read(&self, message: &str) -> Result<Delivery, Error> {
        let message = message.to_owned();
        self.does(Deed::Read { message }).await
    }

    /// Sends a message or event with members of your own, in the network's frame.
    ///
    /// # Errors
    ///
    /// As [`Consumer::does`].
    pub async fn raw(&self, members: Value) -> Result<Delivery, Error> {
        self.does(Deed::Raw(members)).await
    }
}
