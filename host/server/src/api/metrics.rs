//! Figures in the text form of Prometheus: those of each plugin and version, of what waits, and the flow's own.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State as With;
use axum::http::header;
use axum::response::IntoResponse;

use super::Api;
use super::auth::{Allowed, Run};
use super::control::{Metric, MetricKind};
use super::problem::Problem;
use super::types::{PluginState, Standing};

/// Longest value of a label, bytes: some come from plugins.
const LONGEST_LABEL: usize = 128;

/// All figures.
pub(super) async fn show(_: Allowed<Run>, With(api): With<Arc<Api>>) -> Result<impl IntoResponse, Problem> {
    let mut metrics = of_plugins(&api.control.plugins().await?);
    metrics.extend(
        api.store
            .count_parked()
            .await?
            .into_iter()
            .map(|(account, count)| Metric {
                name: "jackfield_parked_requests",
                help: "Requests that wait for a version of their connector that understands them.",
                kind: MetricKind::Gauge,
                labels: vec![("account", account)],
                value: count as f64,
            }),
    );
    metrics.extend(api.control.metrics());
    Ok((
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        render(&metrics),
    ))
}

/// One figure of a plugin: its name, what it says, what it does over time, and where it is read.
type Figure = (&'static str, &'static str, MetricKind, fn(&PluginState) -> f64);

const FIGURES: [Figure; 6] = [
    (
        "jackfield_plugin_calls_total",
        "Calls begun.",
        MetricKind::Counter,
        |state| state.counters.calls as f64,
    ),
    (
        "jackfield_plugin_faults_total",
        "Calls that ended in a fault of the plugin.",
        MetricKind::Counter,
        |state| state.counters.faults as f64,
    ),
    (
        "jackfield_plugin_call_seconds_total",
        "Time in calls.",
        MetricKind::Counter,
        |state| state.counters.time_us as f64 / 1e6,
    ),
    (
        "jackfield_plugin_memory_high_bytes",
        "The most memory that one call took.",
        MetricKind::Gauge,
        |state| state.counters.memory_high_bytes as f64,
    ),
    (
        "jackfield_plugin_output_bytes_total",
        "What it passed to the host.",
        MetricKind::Counter,
        |state| state.counters.output_bytes as f64,
    ),
    (
        "jackfield_plugin_quarantined",
        "1 while it is called no more.",
        MetricKind::Gauge,
        |state| f64::from(u8::from(state.state == Standing::Quarantined)),
    ),
];

fn of_plugins(states: &[PluginState]) -> Vec<Metric> {
    let of = |state: &PluginState, (name, help, kind, value): &Figure| Metric {
        name,
        help,
        kind: *kind,
        labels: vec![
            ("plugin", state.name.clone()),
            ("version", state.version.clone()),
            ("digest", state.digest.chars().take(12).collect()),
        ],
        value: value(state),
    };
    FIGURES
        .iter()
        .flat_map(|figure| states.iter().map(move |state| of(state, figure)))
        .collect()
}

fn render(metrics: &[Metric]) -> String {
    let mut out = String::new();
    let mut named = "";
    for metric in metrics {
        if metric.name != named {
            named = metric.name;
            let kind = match metric.kind {
                MetricKind::Counter => "counter",
                MetricKind::Gauge => "gauge",
            };
            // Writing to a String does not fail.
            let _ = write!(out, "# HELP {named} {}\n# TYPE {named} {kind}\n", metric.help);
        }
        let labels: Vec<String> = metric
            .labels
            .iter()
            .map(|(name, value)| format!("{name}=\"{}\"", escape(value)))
            .collect();
        let _ = match labels.is_empty() {
            true => writeln!(out, "{named} {}", metric.value),
            false => writeln!(out, "{named}{{{}}} {}", labels.join(","), metric.value),
        };
    }
    out
}

fn escape(value: &str) -> String {
    let mut out = String::new();
    for sign in value.chars() {
        if out.len() >= LONGEST_LABEL {
            break;
        }
        match sign {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            sign if sign.is_control() => out.push('\u{fffd}'),
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_cannot_write_a_line_of_its_own() {
        let metric = Metric {
            name: "x_total",
            help: "X.",
            kind: MetricKind::Counter,
            labels: vec![("plugin", "a\"} 1\nfake 2\\".to_owned())],
            value: 3.5,
        };
        let text = render(&[metric.clone(), metric]);
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.contains("x_total{plugin=\"a\\\"} 1\\nfake 2\\\\\"} 3.5"), "{text}");
    }
}
