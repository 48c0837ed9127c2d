//! Why a media object cannot be had or kept.

use jackfield_store::StoreError;

/// What every call of this module answers.
pub type Result<T> = std::result::Result<T, MediaError>;

/// Why a media object cannot be had or kept.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// There is no such object, or not for this account, or no longer.
    #[error("there is no media object `{0}`")]
    NotFound(String),
    /// More bytes came than were allowed.
    #[error("more than {most} bytes")]
    TooLarge {
        /// The limit.
        most: u64,
    },
    /// The link was not made by this host, or its time is over.
    #[error("the link is not valid, or no longer")]
    Link,
    /// The index refuses.
    #[error(transparent)]
    Index(#[from] StoreError),
    /// The folder refuses: no room, no permission, a failing device.
    #[error("the media folder cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// This machine gives no random numbers.
    #[error("this machine gives no random numbers")]
    Random,
}
