//! What the simulator remembers: messages, signs, and what was wrong with requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::config::Keep;
use crate::sent::{Act, Sent};

/// Problems that are kept as text; of more only the number.
const MOST_PROBLEMS: usize = 1000;

/// The memory of a simulator.
#[derive(Debug)]
pub struct Book {
    keep: Keep,
    accepted: watch::Sender<u64>,
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    sent: Vec<Arc<Sent>>,
    by_person: HashMap<String, Vec<Arc<Sent>>>,
    acts: Vec<Act>,
    problems: Vec<String>,
    problem_count: u64,
}

impl Book {
    /// An empty one.
    pub fn new(keep: Keep) -> Book {
        Book {
            keep,
            accepted: watch::Sender::new(0),
            pages: Mutex::default(),
        }
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether messages are kept, so that it is worth making one.
    pub fn keeps(&self) -> bool {
        self.keep == Keep::All
    }

    /// Counts accepted messages without keeping them.
    pub fn count(&self, messages: u64) {
        self.accepted.send_modify(|accepted| *accepted += messages);
    }

    /// Keeps accepted messages in their order, and counts them.
    pub fn accept(&self, messages: Vec<Sent>) {
        let mut pages = self.pages();
        for mut message in messages {
            message.number = pages.sent.len() as u64;
            let message = Arc::new(message);
            pages
                .by_person
                .entry(message.to.clone())
                .or_default()
                .push(Arc::clone(&message));
            pages.sent.push(message);
        }
        let all = pages.sent.len() as u64;
        // Before the lock is given back, so that the number never runs behind the list.
        self.accepted.send_replace(all);
    }

    /// Every kept message.
    pub fn sent(&self) -> Vec<Arc<Sent>> {
        self.pages().sent.clone()
    }

    /// Every kept message from this number on.
    pub fn sent_from(&self, number: usize) -> Vec<Arc<Sent>> {
        self.pages().sent.iter().skip(number).cloned().collect()
    }

    /// What was sent to one of these recipients, in order.
    pub fn sent_to(&self, person: &str) -> Vec<Arc<Sent>> {
        self.pages().by_person.get(person).cloned().unwrap_or_default()
    }

    /// How many were accepted.
    pub fn accepted(&self) -> u64 {
        *self.accepted.borrow()
    }

    /// Tells of every change of the number of accepted messages.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.accepted.subscribe()
    }

    /// Keeps a sign.
    pub fn act(&self, kind: &'static str, about: impl Into<String>) {
        if self.keeps() {
            let about = about.into();
            self.pages().acts.push(Act { kind, about });
        }
    }

    /// Every sign.
    pub fn acts(&self) -> Vec<Act> {
        self.pages().acts.clone()
    }

    /// Notes what is wrong with a request.
    pub fn problem(&self, problem: String) {
        let mut pages = self.pages();
        pages.problem_count += 1;
        if pages.problems.len() < MOST_PROBLEMS {
            pages.problems.push(problem);
        }
    }

    /// All that was wrong; the first 1000, and a line that tells how many more.
    pub fn problems(&self) -> Vec<String> {
        let pages = self.pages();
        let mut problems = pages.problems.clone();
        let more = pages.problem_count - problems.len() as u64;
        if more > 0 {
            problems.push(format!("and {more} more"));
        }
        problems
    }

    /// Forgets everything but the numbers that were counted.
    pub fn forget_problems(&self) {
        let mut pages = self.pages();
        pages.problems.clear();
        pages.problem_count = 0;
    }
}
