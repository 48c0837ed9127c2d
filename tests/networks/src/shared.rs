//! What all parts of one simulator share.

use std::sync::Arc;

use crate::book::Book;
use crate::config::{Config, Network};
use crate::courier::Courier;
use crate::exchange::{Answer, Request};
use crate::faults::{Fault, Faults, Place};
use crate::ids::Ids;
use crate::line::Line;
use crate::shape::Flaw;
use crate::whatsapp::WhatsApp;

/// One simulator's inside.
pub struct Shared {
    /// What it was started with.
    pub config: Config,
    /// Ids and chances.
    pub ids: Arc<Ids>,
    /// The faults that are set.
    pub faults: Arc<Faults>,
    /// What it remembers.
    pub book: Book,
    /// The way to the business.
    pub courier: Arc<Courier>,
    /// The network's own part.
    pub network: Own,
}

/// What only one of the networks has.
pub enum Own {
    /// WhatsApp's.
    WhatsApp(WhatsApp),
    /// LINE's.
    Line(Line),
}

/// What to do with a connection instead of answering.
#[derive(Debug)]
pub enum End {
    /// Close it.
    Drop,
    /// Keep it open, and say nothing.
    Silence,
}

impl Shared {
    /// Where a call lies, for faults.
    pub fn place(&self, method: &str, path: &str) -> Place {
        match self.config.network {
            Network::WhatsApp => crate::whatsapp::place(method, path),
            Network::Line => crate::line::place(path),
        }
    }

    /// Answers a request; a fault that was drawn for it strikes.
    pub async fn answer(&self, request: &Request, fault: Option<Fault>) -> Result<Answer, End> {
        let accepts = match fault {
            Some(Fault::DropBeforeReading | Fault::DropAfterReading) => return Err(End::Drop),
            Some(Fault::Silent { accepts: false }) => return Err(End::Silence),
            Some(Fault::Silent { accepts: true }) => Some(End::Silence),
            Some(Fault::DropAfterAccepting) => Some(End::Drop),
            _ => None,
        };
        let answer = match &self.network {
            Own::WhatsApp(own) => crate::whatsapp::answer(self, own, request, fault).await,
            Own::Line(own) => crate::line::answer(self, own, request, fault).await,
        };
        accepts.map_or(Ok(answer), Err)
    }

    /// Notes a violation of the wire specification.
    pub fn problem(&self, request: &Request, what: impl std::fmt::Display) {
        let head = &request.head;
        self.book
            .problem(format!("{} {}: {what}", head.method, head.uri.path()));
    }

    /// Notes every flaw.
    pub fn flaws(&self, request: &Request, flaws: &[Flaw]) {
        for flaw in flaws {
            self.problem(request, flaw);
        }
    }
}
