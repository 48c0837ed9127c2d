//! Buttons that go out as buttons: which of them, and in which form.
//!
//! One set of buttons (those of a card, the quick replies) is measured by its own features and by `button.<case>` of each.
//! Of `button.<case>` a set takes `least` to `most`, each with at most `beside` others of any kind.

use std::collections::BTreeMap;

use crate::content::{Action, Button};
use crate::event::ChoiceKind;

use super::answers::{Answer, Offer};
use super::json;
use super::loss::{ActionName, Became, Place, What, Why};
use super::names;
use super::planner::Planner;
use super::text::cut;
use super::units::wide;

/// An action that a message wishes to offer.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    pub place: Place,
    pub kind: ChoiceKind,
    pub button: Button,
    /// The section of a list that it stands in.
    pub section: String,
    /// Words below the label, in a list.
    pub detail: Option<String>,
}

impl Wish {
    pub fn of_button(place: Place, button: &Button) -> Self {
        let kind = match place {
            Place::QuickReply(_) => ChoiceKind::QuickReply,
            _ => ChoiceKind::Button,
        };
        Self {
            place,
            kind,
            button: button.clone(),
            section: String::new(),
            detail: None,
        }
    }

    /// Something to choose, so that a typed answer can stand for a tap.
    pub fn is_choice(&self) -> bool {
        matches!(self.button.action, Action::Reply(_) | Action::LiveAgent)
    }

    pub fn name(&self) -> ActionName {
        let action = match self.place {
            Place::Row { .. } => "pick",
            Place::Slot(_) => "slot",
            Place::QuickReply(_) | Place::Button { .. } => names::case(&self.button.action),
        };
        ActionName {
            place: self.place,
            label: self.button.label.clone(),
            action: action.to_owned(),
        }
    }

    /// What it answers with.
    pub fn answer(&self, question: Option<&str>) -> Answer {
        let payload = match &self.button.action {
            Action::Reply(payload) => Some(payload.clone()),
            Action::PickTime(picker) => json::text(picker, "payload"),
            _ => self.button.payload.clone(),
        };
        Answer {
            kind: if matches!(self.button.action, Action::PickTime(_)) {
                ChoiceKind::Time
            } else {
                self.kind
            },
            label: self.button.label.clone(),
            name: self.section.clone(),
            payload: payload.unwrap_or_default(),
            question: question.map(str::to_owned),
            live_agent: self.button.action == Action::LiveAgent,
        }
    }
}

/// A button as it goes out, with what that costs. Nothing is told until it is [`Planner::commit`]ted.
#[derive(Debug)]
pub(super) struct Fitted {
    pub wish: Wish,
    pub button: Button,
    losses: Vec<(Why, Became)>,
}

impl Fitted {
    pub fn new(wish: &Wish) -> Self {
        Self {
            wish: wish.clone(),
            button: wish.button.clone(),
            losses: vec![],
        }
    }

    pub fn note(&mut self, why: Why, became: Became) {
        self.losses.push((why, became));
    }

    fn feature(&self) -> &'static str {
        names::of_action(&self.button.action)
    }
}

/// A set that was fitted. Both in the order of the wishes; `out` with the reason of each.
#[derive(Debug, Default)]
pub(super) struct Set {
    pub kept: Vec<Fitted>,
    pub out: Vec<(Wish, Why)>,
}

impl Planner<'_> {
    /// Which of these buttons can stand together as `set` (`buttons`, `quick-replies`), on a card of `place` (`cards`,
    /// `carousel`) or nowhere in particular.
    pub fn fit(&mut self, wishes: Vec<Wish>, set: &'static str, place: Option<&'static str>) -> Set {
        let features: Vec<&str> = std::iter::once(set).chain(place).collect();
        let mut out: Vec<(usize, Wish, Why)> = vec![];
        let mut kept: Vec<(usize, Fitted)> = vec![];
        for (at, wish) in wishes.into_iter().enumerate() {
            match self.fit_one(&wish, &features) {
                Ok(fitted) => kept.push((at, fitted)),
                Err(why) => out.push((at, wish, why)),
            }
        }
        let mut drop = |kept: &mut Vec<(usize, Fitted)>, at: usize, why: Why| {
            let (place, fitted) = kept.remove(at);
            out.push((place, fitted.wish, why));
        };
        self.too_many_of_a_case(&mut kept, &mut drop);
        self.not_alone(&mut kept, &mut drop);
        let (_, most) = self.channel.range(set);
        keep_first(&mut kept, set, "most", most, &mut drop);
        if let Some(place) = place {
            let most = self.channel.most(place, "buttons").unwrap_or(u32::MAX);
            keep_first(&mut kept, place, "buttons", most, &mut drop);
        }
        self.too_few(&mut kept, set, &mut drop);
        out.sort_by_key(|(at, ..)| *at);
        Set {
            kept: kept.into_iter().map(|(_, fitted)| fitted).collect(),
            out: out.into_iter().map(|(_, wish, why)| (wish, why)).collect(),
        }
    }

    fn too_many_of_a_case(&self, kept: &mut Vec<(usize, Fitted)>, drop: &mut Drop<'_>) {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        let mut at = 0;
        while at < kept.len() {
            let feature = kept[at].1.feature();
            let (_, most) = self.channel.range(feature);
            let count = counts.entry(feature).or_default();
            if *count < most {
                *count += 1;
                at += 1;
            } else {
                drop(kept, at, over(feature, "most", most, u64::from(most) + 1));
            }
        }
    }

    /// Those that endure fewer others than there are go, the last first, until the rest can stand together.
    fn not_alone(&self, kept: &mut Vec<(usize, Fitted)>, drop: &mut Drop<'_>) {
        let limits: Vec<Option<u32>> = kept
            .iter()
            .map(|(_, fitted)| self.channel.most(fitted.feature(), "beside"))
            .collect();
        for at in (0..kept.len()).rev() {
            let others = wide(kept.len() - 1);
            if let Some(most) = limits[at].filter(|most| others > u64::from(*most)) {
                let feature = kept[at].1.feature();
                drop(kept, at, over(feature, "beside", most, others));
            }
        }
    }

    fn too_few(&self, kept: &mut Vec<(usize, Fitted)>, set: &'static str, drop: &mut Drop<'_>) {
        // A case that goes may leave the set too small, never the other way round.
        let cases: Vec<&'static str> = kept.iter().map(|(_, fitted)| fitted.feature()).collect();
        for feature in cases {
            let count = kept.iter().filter(|(_, fitted)| fitted.feature() == feature).count();
            if let Some(why) = self.under(feature, count) {
                while let Some(at) = kept.iter().position(|(_, fitted)| fitted.feature() == feature) {
                    drop(kept, at, why.clone());
                }
            }
        }
        if let Some(why) = self.under(set, kept.len()) {
            while !kept.is_empty() {
                drop(kept, kept.len() - 1, why.clone());
            }
        }
    }

    fn under(&self, feature: &str, count: usize) -> Option<Why> {
        let (least, _) = self.channel.range(feature);
        let has = wide(count);
        (has > 0 && has < u64::from(least)).then(|| Why::Under {
            feature: feature.to_owned(),
            limit: "least".to_owned(),
            least: u64::from(least),
            has,
        })
    }

    fn fit_one(&mut self, wish: &Wish, features: &[&str]) -> Result<Fitted, Why> {
        let feature = names::of_action(&wish.button.action);
        let mut fitted = Fitted::new(wish);
        if let Some(noted) = self.channel.take(feature)? {
            fitted.note(noted, Became::Sent);
        }
        self.is_taken(&wish.button.action, features)?;
        let all = [features, &[feature]].concat();
        let labels = self.channel.lengths_of(&all, "label-length");
        if let Some(why) = labels.passed(&wish.button.label) {
            fitted.button.label = cut(&wish.button.label, &labels).ok_or_else(|| why.clone())?;
            fitted.note(why, Became::Cut(fitted.button.label.clone()));
        }
        self.fit_payload(&mut fitted, &all)?;
        let lengths = self.channel.lengths(feature, "length");
        match value(&fitted.button.action).and_then(|value| lengths.passed(value)) {
            Some(why) => Err(why),
            None => Ok(fitted),
        }
    }

    fn fit_payload(&mut self, fitted: &mut Fitted, features: &[&str]) -> Result<(), Why> {
        let lengths = self.channel.lengths_of(features, "payload-bytes");
        let asked = match &fitted.button.action {
            Action::Reply(payload) => Some(payload.clone()),
            Action::PickTime(picker) => json::text(picker, "payload"),
            _ => None,
        };
        if let Some((asked, why)) = asked.and_then(|asked| lengths.passed(&asked).map(|why| (asked, why))) {
            let carried = self.carried(&asked, features).ok_or_else(|| why.clone())?;
            fitted.button.action = match &fitted.button.action {
                Action::PickTime(picker) => {
                    Action::PickTime(json::with(picker, "payload", &carried).ok_or(Why::Malformed)?)
                }
                _ => Action::Reply(carried.clone()),
            };
            fitted.note(why, Became::StandIn(carried));
        }
        // One that would only tell of a tap is not worth a stand-in.
        if let Some(why) = fitted
            .button
            .payload
            .as_ref()
            .and_then(|payload| lengths.passed(payload))
        {
            fitted.button.payload = None;
            fitted.note(why, Became::Without);
        }
        Ok(())
    }

    /// Is this case, and what it asks for, among the formats that are named?
    fn is_taken(&self, action: &Action, features: &[&str]) -> Result<(), Why> {
        let case = names::case(action);
        for feature in features
            .iter()
            .filter(|feature| matches!(**feature, "buttons" | "quick-replies"))
        {
            let formats = self.channel.formats(feature);
            let mut cases = formats
                .iter()
                .filter(|format| names::ACTIONS.contains(&format.as_str()))
                .peekable();
            if cases.peek().is_some() && !cases.any(|known| known == case) {
                return Err(format(feature, case));
            }
        }
        let asked = match action {
            Action::PickTime(picker) => json::text(picker, "precision"),
            Action::Native(native) => json::text(native, "type"),
            _ => None,
        };
        let feature = names::of_action(action);
        let formats = self.channel.formats(feature);
        match asked {
            Some(asked) if !formats.is_empty() && !formats.contains(&asked) => Err(format(feature, &asked)),
            _ => Ok(()),
        }
    }

    /// Tells what a fitted action costs.
    pub fn tell(&mut self, fitted: &mut Fitted) {
        for (why, became) in std::mem::take(&mut fitted.losses) {
            self.lose(What::Action(fitted.wish.name()), why, became);
        }
    }

    /// Takes a fitted button into the plan: what it costs is told, what it brings back is known.
    pub fn commit(&mut self, mut fitted: Fitted) -> Button {
        self.tell(&mut fitted);
        fitted.button.picture = self.picture(fitted.button.picture);
        let sent = match &fitted.button.action {
            Action::Reply(payload) => Some(payload.clone()),
            Action::PickTime(picker) => json::text(picker, "payload"),
            _ => fitted.button.payload.clone(),
        };
        let mut labels = vec![];
        if fitted.wish.is_choice() {
            labels.push(fitted.wish.button.label.clone());
            labels.extend(Some(fitted.button.label.clone()).filter(|label| *label != fitted.wish.button.label));
        }
        if fitted.wish.is_choice() || matches!(fitted.button.action, Action::PickTime(_)) {
            self.offers.push(Offer {
                answer: fitted.wish.answer(self.question),
                labels,
                number: None,
                sent,
            });
        }
        fitted.button
    }
}

type Drop<'a> = dyn FnMut(&mut Vec<(usize, Fitted)>, usize, Why) + 'a;

fn keep_first(kept: &mut Vec<(usize, Fitted)>, feature: &str, limit: &str, most: u32, drop: &mut Drop<'_>) {
    let has = wide(kept.len());
    while wide(kept.len()) > u64::from(most) {
        drop(kept, kept.len() - 1, over(feature, limit, most, has));
    }
}

/// What is measured by `length` of `button.<case>`.
fn value(action: &Action) -> Option<&str> {
    match action {
        Action::Reply(_) | Action::ShareLocation | Action::LiveAgent => None,
        Action::OpenUrl(value)
        | Action::Dial(value)
        | Action::ShareContact(value)
        | Action::Copy(value)
        | Action::ViewLocation(value)
        | Action::Calendar(value)
        | Action::PickTime(value)
        | Action::Login(value)
        | Action::Pay(value)
        | Action::Native(value) => Some(value),
    }
}

fn format(feature: &str, format: &str) -> Why {
    Why::Format {
        feature: feature.to_owned(),
        format: format.to_owned(),
    }
}

/// More of something than a limit allows.
pub(super) fn over(feature: &str, limit: &str, most: u32, has: u64) -> Why {
    Why::Over {
        feature: feature.to_owned(),
        limit: limit.to_owned(),
        unit: None,
        most: u64::from(most),
        has,
    }
}
