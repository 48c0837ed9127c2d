//! Which buttons can stand together.
//!
//! A set of buttons (those of a card, the quick replies) is measured by its own features, and by `button.<case>` of each: of
//! a case it takes `least` to `most`, each with at most `beside` others of any kind.

use std::collections::{BTreeMap, BTreeSet};

use super::buttons::{Fitted, Wish, over};
use super::loss::Why;
use super::planner::Planner;
use super::units::wide;

/// A set that was fitted. Both in the order of the wishes; `out` with the reason of each.
#[derive(Debug, Default)]
pub(super) struct Set {
    pub kept: Vec<Fitted>,
    pub out: Vec<(Wish, Why)>,
}

/// What is still in the set and what fell through, with their places among the wishes.
#[derive(Default)]
struct Sieve {
    kept: Vec<(usize, Fitted)>,
    out: Vec<(usize, Wish, Why)>,
}

impl Sieve {
    /// Lets all fall through that are refused.
    fn refuse(&mut self, mut refusal: impl FnMut(&Fitted) -> Option<Why>) {
        for (at, fitted) in std::mem::take(&mut self.kept) {
            match refusal(&fitted) {
                None => self.kept.push((at, fitted)),
                Some(why) => self.out.push((at, fitted.wish, why)),
            }
        }
    }

    fn keep_first(&mut self, feature: &str, limit: &str, most: u32) {
        let has = wide(self.kept.len());
        let mut count = 0_u64;
        self.refuse(|_| {
            count += 1;
            (count > u64::from(most)).then(|| over(feature, limit, most, has))
        });
    }
}

impl Planner<'_> {
    /// Which of these buttons can stand together as `set` (`buttons`, `quick-replies`), on a card of `place` (`cards`,
    /// `carousel`) or nowhere in particular.
    pub fn fit(&mut self, wishes: Vec<Wish>, set: &'static str, place: Option<&'static str>) -> Set {
        let features: Vec<&str> = std::iter::once(set).chain(place).collect();
        let mut sieve = Sieve::default();
        for (at, wish) in wishes.into_iter().enumerate() {
            match self.fit_one(&wish, &features) {
                Ok(fitted) => sieve.kept.push((at, fitted)),
                Err(why) => sieve.out.push((at, wish, why)),
            }
        }
        self.too_many_of_a_case(&mut sieve);
        self.not_alone(&mut sieve);
        let (_, most) = self.channel.range(set);
        sieve.keep_first(set, "most", most);
        if let Some(place) = place {
            let most = self.channel.most(place, "buttons").unwrap_or(u32::MAX);
            sieve.keep_first(place, "buttons", most);
        }
        self.too_few(&mut sieve, set);
        sieve.out.sort_by_key(|(at, ..)| *at);
        Set {
            kept: sieve.kept.into_iter().map(|(_, fitted)| fitted).collect(),
            out: sieve.out.into_iter().map(|(_, wish, why)| (wish, why)).collect(),
        }
    }

    fn too_many_of_a_case(&self, sieve: &mut Sieve) {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        sieve.refuse(|fitted| {
            let feature = fitted.feature();
            let (_, most) = self.channel.range(feature);
            let count = counts.entry(feature).or_default();
            if *count >= most {
                return Some(over(feature, "most", most, u64::from(most) + 1));
            }
            *count += 1;
            None
        });
    }

    /// Those that endure fewer others than there are go, the last first, until the rest can stand together.
    fn not_alone(&self, sieve: &mut Sieve) {
        let mut others = wide(sieve.kept.len()).saturating_sub(1);
        sieve.kept.reverse();
        sieve.refuse(|fitted| {
            let feature = fitted.feature();
            let most = self.channel.most(feature, "beside")?;
            let has = others;
            (has > u64::from(most)).then(|| {
                others -= 1;
                over(feature, "beside", most, has)
            })
        });
        sieve.kept.reverse();
    }

    /// A case that goes may leave the set too small, never the other way round.
    fn too_few(&self, sieve: &mut Sieve, set: &'static str) {
        let cases: BTreeSet<&'static str> = sieve.kept.iter().map(|(_, fitted)| fitted.feature()).collect();
        for case in cases {
            let count = sieve.kept.iter().filter(|(_, fitted)| fitted.feature() == case).count();
            let under = self.under(case, count);
            sieve.refuse(|fitted| under.clone().filter(|_| fitted.feature() == case));
        }
        let under = self.under(set, sieve.kept.len());
        sieve.refuse(|_| under.clone());
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
}
