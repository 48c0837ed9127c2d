//! What the consumer asks for: by a payload of ours, or in words.

/// Something that the bot can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    Agent,
    Hours,
    List,
    Carousel,
    Card,
    Text,
    Menu,
}

/// Each request with its payload, the label on its button, and the words that mean it. The first row that fits wins: who
/// writes "menu? no, a human!" wants the human.
const REQUESTS: [(Request, &str, &str, &[&str]); 7] = [
    (
        Request::Agent,
        "agent",
        "Talk to a person",
        &[
            "agent",
            "human",
            "person",
            "representative",
            "operator",
            "someone",
            "somebody",
        ],
    ),
    (
        Request::Hours,
        "hours",
        "Opening hours",
        &["hours", "hour", "open", "opening", "closed", "closing"],
    ),
    (Request::List, "list", "List", &["list", "picker", "topics"]),
    (
        Request::Carousel,
        "carousel",
        "Carousel",
        &["carousel", "cards", "gallery"],
    ),
    (Request::Card, "card", "Card", &["card"]),
    (Request::Text, "text", "Text", &["text", "plain", "about"]),
    (
        Request::Menu,
        "menu",
        "Menu",
        &["menu", "start", "help", "back", "options", "hi", "hello", "hey"],
    ),
];

impl Request {
    /// Comes back when its button is pressed.
    pub fn payload(self) -> &'static str {
        self.row().1
    }

    pub fn label(self) -> &'static str {
        self.row().2
    }

    /// The menu is the last row, and the fallback, should a case ever lack a row; a test says that none does.
    fn row(self) -> &'static (Self, &'static str, &'static str, &'static [&'static str]) {
        REQUESTS
            .iter()
            .find(|row| row.0 == self)
            .unwrap_or(&REQUESTS[REQUESTS.len() - 1])
    }

    /// The request with exactly this payload.
    pub fn of_payload(payload: &str) -> Option<Self> {
        REQUESTS.iter().find(|row| row.1 == payload).map(|row| row.0)
    }

    /// The request that a text asks for.
    pub fn of_words(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        REQUESTS
            .iter()
            .find(|row| words.iter().any(|word| row.3.contains(word)))
            .map(|row| row.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_is_found_by_its_payload_and_by_its_label() {
        for (request, payload, label, words) in REQUESTS {
            assert_eq!((request.payload(), request.label()), (payload, label));
            assert_eq!(Request::of_payload(payload), Some(request));
            assert_eq!(
                Request::of_words(label),
                Some(request),
                "a typed label means the button: {label}"
            );
            assert!(words.iter().all(|word| Request::of_words(word) == Some(request)));
        }
    }

    #[test]
    fn words_are_found_in_any_case_and_only_whole() {
        assert_eq!(Request::of_words("When do you OPEN?"), Some(Request::Hours));
        assert_eq!(Request::of_words("menu? no, a human!"), Some(Request::Agent));
        assert_eq!(Request::of_words("reopening discard"), None);
    }
}
