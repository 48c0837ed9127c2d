//! `tail`: what happens in conversations, as it happens, a line each.

use std::io::{BufRead, BufReader};
use std::time::Duration;

use jackfield_model::content::Message;
use jackfield_model::conversation::event::{Body, Direction, Event};
use jackfield_model::conversation_view::Speaker;
use serde_json::Value;
use ureq::SendBody;
use ureq::http::Method;

use super::client::{Client, Connection, segment};
use super::error::Error;
use super::terminal::{Colour, Colours, line, safe};
use crate::api::conversations::LoggedEvent;

/// Time before a stream that broke off is opened again.
const AGAIN: Duration = Duration::from_secs(1);
/// Characters of a line's text; the rest is in the API.
const MOST_TEXT: usize = 300;

#[derive(clap::Args)]
pub struct Tail {
    /// Only of this account
    #[arg(long)]
    account: Option<String>,
    /// Only of this conversation of the account
    #[arg(long, requires = "account")]
    conversation: Option<String>,
    /// From this position on instead of from now on; 0 is the beginning
    #[arg(long)]
    after: Option<i64>,
    #[command(flatten)]
    connection: Connection,
}

impl Tail {
    pub fn run(self) -> Result<(), Error> {
        let client = self.connection.open()?;
        let colours = Colours::of_stdout();
        let mut last = self.after;
        let mut opened = false;
        loop {
            match self.follow(&client, &colours, &mut last) {
                // The first try tells what is wrong; later ones are a host that starts again.
                Err(error) if !opened => return Err(error),
                Err(error) => eprintln!("jackfield: {error}; trying again"),
                Ok(()) => eprintln!("jackfield: the stream ended; opening it again"),
            }
            opened = true;
            std::thread::sleep(AGAIN);
        }
    }

    /// Prints until the stream ends.
    fn follow(&self, client: &Client, colours: &Colours, last: &mut Option<i64>) -> Result<(), Error> {
        let mut path = "/events".to_owned();
        let mut glue = '?';
        for (name, value) in [("account", &self.account), ("conversation", &self.conversation)] {
            if let Some(value) = value {
                path.push_str(&format!("{glue}{name}={}", segment(value)));
                glue = '&';
            }
        }
        let position = last.map(|last| last.to_string());
        let headers: Vec<(&str, &str)> = position.iter().map(|last| ("last-event-id", last.as_str())).collect();
        let response = client.ask(Method::GET, &path, &headers, SendBody::none())?;
        let mut data = String::new();
        for text in BufReader::new(response.into_body().into_reader()).lines() {
            let Ok(text) = text else { return Ok(()) };
            if let Some(part) = text.strip_prefix("data:") {
                data.push_str(part.trim_start());
            } else if text.is_empty() && !data.is_empty() {
                self.print(&data, colours, last)?;
                data.clear();
            }
        }
        Ok(())
    }

    fn print(&self, data: &str, colours: &Colours, last: &mut Option<i64>) -> Result<(), Error> {
        let logged: LoggedEvent = serde_json::from_str(data)
            .map_err(|error| Error::Host(format!("an event of the stream cannot be read: {error}")))?;
        *last = Some(logged.feed);
        if self.connection.json {
            return line(data);
        }
        // 2026-11-24T10:00:00.123Z: the day is known to whoever follows.
        let clock = logged.at.get(11..19).unwrap_or(&logged.at);
        let place = format!("{}/{}", safe(&logged.account), safe(&logged.conversation));
        let (mark, colour, text) = told(&logged.event);
        line(&format!(
            "{} {} {}",
            colours.paint(Colour::Dim, clock),
            colours.paint(Colour::Dim, &place),
            colours.paint(colour, &format!("{mark} {}", cut(&safe(&text))))
        ))
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_TEXT) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A mark, its colour, and the words for an event; one that this version does not know is shown as it is.
fn told(event: &Value) -> (char, Colour, String) {
    let Ok(Event { body, .. }) = serde_json::from_value::<Event>(event.clone()) else {
        return ('?', Colour::Dim, event.to_string());
    };
    match &body {
        Body::Message(said) => {
            let (mark, colour) = match said.direction {
                Direction::Inbound => ('<', Colour::Cyan),
                Direction::Outbound => ('>', Colour::Green),
            };
            (
                mark,
                colour,
                format!("{}: {}", speaker(&said.author), words(&said.message)),
            )
        }
        Body::Choice(chosen) => (
            '<',
            Colour::Cyan,
            format!("{}: [{}]", speaker(&chosen.author), chosen.choice.label),
        ),
        Body::SendFailed { envelope, failure } => {
            ('!', Colour::Red, format!("not sent: {} ({envelope})", failure.text))
        }
        Body::Note(note) => ('#', Colour::Yellow, format!("{}: {}", note.by, note.text)),
        Body::Opened(opened) => ('*', Colour::Dim, format!("opened on {}", opened.channel)),
        Body::Assigned(assigned) => {
            let to = serde_json::json!(assigned.to)
                .to_string()
                .replace(['"', '{', '}'], "")
                .replace(':', " ");
            ('*', Colour::Dim, format!("assigned to {to}: {}", assigned.why))
        }
        Body::HandedOff(handed) => ('*', Colour::Yellow, format!("handed off by {}", handed.plugin.name)),
        Body::Reopened => ('*', Colour::Dim, "opened again".to_owned()),
        Body::LiveAgent => ('!', Colour::Yellow, "asks for a person".to_owned()),
        other => ('*', Colour::Dim, case(&serde_json::json!(other))),
    }
}

/// `{"case": value}` as `case value`.
fn case(value: &Value) -> String {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect::<Vec<_>>()
            .join(" "),
        Value::String(name) => name.clone(),
        other => other.to_string(),
    }
}

fn speaker(speaker: &Speaker) -> String {
    match speaker {
        Speaker::Consumer(sender) => sender.name.clone().unwrap_or_else(|| sender.id.clone()),
        Speaker::Brand(author) => {
            let kind = serde_json::json!(author.kind);
            author
                .name
                .clone()
                .unwrap_or_else(|| kind.as_str().unwrap_or("brand").to_owned())
        }
        Speaker::Network => "network".to_owned(),
    }
}

/// The words of a message; what is no words by its case.
fn words(message: &Message) -> String {
    let part = |content: &Value| match content.as_object().and_then(|members| members.iter().next()) {
        Some((case, value)) if case == "text" => value["body"].as_str().unwrap_or_default().to_owned(),
        Some((case, value)) => match value["text"]["body"].as_str().or(value["caption"]["body"].as_str()) {
            Some(text) => format!("[{case}] {text}"),
            None => format!("[{case}]"),
        },
        None => content.as_str().map(|case| format!("[{case}]")).unwrap_or_default(),
    };
    let mut words: Vec<String> = message
        .parts
        .iter()
        .map(|one| part(&serde_json::json!(one.content)))
        .collect();
    words.extend(message.quick_replies.iter().map(|button| format!("({})", button.label)));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_event_is_a_line_for_people() {
        let message = json!({"at": 1, "body": {"message": {
            "id": "m", "direction": "inbound", "author": {"consumer": {"id": "k-7", "name": "Mia"}},
            "message": {"parts": [{"content": {"text": {"body": "Hello"}}}, {"content": {"media": {"media": 0}}}]}
        }}});
        let (mark, _, text) = told(&message);
        assert_eq!((mark, text.as_str()), ('<', "Mia: Hello [media]"));
        let assigned = json!({"at": 1, "body": {"assigned": {"to": {"bot": "concierge"}, "why": "rule"}}});
        assert_eq!(told(&assigned).2, "assigned to bot concierge: rule");
        assert_eq!(told(&json!({"at": 1, "body": {"tag": "vip"}})).2, "tag \"vip\"");
        assert_eq!(told(&json!({"body": {"from": "the future"}})).0, '?');
    }
}
