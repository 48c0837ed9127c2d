//! Webhooks as ready-made bytes.

use std::io::Write;

use crate::config::{Account, Network};
use crate::courier::{sign, webhook_headers};
use crate::error::Error;
use crate::ids::{mix, ulid};
use crate::line::tokens;
use crate::target::Target;

/// What is to be posted.
#[derive(Debug, Clone)]
pub struct Plan {
    /// In the form of which network.
    pub network: Network,
    /// Of which account: ids and secret.
    pub account: Account,
    /// Where to.
    pub url: String,
    /// How many; each has ids of its own.
    pub webhooks: usize,
    /// Of how many consumers, in turn; each is a conversation.
    pub consumers: usize,
    /// What they say.
    pub text: String,
    /// What the ids follow from; other seeds, other ids.
    pub seed: u64,
    /// The time of the first message, milliseconds since 1970. A reply token (LINE) is good for a minute from then.
    pub at_ms: u64,
    /// Microseconds between one message's time and the next one's.
    pub apart_us: u64,
}

impl Plan {
    /// Ten thousand messages of a thousand consumers, from now on.
    pub fn new(network: Network, url: impl Into<String>) -> Plan {
        Plan {
            network,
            account: Account::of(network),
            url: url.into(),
            webhooks: 10_000,
            consumers: 1_000,
            text: "hello".to_owned(),
            seed: 1,
            at_ms: crate::clock::Clock::wall().now_ms(),
            apart_us: 0,
        }
    }

    /// The id that the message of this index has: `wamid…`, or LINE's number.
    pub fn message_id(&self, index: usize) -> String {
        match self.network {
            Network::WhatsApp => format!("wamid.LOAD{:016X}", mix(self.seed ^ ((index as u64) << 16))),
            Network::Line => {
                (600_000_000_000_000_000 + (self.seed % 1_000_000) * 100_000_000_000 + index as u64).to_string()
            }
        }
    }

    /// The id of the event of this index, by which duplicates are told: WhatsApp the message's, LINE `webhookEventId`.
    pub fn event_id(&self, index: usize) -> String {
        match self.network {
            Network::WhatsApp => self.message_id(index),
            Network::Line => ulid(self.time_ms(index), self.seed, mix(self.seed ^ ((index as u64) << 16))),
        }
    }

    /// The id of the consumer who says it: digits, or LINE's user id.
    pub fn consumer_id(&self, index: usize) -> String {
        let consumer = index % self.consumers.max(1);
        match self.network {
            Network::WhatsApp => format!("1666{consumer:07}"),
            Network::Line => format!("U{:032x}", 0x10ad_0000_0000_u64 + consumer as u64),
        }
    }

    fn time_ms(&self, index: usize) -> u64 {
        self.at_ms + self.apart_us * index as u64 / 1000
    }

    /// The body of this index.
    pub fn body(&self, index: usize) -> String {
        let (id, consumer, at_ms) = (self.message_id(index), self.consumer_id(index), self.time_ms(index));
        let text = serde_json::Value::from(self.text.as_str());
        let account = &self.account;
        match self.network {
            Network::WhatsApp => format!(
                r#"{{"object":"whatsapp_business_account","entry":[{{"id":"{}","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"{}","phone_number_id":"{}"}},"contacts":[{{"profile":{{"name":"Load {consumer}"}},"wa_id":"{consumer}"}}],"messages":[{{"from":"{consumer}","id":"{id}","timestamp":"{}","type":"text","text":{{"body":{text}}}}}]}},"field":"messages"}}]}}]}}"#,
                account.business,
                account.number,
                account.address,
                at_ms / 1000
            ),
            Network::Line => {
                let number = mix(self.seed ^ ((index as u64) << 16)) >> 16;
                let of = tokens::Reply {
                    chat: consumer.clone(),
                    at_ms,
                    number,
                };
                let reply = tokens::reply(&account.secret, &of);
                let (quote, read) = (
                    tokens::plain(&account.secret, tokens::QUOTE, number),
                    tokens::plain(&account.secret, tokens::READ, number),
                );
                format!(
                    r#"{{"destination":"{}","events":[{{"type":"message","message":{{"type":"text","id":"{id}","quoteToken":"{quote}","markAsReadToken":"{read}","text":{text}}},"webhookEventId":"{}","deliveryContext":{{"isRedelivery":false}},"timestamp":{at_ms},"source":{{"type":"user","userId":"{consumer}"}},"replyToken":"{reply}","mode":"active"}}]}}"#,
                    account.address,
                    self.event_id(index)
                )
            }
        }
    }
}

/// Requests that are ready to be posted.
#[derive(Debug)]
pub struct Load {
    /// What it was made from.
    pub plan: Plan,
    pub(super) target: Target,
    bytes: Vec<u8>,
    /// Where each request ends.
    ends: Vec<usize>,
}

impl Load {
    /// Makes and signs every webhook. Takes about 1 kB of memory each.
    ///
    /// # Errors
    ///
    /// [`Error::Url`], also for `https`: the load generator speaks plain HTTP only.
    pub fn prepare(plan: &Plan) -> Result<Load, Error> {
        let target = Target::of(&plan.url)?;
        if target.tls {
            return Err(Error::Url(plan.url.clone()));
        }
        let (mut bytes, mut ends) = (
            Vec::with_capacity(plan.webhooks * 1100),
            Vec::with_capacity(plan.webhooks),
        );
        for index in 0..plan.webhooks {
            let body = plan.body(index);
            let signature = sign(plan.network, &plan.account.secret, body.as_bytes());
            let headers = webhook_headers(plan.network, &signature);
            bytes.write_all(&target.request("POST", &target.path, &headers, body.as_bytes()))?;
            ends.push(bytes.len());
        }
        Ok(Load {
            plan: plan.clone(),
            target,
            bytes,
            ends,
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The bytes of a request, head and body.
    ///
    /// # Panics
    ///
    /// When there is no request of this index.
    pub fn request(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.bytes[start..self.ends[index]]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_webhook_has_ids_of_its_own_and_its_consumer() {
        for network in [Network::WhatsApp, Network::Line] {
            let plan = Plan {
                webhooks: 500,
                consumers: 7,
                text: "say \"hi\"".to_owned(),
                ..Plan::new(network, "http://127.0.0.1:1/w")
            };
            let (mut ids, mut people) = (HashSet::new(), HashSet::new());
            for index in 0..plan.webhooks {
                assert!(ids.insert(plan.message_id(index)) && ids.insert(format!("event {}", plan.event_id(index))));
                people.insert(plan.consumer_id(index));
                let body: serde_json::Value = serde_json::from_str(&plan.body(index)).unwrap();
                assert!(body.to_string().contains(r#"say \"hi\""#));
            }
            assert_eq!(people.len(), 7);
            let load = Load::prepare(&plan).unwrap();
            let request = String::from_utf8(load.request(499).to_vec()).unwrap();
            let (head, body) = request.split_once("\r\n\r\n").unwrap();
            assert_eq!(body, plan.body(499));
            assert!(
                head.contains(&sign(network, &plan.account.secret, body.as_bytes())),
                "{head}"
            );
            assert!(head.starts_with("POST /w HTTP/1.1\r\n"), "{head}");
        }
    }
}
