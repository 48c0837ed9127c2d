//! A load generator: signed webhooks that are made beforehand, posted over kept connections as fast as they are taken.
//!
//! It costs as little as it can, because it runs beside what it measures: the bytes of every request are ready, each
//! connection writes one, reads the answer's status and goes on.
//!
//! ```no_run
//! # async fn example() -> Result<(), jackfield_networks::Error> {
//! use jackfield_networks::load::{Load, Plan, Run};
//! use jackfield_networks::Network;
//!
//! let plan = Plan { webhooks: 100_000, consumers: 2_000, ..Plan::new(Network::Line, "http://127.0.0.1:8080/w/channels/shop") };
//! let report = Load::prepare(&plan)?.run(&Run { connections: 32, ..Run::default() }).await;
//! println!("{:.0} a second, p99 {} us", report.per_second(), report.latency.p99_us);
//! # Ok(())
//! # }
//! ```

mod make;
mod run;

pub use make::{Load, Plan};
pub use run::{Latency, Report, Run};
