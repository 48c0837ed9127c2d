//! What a benchmark says: a value beside a baseline that ran in the same process, on the same machine, in the same minute.

use std::fmt::Write as _;

use serde::Serialize;

/// One row of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// What was measured, and against what.
    pub name: String,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
    /// The same of the baseline.
    pub baseline: f64,
    /// `value / baseline`.
    pub ratio: f64,
}

impl Figure {
    /// A figure against its baseline. A baseline of nothing gives a ratio of nothing.
    #[must_use]
    pub fn new(name: &str, value: f64, unit: &'static str, baseline: f64) -> Self {
        Self {
            name: name.to_owned(),
            value,
            unit,
            baseline,
            ratio: if baseline == 0.0 { 0.0 } else { value / baseline },
        }
    }
}

/// The rows as people read them.
#[must_use]
pub fn table(figures: &[Figure]) -> String {
    let wide = figures.iter().map(|figure| figure.name.len()).max().unwrap_or_default();
    let mut out = String::new();
    for Figure {
        name,
        value,
        unit,
        baseline,
        ratio,
    } in figures
    {
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{name:wide$}  {value:>12.1} {unit:<6} baseline {baseline:>12.1}  ratio {ratio:>6.2}"
        );
    }
    out
}

/// The middle of many.
#[must_use]
pub fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples.get(samples.len() / 2).copied().unwrap_or_default()
}
