//! Lists to pick from, and times, which are a list of times where a channel has nothing better.

use crate::content::{Action, Button, Captioned, Content, MediaIndex, Picker, PickerItem, PickerSection, Text};
use crate::event::ChoiceKind;

use super::answers::Offer;
use super::buttons::{Fitted, Wish, over};
use super::loss::{Became, Place, What, Why};
use super::planner::Planner;
use super::text::{Words, cut, plain};
use super::units::wide;

const PICKER: &str = "picker";
/// Lists that one list is cut into; what is longer than these is easier to read as text.
const MOST_PICKERS: usize = 5;

/// A list, whatever it was asked as. Its text is marked already.
#[derive(Debug, Clone)]
pub(super) struct List {
    pub text: Text,
    pub open_label: Option<String>,
    pub header: Option<MediaIndex>,
    pub footer: Option<String>,
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone)]
pub(super) struct Section {
    pub title: Option<String>,
    pub multiple: bool,
    pub wishes: Vec<Wish>,
}

/// A row that was fitted, with what goes out.
#[derive(Debug)]
struct Row {
    fitted: Fitted,
    item: PickerItem,
}

/// The rows of one picker by section, with the section's index in the list.
type Chunk = Vec<(usize, Vec<Row>)>;

impl List {
    /// One section without a title.
    pub fn of_wishes(text: Text, wishes: Vec<Wish>) -> Self {
        Self {
            text,
            open_label: None,
            header: None,
            footer: None,
            sections: vec![Section {
                title: None,
                multiple: false,
                wishes,
            }],
        }
    }

    fn rows(&self) -> usize {
        self.sections.iter().map(|section| section.wishes.len()).sum()
    }
}

impl Planner<'_> {
    pub fn picker(&mut self, picker: &Picker) -> Vec<Content> {
        let text = self.marked(&picker.text);
        let sections = (0..).zip(&picker.sections).map(|(section, from)| Section {
            title: from.title.clone(),
            multiple: from.multiple,
            wishes: (0..)
                .zip(&from.items)
                .map(|(item, from_item)| wish(self.part, (section, from), (item, from_item)))
                .collect(),
        });
        let list = List {
            text,
            open_label: picker.open_label.clone(),
            header: picker.header,
            footer: picker.footer.clone(),
            sections: sections.collect(),
        };
        match self.pickers(&list) {
            Ok(pickers) => pickers,
            Err(why) => self.replaced(&list, PICKER, why),
        }
    }

    /// A list that the channel has no way to show as one.
    pub fn replaced(&mut self, list: &List, content: &str, why: Why) -> Vec<Content> {
        let what = What::Content(content.to_owned());
        if self.can_be_quick(list) {
            self.lose(what, why, Became::Kind("quick-replies".to_owned()));
            self.replies = list
                .sections
                .iter()
                .flat_map(|section| section.wishes.clone())
                .collect();
            let mut words = Words::default();
            words.text(&list.text);
            words.lines(list.sections.iter().filter_map(|section| section.title.as_deref()));
            words.lines(list.footer.as_deref());
            return self.texts("text", &words.finish());
        }
        let became = if self.writes() { Became::Text } else { Became::Nothing };
        self.lose(what, why.clone(), became);
        let mut contents = vec![];
        let mut words = Words::default();
        if let Some(header) = list.header {
            match self.medium(header) {
                Ok(media) => contents.push(Content::Media(Captioned { media, caption: None })),
                Err(why) => self.write_medium(&mut words, header, why),
            }
        }
        if self.writes() {
            words.text(&list.text);
        }
        for section in &list.sections {
            if self.writes() {
                words.lines(section.title.as_deref());
            }
            for wish in &section.wishes {
                self.write_out(&mut words, wish, why.clone());
            }
        }
        if self.writes() {
            words.lines(list.footer.as_deref());
        }
        contents.extend(self.texts("body", &words.finish()));
        contents
    }

    /// A short list of plain titles is as good as quick replies, where nothing else stands below the message.
    fn can_be_quick(&self, list: &List) -> bool {
        let [section] = list.sections.as_slice() else {
            return false;
        };
        let (least, most) = self.channel.range("quick-replies");
        let labels = self
            .channel
            .lengths_of(&["quick-replies", "button.reply"], "label-length");
        let count = wide(section.wishes.len());
        let plain = |wish: &Wish| wish.detail.is_none() && labels.fit(&wish.button.label);
        self.is_last
            && self.replies.is_empty()
            && self.writes()
            && !list.text.body.trim().is_empty()
            && list.header.is_none()
            && !section.multiple
            && count > 0
            && (u64::from(least)..=u64::from(most)).contains(&count)
            && section.wishes.iter().all(plain)
            && self.channel.take("quick-replies").is_ok()
            && self.channel.take("button.reply").is_ok()
    }

    /// The list as pickers of the channel, with what stands before them. Tells nothing where it fails.
    ///
    /// # Errors
    ///
    /// Why it must be shown in another way.
    pub fn pickers(&mut self, list: &List) -> Result<Vec<Content>, Why> {
        let noted = self.channel.take(PICKER)?;
        if list.rows() == 0 {
            return Err(Why::Empty);
        }
        let mut rows = vec![];
        for (at, section) in list.sections.iter().enumerate() {
            for wish in &section.wishes {
                rows.push((at, self.row(wish)?));
            }
        }
        let chunks = self.chunks(list, rows)?;
        self.sent(PICKER, noted);
        if chunks.len() > 1 {
            let rows = self.channel.most(PICKER, "rows").unwrap_or(u32::MAX);
            let why = over(PICKER, "rows", rows, wide(list.rows()));
            self.lose(
                What::Content(PICKER.to_owned()),
                why,
                Became::Pieces(wide(chunks.len())),
            );
        }
        let (mut contents, kept) = self.lead(PICKER, "text", &list.text);
        let text = kept.unwrap_or_else(|| plain(""));
        let open_label = self.shortened(PICKER, "open-label", list.open_label.as_deref(), "label-length");
        let mut header = self.picture(list.header);
        let last = chunks.len() - 1;
        for (at, chunk) in chunks.into_iter().enumerate() {
            let sections = chunk
                .into_iter()
                .map(|(at, rows)| self.section(&list.sections[at], rows))
                .collect();
            contents.push(Content::Picker(Picker {
                text: text.clone(),
                open_label: open_label.clone(),
                header: header.take(),
                footer: list.footer.clone().filter(|_| at == last),
                sections,
            }));
        }
        Ok(contents)
    }

    fn section(&mut self, section: &Section, rows: Vec<Row>) -> PickerSection {
        let multiple = section.multiple && self.channel.names_format(PICKER, "multiple");
        if section.multiple && !multiple {
            let why = Why::Format {
                feature: PICKER.to_owned(),
                format: "multiple".to_owned(),
            };
            self.lose(What::Field("sections.multiple".to_owned()), why, Became::Without);
        }
        let title = self.shortened(PICKER, "sections.title", section.title.as_deref(), "title-length");
        PickerSection {
            title,
            multiple,
            items: rows.into_iter().map(|row| self.commit_row(row)).collect(),
        }
    }

    fn row(&mut self, wish: &Wish) -> Result<Row, Why> {
        let mut fitted = Fitted::new(wish);
        let titles = self.channel.lengths(PICKER, "title-length");
        let mut title = wish.button.label.clone();
        if let Some(why) = titles.passed(&title) {
            // The beginning of a date tells nothing.
            let short = cut(&title, &titles).filter(|_| !matches!(wish.place, Place::Slot(_)));
            title = short.ok_or_else(|| why.clone())?;
            fitted.note(why, Became::Cut(title.clone()));
        }
        let subtitles = self.channel.lengths(PICKER, "subtitle-length");
        let mut subtitle = wish.detail.clone();
        if let Some(why) = subtitle.as_ref().and_then(|subtitle| subtitles.passed(subtitle)) {
            subtitle = subtitle.and_then(|subtitle| cut(&subtitle, &subtitles));
            fitted.note(why, subtitle.clone().map_or(Became::Without, Became::Cut));
        }
        let lengths = self.channel.lengths(PICKER, "payload-bytes");
        let asked = match &wish.button.action {
            Action::Reply(payload) => payload.clone(),
            _ => self.person(&wish.button).ok_or(Why::Malformed)?,
        };
        let payload = self.carried(&asked, &[PICKER]);
        let payload = payload.ok_or_else(|| lengths.passed(&asked).unwrap_or(Why::Malformed))?;
        if let Some(why) = lengths.passed(&asked) {
            fitted.note(why, Became::StandIn(payload.clone()));
        }
        let item = PickerItem {
            payload,
            title,
            subtitle,
            picture: None,
        };
        Ok(Row { fitted, item })
    }

    fn commit_row(&mut self, mut row: Row) -> PickerItem {
        self.tell(&mut row.fitted);
        let wish = &row.fitted.wish;
        let mut labels = vec![wish.button.label.clone()];
        labels.extend(Some(row.item.title.clone()).filter(|title| *title != labels[0]));
        self.offers.push(Offer {
            answer: wish.answer(self.question),
            labels,
            number: None,
            sent: Some(row.item.payload.clone()),
        });
        PickerItem {
            picture: self.picture(row.fitted.wish.button.picture),
            ..row.item
        }
    }

    /// The rows of every picker by section, as many in each as the channel takes. A section may go on in the next.
    fn chunks(&self, list: &List, rows: Vec<(usize, Row)>) -> Result<Vec<Chunk>, Why> {
        let (least, most) = self.channel.range(PICKER);
        let limit = |name| self.channel.most(PICKER, name).unwrap_or(u32::MAX);
        let (most_rows, most_sections) = (limit("rows").min(most), limit("sections"));
        let too_many = if wide(list.sections.len()) > u64::from(most_sections) {
            over(PICKER, "sections", most_sections, wide(list.sections.len()))
        } else {
            over(PICKER, "rows", most_rows, wide(rows.len()))
        };
        if most_rows == 0 || most_sections == 0 {
            return Err(too_many);
        }
        let mut chunks: Vec<Chunk> = vec![];
        let mut room = 0;
        for (section, row) in rows {
            let current = chunks.last().map_or(&[][..], Vec::as_slice);
            let goes_on = current.last().is_some_and(|(known, _)| *known == section);
            if room == 0 || (!goes_on && wide(current.len()) >= u64::from(most_sections)) {
                chunks.push(vec![]);
                room = most_rows;
            }
            room -= 1;
            if let Some(chunk) = chunks.last_mut() {
                match chunk.last_mut() {
                    Some((known, rows)) if *known == section => rows.push(row),
                    _ => chunk.push((section, vec![row])),
                }
            }
        }
        if chunks.len() > MOST_PICKERS {
            return Err(too_many);
        }
        let counts = chunks
            .iter()
            .map(|chunk| wide(chunk.iter().map(|(_, rows)| rows.len()).sum()));
        match counts.min().filter(|has| *has < u64::from(least)) {
            None => Ok(chunks),
            Some(has) => Err(Why::Under {
                feature: PICKER.to_owned(),
                limit: "least".to_owned(),
                least: u64::from(least),
                has,
            }),
        }
    }
}

fn wish(part: Option<u32>, (section, from): (u32, &PickerSection), (item, row): (u32, &PickerItem)) -> Wish {
    Wish {
        part,
        place: Place::Row { section, item },
        kind: ChoiceKind::Picker,
        button: Button {
            label: row.title.clone(),
            action: Action::Reply(row.payload.clone()),
            payload: None,
            picture: row.picture,
        },
        section: from.title.clone().unwrap_or_default(),
        detail: row.subtitle.clone(),
    }
}
