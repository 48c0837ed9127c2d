//! What can go wrong at the simulator itself.

/// An error of the simulator, as against an answer of the simulated network.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A socket or a file.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The certificates cannot be made.
    #[error("the certificates cannot be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// TLS cannot be set up or spoken.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// A URL that nothing can be posted to.
    #[error("`{0}` is no http or https URL with a host")]
    Url(String),
    /// No address for webhooks is known.
    #[error("there is no webhook URL: configure one, or let the business register one")]
    NoWebhook,
    /// The other side closed the connection or did not speak HTTP.
    #[error("the webhook was not answered: {0}")]
    NoAnswer(String),
    /// The network has no such thing for consumers.
    #[error("{0}")]
    NotOnThisNetwork(&'static str),
    /// What this consumer does reaches nobody.
    #[error("the business has blocked {0}")]
    Blocked(String),
    /// The consumer was sent nothing of this name.
    #[error("nothing that was sent to {consumer} has a choice `{label}`; there is: {there}")]
    NoSuchChoice {
        /// Who looked.
        consumer: String,
        /// What was looked for.
        label: String,
        /// What there is.
        there: String,
    },
    /// A specification that cannot be read.
    #[error("the specification {file}: {why}")]
    Specification {
        /// The file.
        file: String,
        /// Why not.
        why: String,
    },
    /// What came over the control API is not understood.
    #[error("{0}")]
    Control(String),
}
