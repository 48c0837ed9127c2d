//! One button as a button: its label, its payload, and what it does, in the form that the channel takes.

use crate::content::{Action, Button};
use crate::event::ChoiceKind;

use super::answers::{Answer, Offer};
use super::json;
use super::loss::{ActionName, Became, Loss, Place, What, Why};
use super::names;
use super::planner::Planner;
use super::text::cut;

/// An action that a message wishes to offer.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    /// The part that it was asked for in; none for quick replies.
    pub part: Option<u32>,
    pub place: Place,
    pub kind: ChoiceKind,
    pub button: Button,
    /// The section of a list that it stands in.
    pub section: String,
    /// Words below the label, in a list.
    pub detail: Option<String>,
}

impl Wish {
    pub fn of_button(part: Option<u32>, place: Place, button: &Button) -> Self {
        let kind = match place {
            Place::QuickReply(_) => ChoiceKind::QuickReply,
            _ => ChoiceKind::Button,
        };
        Self {
            part,
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

    pub fn feature(&self) -> &'static str {
        names::of_action(&self.button.action)
    }
}

impl Planner<'_> {
    /// One button in the form that the channel takes.
    ///
    /// # Errors
    ///
    /// Why it cannot be a button.
    pub fn fit_one(&mut self, wish: &Wish, features: &[&str]) -> Result<Fitted, Why> {
        let mut fitted = Fitted::new(wish);
        match self.case_way(&wish.button.action, features) {
            Ok(noted) => noted.into_iter().for_each(|why| fitted.note(why, Became::Sent)),
            Err(why) if wish.button.action == Action::LiveAgent => {
                // It comes back as any choice, and the map knows that it asks for a person.
                let payload = self.person(&wish.button).ok_or_else(|| why.clone())?;
                (fitted.button.action, fitted.button.payload) = (Action::Reply(payload), None);
                let noted = self
                    .case_way(&fitted.button.action, features)
                    .map_err(|_| why.clone())?;
                fitted.note(why, Became::Kind("reply".to_owned()));
                noted.into_iter().for_each(|why| fitted.note(why, Became::Sent));
            }
            Err(why) => return Err(why),
        }
        let feature = fitted.feature();
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

    /// Does the channel have buttons of this case, and take them here?
    fn case_way(&self, action: &Action, features: &[&str]) -> Result<Option<Why>, Why> {
        let noted = self.channel.take(names::of_action(action))?;
        self.is_taken(action, features)?;
        Ok(noted)
    }

    /// The payload of what asks for a person, where it has to have one.
    pub fn person(&mut self, button: &Button) -> Option<String> {
        match &button.payload {
            Some(payload) => Some(payload.clone()),
            None => self.agent_payload(),
        }
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

    /// Tells of an action, under the part that asked for it.
    pub fn lose_action(&mut self, wish: &Wish, why: Why, became: Became) {
        self.losses.push(Loss {
            part: wish.part,
            what: What::Action(wish.name()),
            why,
            became,
        });
    }

    /// Tells what a fitted action costs.
    pub fn tell(&mut self, fitted: &mut Fitted) {
        for (why, became) in std::mem::take(&mut fitted.losses) {
            self.lose_action(&fitted.wish, why, became);
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
