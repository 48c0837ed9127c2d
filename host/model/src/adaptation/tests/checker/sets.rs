//! The checker's view of buttons that stand together.

use crate::content::{Action, Button, Content, Message};

use super::Judge;
use super::measure::{ALL_ACTIONS, action_name, action_value, media_name};

impl Judge<'_> {
    /// A set of buttons below something.
    pub fn set(&mut self, buttons: &[Button], features: &[&str], message: &Message) {
        self.sendable(features[0], true);
        self.within(features[0], buttons.len());
        let formats = self.formats(features[0]);
        for button in buttons {
            let feature = action_name(&button.action);
            self.sendable(feature, true);
            let same = buttons
                .iter()
                .filter(|other| action_name(&other.action) == feature)
                .count();
            self.within(feature, same);
            self.at_most(feature, "beside", buttons.len() - 1);
            let named = |format: &String| ALL_ACTIONS.contains(&format!("button.{format}").as_str());
            let taken =
                !formats.iter().any(named) || formats.iter().any(|format| format!("button.{format}") == feature);
            self.expect(taken, || format!("{feature} of {formats:?}"));
            for name in features.iter().chain([&feature]) {
                self.length(name, "label-length", &button.label);
                let json = |json: &str| -> Option<String> {
                    let value: serde_json::Value = serde_json::from_str(json).ok()?;
                    value.get("payload")?.as_str().map(str::to_owned)
                };
                let payload = match &button.action {
                    Action::Reply(payload) => Some(payload.clone()),
                    Action::PickTime(picker) => json(picker),
                    _ => None,
                };
                payload
                    .iter()
                    .chain(&button.payload)
                    .for_each(|payload| self.length(name, "payload-bytes", payload));
            }
            if let Some(value) = action_value(&button.action) {
                self.length(feature, "length", value);
            }
            self.picture(button.picture, message);
        }
    }

    pub fn quick_replies(&mut self, buttons: &[Button], under: &Content, message: &Message) {
        self.set(buttons, &["quick-replies"], message);
        let words = match under {
            Content::Text(text) => Some(text),
            Content::Media(captioned) => captioned.caption.as_ref(),
            _ => None,
        };
        words
            .iter()
            .for_each(|words| self.length("quick-replies", "length", &words.body));
        let formats = self.formats("quick-replies");
        let carriers = [
            "text",
            "media",
            "location",
            "contact",
            "link",
            "cards",
            "picker",
            "time-picker",
            "form",
            "template",
            "image",
            "audio",
            "voice",
            "video",
            "file",
        ];
        let named: Vec<_> = formats
            .iter()
            .filter(|format| carriers.contains(&format.as_str()))
            .collect();
        let (name, kind) = match under {
            Content::Text(_) => ("text", ""),
            Content::Media(media) => (
                "media",
                message
                    .media
                    .get(media.media as usize)
                    .map_or("", |media| media_name(media.kind)),
            ),
            Content::Location(_) => ("location", ""),
            Content::Contact(_) => ("contact", ""),
            Content::Link(_) => ("link", ""),
            Content::Cards(_) => ("cards", ""),
            Content::Picker(_) => ("picker", ""),
            Content::TimePicker(_) => ("time-picker", ""),
            Content::Form(_) => ("form", ""),
            Content::Template(_) => ("template", ""),
            Content::Order(_) | Content::Native(_) | Content::Unsupported(_) => ("", ""),
        };
        let carries = named.is_empty() || named.iter().any(|format| *format == name || *format == kind);
        self.expect(carries, || format!("quick replies under {name} {kind}, of {named:?}"));
    }
}
