//! Quick replies: below the last message, else as a list that opens, else as numbered text.
//!
//! Choices are one question, so they are shown in one way: half of them as buttons and half as text would read as two.

use crate::content::{Button, Captioned, Content, MediaKind};

use super::buttons::{Fitted, Wish};
use super::loss::{Became, What, Why};
use super::names;
use super::picker::List;
use super::planner::Planner;
use super::text::{Words, tail};

const QUICK_REPLIES: &str = "quick-replies";

impl Planner<'_> {
    /// The quick replies that stand below the last of the contents; what cannot stand there goes into the contents.
    pub fn quick_replies(&mut self, contents: &mut Vec<Content>) -> Vec<Button> {
        let wishes = std::mem::take(&mut self.replies);
        if wishes.is_empty() {
            return vec![];
        }
        let (kept, out) = self.choose(&wishes);
        let lists = wishes.iter().all(Wish::is_choice) && out.len() == wishes.len();
        if lists && self.as_list(contents, &wishes, &out[0].1) {
            return vec![];
        }
        self.write_all(contents, out);
        if kept.is_empty() {
            return vec![];
        }
        if let Err(why) = self.carrier(contents) {
            let out = kept.into_iter().map(|fitted| (fitted.wish, why.clone())).collect();
            self.write_all(contents, out);
            return vec![];
        }
        if let Ok(Some(why)) = self.channel.take(QUICK_REPLIES) {
            self.lose(What::Content(QUICK_REPLIES.to_owned()), why, Became::Sent);
        }
        kept.into_iter().map(|fitted| self.commit(fitted)).collect()
    }

    /// What is shown as quick replies, and what is not. Choices are all on one side.
    fn choose(&mut self, wishes: &[Wish]) -> (Vec<Fitted>, Vec<(Wish, Why)>) {
        let all_out = |why: Why| wishes.iter().map(|wish| (wish.clone(), why.clone())).collect();
        if let Err(why) = self.channel.take(QUICK_REPLIES) {
            return (vec![], all_out(why));
        }
        let set = self.fit(wishes.to_vec(), QUICK_REPLIES, None);
        let refused = set
            .out
            .iter()
            .find(|(wish, _)| wish.is_choice())
            .map(|(_, why)| why.clone());
        let set = match refused {
            None => set,
            Some(why) => {
                let others = wishes.iter().filter(|wish| !wish.is_choice()).cloned().collect();
                let mut set = self.fit(others, QUICK_REPLIES, None);
                let choices = wishes.iter().filter(|wish| wish.is_choice());
                set.out.extend(choices.map(|wish| (wish.clone(), why.clone())));
                set.out.sort_by_key(|(wish, _)| wish.place);
                set
            }
        };
        (set.kept, set.out)
    }

    fn write_all(&mut self, contents: &mut Vec<Content>, out: Vec<(Wish, Why)>) {
        let mut words = Words::default();
        for (wish, why) in out {
            self.write_out(&mut words, &wish, why);
        }
        self.append(contents, words);
    }

    /// All choices as a list that opens, below the words of the last text.
    fn as_list(&mut self, contents: &mut Vec<Content>, wishes: &[Wish], why: &Why) -> bool {
        let Some(Content::Text(text)) = contents.last() else {
            return false;
        };
        let list = List::of_wishes(text.clone(), wishes.to_vec());
        let Ok(pickers) = self.pickers(&list) else {
            return false;
        };
        contents.pop();
        contents.extend(pickers);
        self.lose(
            What::Content(QUICK_REPLIES.to_owned()),
            why.clone(),
            Became::Kind("picker".to_owned()),
        );
        true
    }

    /// Makes sure that quick replies can stand under the last content.
    fn carrier(&mut self, contents: &mut Vec<Content>) -> Result<(), Why> {
        let lengths = self.channel.lengths(QUICK_REPLIES, "length");
        let writes = self.writes();
        let caption = match contents.last_mut() {
            Some(Content::Media(Captioned { caption, .. })) if writes => {
                let passed = caption.as_ref().and_then(|caption| lengths.passed(&caption.body));
                passed.and_then(|why| Some((caption.take()?, why)))
            }
            _ => None,
        };
        if let Some((caption, why)) = caption {
            self.lose(What::Field("caption".to_owned()), why, Became::OwnText);
            let texts = self.texts("caption", &caption);
            contents.extend(texts);
        }
        let Some(last) = contents.last_mut() else {
            return Err(Why::Empty);
        };
        self.may_carry(last)?;
        let passed = match last {
            Content::Text(text) => lengths.passed(&text.body),
            Content::Media(media) => media.caption.as_ref().and_then(|caption| lengths.passed(&caption.body)),
            _ => None,
        };
        let (Some(why), Content::Text(text)) = (passed.clone(), last) else {
            return passed.map_or(Ok(()), Err);
        };
        let both = lengths.and(self.channel.lengths("text", "length"));
        let Some((before, last)) = tail(text, &both) else {
            return Err(why);
        };
        contents.pop();
        let before = before.map_or(vec![], |before| self.texts("body", &before));
        contents.extend(before);
        contents.push(Content::Text(last));
        Ok(())
    }

    /// Where the formats of quick replies name contents or kinds of media, they stand under these only.
    fn may_carry(&self, content: &Content) -> Result<(), Why> {
        let formats = self.channel.formats(QUICK_REPLIES);
        let mut carriers = formats
            .iter()
            .filter(|format| names::CARRIERS.contains(&format.as_str()))
            .peekable();
        if carriers.peek().is_none() {
            return Ok(());
        }
        let name = content.feature();
        let kind = match content {
            Content::Media(media) => self.media.get(media.media as usize).map(|media| media.kind),
            _ => None,
        };
        let kind = kind.map_or(name, |kind: MediaKind| names::of_media(kind));
        if carriers.any(|known| known == name || known == kind) {
            return Ok(());
        }
        Err(Why::Format {
            feature: QUICK_REPLIES.to_owned(),
            format: kind.to_owned(),
        })
    }
}
