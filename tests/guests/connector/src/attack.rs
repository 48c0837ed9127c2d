//! What a guest can do in any export: use up time, memory or stack, flood the host, fail.

use jackfield_sdk::log::{Level, write};

/// What the account's settings say.
#[derive(Default)]
pub struct Plan {
    /// The attack; empty: honest.
    pub attack: String,
    /// How much of it.
    pub size: usize,
}

impl Plan {
    fn read(settings: &str, export: &str) -> Self {
        let settings: serde_json::Value = serde_json::from_str(settings).unwrap_or_default();
        if settings["in"] != export {
            return Self::default();
        }
        Self {
            attack: settings["attack"].as_str().unwrap_or_default().to_owned(),
            size: usize::try_from(settings["size"].as_u64().unwrap_or_default()).unwrap_or(usize::MAX),
        }
    }

    /// The size where the attack is one of these, else what is usual.
    pub fn size_or(&self, usual: usize, attacks: &[&str]) -> usize {
        if attacks.contains(&self.attack.as_str()) {
            self.size
        } else {
            usual
        }
    }

    /// The size as a span of time.
    pub fn size_ms(&self) -> u32 {
        u32::try_from(self.size).unwrap_or(u32::MAX)
    }
}

/// Reads the plan for this export, and does what can be done anywhere.
pub fn attack(settings: &str, export: &str) -> Plan {
    let plan = Plan::read(settings, export);
    match plan.attack.as_str() {
        "loop" => spin(),
        "memory" => hoard(),
        "recursion" => {
            std::hint::black_box(descend(std::hint::black_box(1)));
        }
        "trap" => {
            say_last_words();
            fall(export)
        }
        "log-line" => write(
            Level::Info,
            &"a\n".repeat(plan.size / 2),
            &vec![("f".repeat(plan.size), "v".repeat(plan.size)); 100],
        ),
        "log-lines" => {
            for n in 0..plan.size {
                write(Level::Info, &format!("line {n}"), &[]);
            }
        }
        "host-calls" => loop {
            write(Level::Trace, "", &[]);
        },
        _ => {}
    }
    plan
}

/// An endless loop that no compiler takes away.
#[inline(never)]
fn spin() -> ! {
    let mut n = 0u64;
    loop {
        n = std::hint::black_box(n.wrapping_add(1));
    }
}

/// Takes memory until there is none.
#[inline(never)]
fn hoard() {
    let mut all = Vec::new();
    loop {
        all.push(std::hint::black_box(vec![1u8; 1 << 20]));
    }
}

/// Calls itself for ever. Needs no memory of the guest's own for it: the host's stack is what it fills.
#[inline(never)]
fn descend(n: u64) -> u64 {
    if std::hint::black_box(n) == 0 {
        return 0;
    }
    descend(std::hint::black_box(n + 1)).wrapping_add(std::hint::black_box(1))
}

/// A panic's words go to the log; the host shows them with the trap.
pub fn say_last_words() {
    std::panic::set_hook(Box::new(|panic| write(Level::Error, &panic.to_string(), &[])));
}

/// Where the trap's backtrace points.
#[inline(never)]
pub fn fall(export: &str) {
    panic!("fell on purpose in {export}");
}
