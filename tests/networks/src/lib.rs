//! Simulators of WhatsApp (Cloud API) and LINE (Messaging API) at wire level, on loopback, with faults on demand.
//!
//! The connectors that are tested against them are the real ones, unchanged: the host is told to dial the simulator, with its
//! root certificate, wherever the network's real host names stand ("host -> address and root certificate").
//!
//! ```no_run
//! # async fn example() -> Result<(), jackfield_networks::Error> {
//! use jackfield_networks::{Config, Fault, Network, Simulator, Times};
//!
//! let sim = Simulator::start(Config::posting_to(Network::WhatsApp, "http://127.0.0.1:8080/w/channels/shop")).await?;
//! for host in sim.hosts() {
//!     println!("{host} -> {} trusting\n{}", sim.address(), sim.root_pem());
//! }
//! let ana = sim.consumer("Ana");
//! let delivery = ana.say("hello").await?; // a signed webhook
//! assert_eq!(delivery.status, Some(200));
//! let answer = &ana.wait_for(1).await[0]; // what the business answered
//! println!("{:?}: {:?}", answer.text, answer.choices);
//! ana.tap("Yes").await?; // presses a button of the latest message that has it
//! sim.fault(Fault::RateLimited { retry_after: 1 }, Times::Next(2));
//! assert!(sim.problems().is_empty(), "{:?}", sim.problems()); // violations of the wire specification
//! # Ok(())
//! # }
//! ```
//!
//! - [`Config`] has the account (ids, secrets, token: [`Account::of`] is what the connectors' settings must say), seed, clock
//!   and receipts. Nothing in a simulator reads another clock than [`Config::clock`], but for the gaps of redeliveries.
//! - Every request is checked against strict shapes of our own, and against the networks' machine-readable specifications
//!   where [`Config::specs`] names their folder ([`specs_folder`] finds it). What is wrong is answered as the network would,
//!   and noted in [`Simulator::problems`].
//! - `load` makes signed webhooks beforehand and posts them as fast as they are taken, for benchmarks.
//! - The binary `jackfield-networks` runs a simulator in a process of its own, driven over HTTP.
#![warn(missing_docs)]

mod book;
mod certificates;
pub mod client;
mod clock;
mod config;
mod consumer;
mod courier;
mod deed;
mod error;
mod exchange;
mod faults;
mod ids;
mod line;
mod multipart;
mod sent;
mod server;
mod shape;
mod shared;
mod simulator;
mod spec;
mod whatsapp;

pub use clock::Clock;
pub use config::{Account, Config, Keep, Network, Receipts};
pub use consumer::Consumer;
pub use courier::{Delivery, Webhook, sign, signature_header};
pub use deed::{Deed, Media, MediaKind};
pub use error::Error;
pub use faults::{Fault, Place, Times};
pub use sent::{Act, Choice, Does, Recorded, Sent};
pub use simulator::Simulator;
pub use spec::specs_folder;
