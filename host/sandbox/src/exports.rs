//! The functions of the contract: one table of their names and types, from which follow what is looked up at load, what it is
//! checked with, and what it is called with ever after.

use wasmtime::component::{Component, ComponentExportIndex, ComponentNamedList, Instance as Raw, Lift, Lower};
use wasmtime::{Store, component};

use crate::contract::v0_1::{PACKAGE, wit};
use crate::error::LoadError;
use crate::instance::State;

/// A function of the contract.
pub(crate) trait Function {
    /// The interface, by which a missing one is told.
    const INTERFACE: &'static str;
    /// Interface and function.
    const NAME: &'static str;
    /// What it is called with.
    type Params<'a>: ComponentNamedList + Lower + Send + Sync;
    /// What it gives.
    type Gives: Lift + Send + Sync + 'static;
    /// Where a component has it.
    fn index(exports: &Exports) -> Option<&ComponentExportIndex>;
}

/// What `result<T, failure>` is here.
type Failing<T> = Result<T, wit::types::Failure>;

macro_rules! functions {
    ($($kind:ident $field:ident = $interface:literal $function:literal ($($params:ty),* $(,)?) -> $gives:ty;)*) => {
        /// Where the functions of a component are; none where it does not export their interface.
        #[derive(Default)]
        pub(crate) struct Exports {
            $(pub(crate) $field: Option<ComponentExportIndex>,)*
        }

        $(
            #[doc = concat!("`", $interface, ".", $function, "`")]
            pub(crate) struct $kind;

            impl Function for $kind {
                const INTERFACE: &'static str = $interface;
                const NAME: &'static str = concat!($interface, ".", $function);
                type Params<'a> = ($($params,)*);
                type Gives = $gives;
                fn index(exports: &Exports) -> Option<&ComponentExportIndex> {
                    exports.$field.as_ref()
                }
            }
        )*

        impl Exports {
            /// Finds and checks every function of the interfaces that the component exports.
            pub(crate) fn find(
                component: &Component,
                version: &str,
                interfaces: &[String],
                instance: &Raw,
                store: &mut Store<State>,
            ) -> Result<Self, LoadError> {
                let mut found = Found { component, version, interfaces, instance, store };
                Ok(Self {
                    $($field: found.checked::<$kind>($interface, $function)?,)*
                })
            }
        }
    };
}

functions! {
    DescribeConnector describe_connector = "channel" "describe" () -> wit::description::Description;
    DescribeBot describe_bot = "turns" "describe" () -> wit::conversations::Description;
    DescribeEnricher describe_enricher = "findings" "describe" () -> wit::conversations::Description;
    Authenticate authenticate = "channel" "authenticate" (&'a wit::types::Account, &'a wit::http::Request)
        -> wit::channel::Verdict;
    Normalize normalize = "channel" "normalize" (&'a wit::types::Account, &'a wit::http::Request)
        -> Failing<Vec<wit::events::Event>>;
    SendOne send = "channel" "send" (&'a wit::types::Account, &'a wit::delivery::Envelope)
        -> Failing<wit::delivery::Start>;
    Resume resume = "channel" "resume"
        (&'a wit::types::Account, &'a wit::delivery::Resumed, &'a wit::http::Outcome)
        -> Failing<wit::delivery::Progress>;
    Download download = "media" "download" (&'a wit::types::Account, &'a wit::content::Media)
        -> Failing<wit::delivery::Start>;
    Resolve resolve = "recipients" "resolve" (&'a wit::types::Account, &'a str, &'a str)
        -> Failing<wit::recipients::Resolved>;
    LookUp look_up = "recipients" "look-up"
        (
            &'a wit::types::Account,
            Option<&'a wit::types::Conversation>,
            &'a wit::types::Recipient,
            &'a wit::recipients::Wanted,
        )
        -> Failing<wit::delivery::Start>;
    Next next = "poll" "next" (&'a wit::types::Account, Option<&'a [u8]>) -> Failing<wit::delivery::Start>;
    Perform perform = "tasks" "perform"
        (&'a wit::types::Account, Option<&'a wit::types::Conversation>, &'a [u8])
        -> Failing<wit::delivery::Start>;
    Arrange arrange = "setup" "arrange" (&'a wit::types::Account, &'a wit::setup::Aim)
        -> Failing<wit::delivery::Start>;
    Browse browse = "templates" "browse" (&'a wit::types::Account, Option<&'a [u8]>)
        -> Failing<wit::delivery::Start>;
    SendBulk send_bulk = "bulk" "send" (&'a wit::types::Account, &'a [wit::delivery::Envelope])
        -> Failing<wit::delivery::Start>;
    Render render = "direct" "render"
        (&'a wit::types::Account, &'a wit::http::Request, &'a [wit::delivery::Envelope], Option<&'a str>)
        -> Failing<wit::direct::Rendered>;
    Handle handle = "turns" "handle" (&'a wit::turns::Turn,) -> Failing<wit::turns::Reply>;
    Enrich enrich = "findings" "enrich" (&'a wit::findings::Input,) -> Failing<Vec<wit::findings::Finding>>;
}

/// A component in which functions are looked up.
struct Found<'a> {
    component: &'a Component,
    version: &'a str,
    interfaces: &'a [String],
    instance: &'a component::Instance,
    store: &'a mut Store<State>,
}

impl Found<'_> {
    fn checked<F: Function>(
        &mut self,
        interface: &str,
        function: &str,
    ) -> Result<Option<ComponentExportIndex>, LoadError> {
        if !self.interfaces.iter().any(|exported| exported == interface) {
            return Ok(None);
        }
        let wrong = |why: String| LoadError::Shape {
            function: F::NAME.into(),
            why,
        };
        let missing = || wrong("it is not exported".into());
        let full = format!("{PACKAGE}/{interface}@{}", self.version);
        let (_, interface) = self.component.get_export(None, &full).ok_or_else(missing)?;
        let (_, index) = self
            .component
            .get_export(Some(&interface), function)
            .ok_or_else(missing)?;
        self.instance
            .get_typed_func::<F::Params<'_>, (F::Gives,)>(&mut *self.store, &index)
            .map_err(|error| wrong(format!("{error:#}")))?;
        Ok(Some(index))
    }
}
