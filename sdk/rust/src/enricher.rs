//! The trait of an enricher.

use crate::bindings::enricher::exports::jackfield::plugin::findings;

/// An enricher: finds attributes, intents, language and sentiment in events.
pub trait Enricher: Sync {
    /// What the enricher says of itself; the same every time.
    fn describe(&self) -> findings::Description;
    /// What the enricher finds in an event.
    fn enrich(&self, input: findings::Input) -> Result<Vec<findings::Finding>, findings::Failure>;
}

unsafe extern "Rust" {
    /// Defined by [`export_enricher!`](crate::export_enricher) in the author's crate.
    pub(crate) safe fn jackfield_enricher() -> &'static dyn Enricher;
}

/// Makes a value the enricher of this component.
#[macro_export]
macro_rules! export_enricher {
    ($value:expr) => {
        #[unsafe(no_mangle)]
        fn jackfield_enricher() -> &'static dyn $crate::Enricher {
            static PLUGIN: &dyn $crate::Enricher = &$value;
            PLUGIN
        }
    };
}
