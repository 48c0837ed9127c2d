//! Contents without choices: places, contacts, pages, templates, orders, and what only one network has.

use crate::content::{Contact, Content, Link, Location, Native, Order, Template, TemplateValue};

use super::loss::{Became, What, Why};
use super::planner::Planner;
use super::text::Words;

impl Planner<'_> {
    pub fn location(&mut self, location: &Location) -> Vec<Content> {
        let noted = match self.way("location", false) {
            Ok(noted) => noted,
            Err(why) => return self.in_words("location", why, location_lines(location)),
        };
        self.sent("location", noted);
        vec![Content::Location(Location {
            name: self.shortened("location", "name", location.name.as_deref(), "title-length"),
            address: self.shortened("location", "address", location.address.as_deref(), "title-length"),
            ..location.clone()
        })]
    }

    pub fn contact(&mut self, contact: &Contact) -> Vec<Content> {
        match self.way("contact", false) {
            Ok(noted) => {
                self.sent("contact", noted);
                vec![Content::Contact(contact.clone())]
            }
            Err(why) => self.in_words("contact", why, contact_lines(contact)),
        }
    }

    /// `length` of a link is that of its lines together, as networks without links of their own write them.
    pub fn link(&mut self, link: &Link) -> Vec<Content> {
        let way = self.way("link", false).and_then(|noted| {
            let lines = link_lines(link).join("\n");
            self.channel
                .lengths("link", "length")
                .passed(&lines)
                .map_or(Ok(noted), Err)
        });
        let noted = match way {
            Ok(noted) => noted,
            Err(why) => return self.in_words("link", why, link_lines(link)),
        };
        self.sent("link", noted);
        vec![Content::Link(Link {
            title: self.shortened("link", "title", link.title.as_deref(), "title-length"),
            description: self.shortened("link", "description", link.description.as_deref(), "subtitle-length"),
            picture: self.picture(link.picture),
            ..link.clone()
        })]
    }

    /// A template is the network's own text: there is nothing that could be written instead.
    pub fn template(&mut self, template: &Template) -> Vec<Content> {
        let known = template.parameters.iter().all(|parameter| match parameter.value {
            TemplateValue::Media(index) => (index as usize) < self.message.media.len(),
            TemplateValue::Text(_) | TemplateValue::Payload(_) | TemplateValue::Other(_) => true,
        });
        let way = if known {
            self.way("template", false)
        } else {
            Err(Why::Malformed)
        };
        match way {
            Ok(noted) => {
                self.sent("template", noted);
                vec![Content::Template(template.clone())]
            }
            Err(why) => {
                self.lose(What::Content("template".to_owned()), why, Became::Nothing);
                vec![]
            }
        }
    }

    /// Orders come in only, so that what goes out of one is what it says.
    pub fn order(&mut self, order: &Order) -> Vec<Content> {
        self.in_words("order", Why::InboundOnly, order_lines(order))
    }

    /// The network's own object where it is of a kind that the channel names, with or without a prefix that names the network.
    pub fn native(&mut self, native: &Native) -> Vec<Content> {
        let way = self.way("native", false).and_then(|noted| {
            let formats = self.channel.formats("native");
            let short = native
                .kind
                .split_once(':')
                .map_or(native.kind.as_str(), |(_, kind)| kind);
            if formats.is_empty() || formats.iter().any(|format| *format == native.kind || format == short) {
                return Ok(noted);
            }
            Err(Why::Format {
                feature: "native".to_owned(),
                format: native.kind.clone(),
            })
        });
        match way {
            Ok(noted) => {
                self.sent("native", noted);
                vec![Content::Native(native.clone())]
            }
            Err(why) => self.in_words("native", why, vec![native.summary.clone()]),
        }
    }

    fn in_words(&mut self, content: &str, why: Why, lines: Vec<String>) -> Vec<Content> {
        let mut words = Words::default();
        words.lines(lines.iter().map(String::as_str));
        let has_words = self.writes() && !words.is_empty();
        let became = if has_words { Became::Text } else { Became::Nothing };
        self.lose(What::Content(content.to_owned()), why, became);
        if has_words {
            self.texts("body", &words.finish())
        } else {
            vec![]
        }
    }
}

/// Ends in the page about the place, or in a `geo:` URI (RFC 5870), which belongs to no maker of maps.
fn location_lines(location: &Location) -> Vec<String> {
    let place = format!("geo:{},{}", location.latitude, location.longitude);
    let lines = [
        location.name.clone(),
        location.address.clone(),
        Some(place),
        location.url.clone(),
    ];
    lines.into_iter().flatten().collect()
}

fn contact_lines(contact: &Contact) -> Vec<String> {
    let details = contact.details.iter().map(|(kind, label, value)| {
        let label = if label.trim().is_empty() { kind } else { label };
        format!("{label}: {value}")
    });
    std::iter::once(contact.name.clone()).chain(details).collect()
}

fn link_lines(link: &Link) -> Vec<String> {
    let lines = [link.title.clone(), link.description.clone(), Some(link.url.clone())];
    lines.into_iter().flatten().collect()
}

fn order_lines(order: &Order) -> Vec<String> {
    let currency = order
        .currency
        .as_deref()
        .map(|currency| format!(" {currency}"))
        .unwrap_or_default();
    let lines = order.lines.iter().map(|line| match &line.price {
        Some(price) => format!("{} × {}: {price}{currency}", line.quantity, line.product),
        None => format!("{} × {}", line.quantity, line.product),
    });
    lines.chain(order.text.clone()).collect()
}
