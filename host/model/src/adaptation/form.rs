//! Forms: as they are, or as something to read.

use crate::content::{Content, Form, FormField, FormPage};

use super::loss::{Became, What, Why};
use super::planner::Planner;
use super::text::{Words, plain};

const FORM: &str = "form";

impl Planner<'_> {
    pub fn form(&mut self, form: &Form) -> Vec<Content> {
        let text = self.marked(&form.text);
        let form = Form { text, ..form.clone() };
        match self.form_way(&form) {
            Ok(noted) => {
                self.sent(FORM, noted);
                self.native_form(&form)
            }
            Err(why) => self.form_as_text(&form, why),
        }
    }

    /// A form that the network keeps needs a network that keeps forms (`stored`), and pages one that shows them (`pages`).
    /// Where neither is named only what carries forms without loss takes both; others are taken to keep them.
    fn form_way(&self, form: &Form) -> Result<Option<Why>, Why> {
        let noted = self.channel.take(FORM)?;
        let needs = if form.stored.is_some() { "stored" } else { "pages" };
        let formats = self.channel.formats(FORM);
        let by_default = formats.is_empty() && form.stored.is_some();
        if by_default || self.channel.names_format(FORM, needs) {
            return Ok(noted);
        }
        Err(Why::Format {
            feature: FORM.to_owned(),
            format: needs.to_owned(),
        })
    }

    fn native_form(&mut self, form: &Form) -> Vec<Content> {
        let (mut contents, kept) = self.lead(FORM, "text", &form.text);
        let pages = form.pages.iter().enumerate().map(|(at, page)| FormPage {
            title: self.shortened(
                FORM,
                &format!("pages.{at}.title"),
                page.title.as_deref(),
                "title-length",
            ),
            ..page.clone()
        });
        let pages = pages.collect();
        contents.push(Content::Form(Form {
            text: kept.unwrap_or_else(|| plain("")),
            open_label: self.shortened(FORM, "open-label", form.open_label.as_deref(), "label-length"),
            pages,
            ..form.clone()
        }));
        contents
    }

    /// What would be asked, for a person to answer in words: nothing of it comes back as filled in.
    fn form_as_text(&mut self, form: &Form, why: Why) -> Vec<Content> {
        let became = if self.writes() { Became::Text } else { Became::Nothing };
        self.lose(What::Content(FORM.to_owned()), why, became);
        if !self.writes() {
            return vec![];
        }
        let mut words = Words::default();
        words.text(&form.text);
        for page in &form.pages {
            words.paragraph();
            words.lines([page.title.as_deref(), page.text.as_deref()].into_iter().flatten());
            words.lines(
                page.fields
                    .iter()
                    .map(field)
                    .collect::<Vec<_>>()
                    .iter()
                    .map(String::as_str),
            );
        }
        self.texts("body", &words.finish())
    }
}

fn field(field: &FormField) -> String {
    let choices: Vec<&str> = field.choices.iter().map(|(_, label)| label.as_str()).collect();
    let hint = field
        .hint
        .as_deref()
        .map(|hint| format!(" ({hint})"))
        .unwrap_or_default();
    let colon = if choices.is_empty() { "" } else { ": " };
    format!("- {}{hint}{colon}{}", field.label, choices.join(" / "))
}
