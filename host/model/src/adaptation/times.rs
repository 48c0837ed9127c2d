//! Times to pick from, and how a time is written for people who read any language.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::content::{Action, Button, Content, TimePicker, TimeSlot};
use crate::event::ChoiceKind;
use crate::types::Instant;

use super::answers::Offer;
use super::buttons::{Fitted, Wish, over};
use super::loss::{Became, Place, Why};
use super::picker::{List, Section};
use super::planner::Planner;
use super::text::{Words, plain};
use super::units::wide;

const TIME_PICKER: &str = "time-picker";

impl Planner<'_> {
    pub fn time_picker(&mut self, picker: &TimePicker) -> Vec<Content> {
        let text = self.marked(&picker.text);
        let picker = TimePicker { text, ..picker.clone() };
        let zone = Zone::named(picker.time_zone.as_deref());
        let wishes: Vec<Wish> = (0..)
            .zip(&picker.slots)
            .map(|(at, slot)| wish(at, slot, &zone))
            .collect();
        match self.native_times(&picker, &wishes) {
            Ok(contents) => contents,
            Err(why) => self.listed_times(&picker, wishes, &zone, why),
        }
    }

    fn native_times(&mut self, picker: &TimePicker, wishes: &[Wish]) -> Result<Vec<Content>, Why> {
        let noted = self.channel.take(TIME_PICKER)?;
        let (least, most) = self.channel.range(TIME_PICKER);
        let most = most.min(self.channel.most(TIME_PICKER, "rows").unwrap_or(u32::MAX));
        let has = wide(wishes.len());
        if has == 0 {
            return Err(Why::Empty);
        }
        if has > u64::from(most) {
            return Err(over(TIME_PICKER, "rows", most, has));
        }
        if has < u64::from(least) {
            return Err(Why::Under {
                feature: TIME_PICKER.to_owned(),
                limit: "least".to_owned(),
                least: u64::from(least),
                has,
            });
        }
        let lengths = self.channel.lengths(TIME_PICKER, "payload-bytes");
        let mut fitted = vec![];
        for (wish, slot) in wishes.iter().zip(&picker.slots) {
            let mut one = Fitted::new(wish);
            let passed = lengths.passed(&slot.payload);
            let payload = self.carried(&slot.payload, &[TIME_PICKER]);
            let payload = payload.ok_or_else(|| passed.clone().unwrap_or(Why::Malformed))?;
            if let Some(why) = passed {
                one.note(why, Became::StandIn(payload.clone()));
            }
            fitted.push((
                one,
                TimeSlot {
                    payload,
                    ..slot.clone()
                },
            ));
        }
        self.sent(TIME_PICKER, noted);
        let (mut contents, kept) = self.lead(TIME_PICKER, "text", &picker.text);
        let slots = fitted.into_iter().map(|(mut one, slot)| {
            self.tell(&mut one);
            self.offers.push(Offer {
                answer: one.wish.answer(self.question),
                labels: vec![one.wish.button.label],
                number: None,
                sent: Some(slot.payload.clone()),
            });
            slot
        });
        let slots = slots.collect();
        contents.push(Content::TimePicker(TimePicker {
            text: kept.unwrap_or_else(|| plain("")),
            slots,
            ..picker.clone()
        }));
        Ok(contents)
    }

    /// As a list of times, its place and zone among the words before it.
    fn listed_times(&mut self, picker: &TimePicker, wishes: Vec<Wish>, zone: &Zone, why: Why) -> Vec<Content> {
        let mut words = Words::default();
        words.text(&picker.text);
        words.lines(picker.place.as_deref());
        if !wishes.is_empty() {
            words.line(&format!("({})", zone.name));
        }
        let list = List {
            open_label: None,
            header: None,
            footer: None,
            text: words.finish(),
            sections: vec![Section {
                title: None,
                multiple: false,
                wishes,
            }],
        };
        match self.pickers(&list) {
            Ok(pickers) => {
                let became = Became::Kind("picker".to_owned());
                self.lose(super::loss::What::Content(TIME_PICKER.to_owned()), why, became);
                pickers
            }
            Err(_) => self.replaced(&list, TIME_PICKER, why),
        }
    }
}

fn wish(at: u32, slot: &TimeSlot, zone: &Zone) -> Wish {
    Wish {
        place: Place::Slot(at),
        kind: ChoiceKind::Time,
        button: Button {
            label: zone.write(slot.begins),
            action: Action::Reply(slot.payload.clone()),
            payload: None,
            picture: None,
        },
        section: String::new(),
        detail: None,
    }
}

/// A time zone, from the tables that are compiled in. One that is not known, or not told, is UTC.
struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    fn named(name: Option<&str>) -> Self {
        let known = name.and_then(|name| TimeZoneDatabase::bundled().get(name).ok());
        match (name, known) {
            (Some(name), Some(zone)) => Self {
                name: name.to_owned(),
                zone,
            },
            _ => Self {
                name: "UTC".to_owned(),
                zone: TimeZone::UTC,
            },
        }
    }

    /// Date and time of day as ISO 8601 has them, which no country reads as another day. Times after the year 9999 as
    /// milliseconds.
    fn write(&self, instant: Instant) -> String {
        let time = i64::try_from(instant)
            .ok()
            .and_then(|millis| Timestamp::from_millisecond(millis).ok());
        match time {
            Some(time) => self.zone.to_datetime(time).strftime("%Y-%m-%d %H:%M").to_string(),
            None => instant.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_the_clock_there_shows_it() {
        // 2026-03-29T00:30Z and an hour later: the clocks of Berlin jump from 2 to 3 between them.
        let berlin = Zone::named(Some("Europe/Berlin"));
        assert_eq!(berlin.write(1_774_744_200_000), "2026-03-29 01:30");
        assert_eq!(berlin.write(1_774_747_800_000), "2026-03-29 03:30");
        let kathmandu = Zone::named(Some("Asia/Kathmandu"));
        assert_eq!(kathmandu.write(1_774_744_200_000), "2026-03-29 06:15");
    }

    #[test]
    fn an_unknown_zone_is_utc_and_says_so() {
        for name in [None, Some(""), Some("Mars/Olympus")] {
            let zone = Zone::named(name);
            assert_eq!(
                (zone.name.as_str(), zone.write(0).as_str()),
                ("UTC", "1970-01-01 00:00")
            );
        }
        assert_eq!(Zone::named(None).write(u64::MAX), u64::MAX.to_string());
    }
}
