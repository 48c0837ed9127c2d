//! The export code of the contract, compiled once here over the author's trait object.
//!
//! wit-bindgen writes lifting and lowering for every type of every exported function: in an author's crate that would cost ten
//! seconds an edit. Here it costs them once; the author's crate holds a trait implementation and one symbol.

#![allow(missing_docs)]
// Natively nothing is exported: linkers refuse the contract's names, and tests call the author's trait directly.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, unused_macros, unused_imports))]

#[cfg(feature = "connector")]
pub mod core {
    use crate::connector::jackfield_connector;

    wit_bindgen::generate!({ path: "wit", world: "connector", generate_all });

    use exports::jackfield::plugin::channel::{self, Guest};

    struct Glue;

    impl Guest for Glue {
        fn describe() -> channel::Description {
            jackfield_connector().describe()
        }
        fn authenticate(a: channel::Account, r: channel::Request) -> channel::Verdict {
            jackfield_connector().authenticate(a, r)
        }
        fn normalize(a: channel::Account, r: channel::Request) -> Result<Vec<channel::Event>, channel::Failure> {
            jackfield_connector().normalize(a, r)
        }
        fn send(a: channel::Account, e: channel::Envelope) -> Result<channel::Start, channel::Failure> {
            jackfield_connector().send(a, e)
        }
        fn resume(
            a: channel::Account,
            r: channel::Resumed,
            o: channel::Outcome,
        ) -> Result<channel::Progress, channel::Failure> {
            jackfield_connector().resume(a, r, o)
        }
    }

    #[cfg(target_arch = "wasm32")]
    export!(Glue with_types_in self);
}

#[cfg(feature = "media")]
pub mod media {
    #[allow(unused_imports)]
    use super::core::jackfield::plugin::{content, delivery, http, types};
    use crate::connector::jackfield_connector;

    wit_bindgen::generate!({
        path: "wit",
        world: "with-media",
        with: {
            "jackfield:plugin/types@0.1.0": crate::bindings::core::jackfield::plugin::types,
            "jackfield:plugin/http@0.1.0": crate::bindings::core::jackfield::plugin::http,
            "jackfield:plugin/content@0.1.0": crate::bindings::core::jackfield::plugin::content,
            "jackfield:plugin/capabilities@0.1.0": crate::bindings::core::jackfield::plugin::capabilities,
            "jackfield:plugin/events@0.1.0": crate::bindings::core::jackfield::plugin::events,
            "jackfield:plugin/delivery@0.1.0": crate::bindings::core::jackfield::plugin::delivery,
        },
    });

    use exports::jackfield::plugin::media::Guest;

    struct Glue;

    impl Guest for Glue {
        fn download(a: types::Account, m: content::Media) -> Result<delivery::Start, types::Failure> {
            jackfield_connector().download(a, m)
        }
    }

    #[cfg(target_arch = "wasm32")]
    export!(Glue with_types_in self);
}

#[cfg(feature = "recipients")]
pub mod recipients {
    #[allow(unused_imports)]
    use super::core::jackfield::plugin::{content, delivery, http, types};
    use crate::connector::jackfield_connector;

    wit_bindgen::generate!({
        path: "wit",
        world: "with-recipients",
        with: {
            "jackfield:plugin/types@0.1.0": crate::bindings::core::jackfield::plugin::types,
            "jackfield:plugin/http@0.1.0": crate::bindings::core::jackfield::plugin::http,
            "jackfield:plugin/content@0.1.0": crate::bindings::core::jackfield::plugin::content,
            "jackfield:plugin/capabilities@0.1.0": crate::bindings::core::jackfield::plugin::capabilities,
            "jackfield:plugin/events@0.1.0": crate::bindings::core::jackfield::plugin::events,
            "jackfield:plugin/delivery@0.1.0": crate::bindings::core::jackfield::plugin::delivery,
        },
    });

    use exports::jackfield::plugin::recipients::{self, Guest};

    struct Glue;

    impl Guest for Glue {
        fn resolve(a: types::Account, kind: String, text: String) -> Result<recipients::Resolved, types::Failure> {
            jackfield_connector().resolve(a, kind, text)
        }
        fn look_up(
            a: types::Account,
            c: Option<types::Conversation>,
            r: types::Recipient,
            w: recipients::Wanted,
        ) -> Result<delivery::Start, types::Failure> {
            jackfield_connector().look_up(a, c, r, w)
        }
    }

    #[cfg(target_arch = "wasm32")]
    export!(Glue with_types_in self);
}

#[cfg(feature = "tasks")]
pub mod tasks {
    #[allow(unused_imports)]
    use super::core::jackfield::plugin::{content, delivery, http, types};
    use crate::connector::jackfield_connector;

    wit_bindgen::generate!({
        path: "wit",
        world: "with-tasks",
        with: {
            "jackfield:plugin/types@0.1.0": crate::bindings::core::jackfield::plugin::types,
            "jackfield:plugin/http@0.1.0": crate::bindings::core::jackfield::plugin::http,
            "jackfield:plugin/content@0.1.0": crate::bindings::core::jackfield::plugin::content,
            "jackfield:plugin/capabilities@0.1.0": crate::bindings::core::jackfield::plugin::capabilities,
            "jackfield:plugin/events@0.1.0": crate::bindings::core::jackfield::plugin::events,
            "jackfield:plugin/delivery@0.1.0": crate::bindings::core::jackfield::plugin::delivery,
        },
    });

    use exports::jackfield::plugin::tasks::Guest;

    struct Glue;

    impl Guest for Glue {
        fn perform(
            a: types::Account,
            c: Option<types::Conversation>,
            t: Vec<u8>,
        ) -> Result<delivery::Start, types::Failure> {
            jackfield_connector().perform(a, c, t)
        }
    }

    #[cfg(target_arch = "wasm32")]
    export!(Glue with_types_in self);
}

#[cfg(feature = "setup")]
pub mod setup {
    #[allow(unused_imports)]
    use super::core::jackfield::plugin::{content, delivery, http, types};
    use crate::connector::jackfield_connector;

    wit_bindgen::generate!({
        path: "wit",
        world: "with-setup",
        with: {
            "jackfield:plugin/types@0.1.0": crate::bindings::core::jackfield::plugin::types,
            "jackfield:plugin/http@0.1.0": crate::bindings::core::jackfield::plugin::http,
            "jackfield:plugin/content@0.1.0": crate::bindings::core::jackfield::plugin::content,
            "jackfield:plugin/capabilities@0.1.0": crate::bindings::core::jackfield::plugin::capabilities,
            "jackfield:plugin/events@0.1.0": crate::bindings::core::jackfield::plugin::events,
            "jackfield:plugin/delivery@0.1.0": crate::bindings::core::jackfield::plugin::delivery,
        },
    });

    use exports::jackfield::plugin::setup::{self, Guest};

    struct Glue;

    impl Guest for Glue {
        fn arrange(a: types::Account, aim: setup::Aim) -> Result<delivery::Start, types::Failure> {
            jackfield_connector().arrange(a, aim)
        }
    }

    #[cfg(target_arch = "wasm32")]
    export!(Glue with_types_in self);
}

#[cfg(feature = "poll")]
pub mod poll {
    #[allow(unused_imports)]
    use super::core::jackfield::plugin::{content, delivery, http, types};
    use crate::connector::jackfield_connector;

    wit_bindgen::generate!({
        path: "wit",
        world: "with-poll",
        with: {
            "jackfield:plugin/types@0.1.0": crate::bindings::core::jackfield::plugin::types,
            "jackfield:plugin/http@0.1.0": crate::bindings::core::jackfield::plugin::http,
            "jackfield:plugin/content@0.1.0": crate::bindings::core::jackfield::plugin::content,
            "jackfield:plugin/capabilities@0.1.0": crate::bindings::core::jackfield::plugin::capabilities,
            "jackfield:plugin/events@0.1.0": crate::bindings::core::jackfield::plugin::events,
            "jackfield:plugin/delivery@0.1.0": crate::bindings::core::jackfield::plugin::delivery,
        },
    });

    use exports::jackfield::plugin::poll::Guest;

    struct Glue;

    impl Guest for Glue {
        fn next(a: types::Account, cursor: Option<Vec<u8>>) -> Result<delivery::Start, types::Failure> {
            jackfield_connector().next(a, cursor)
        }
    }

    #[cfg(target_arch = "wasm32")]
    export!(Glue with_types_in self);
}

#[cfg(feature = "templates")]
pub mod templates {
    #[allow(unused_imports)]
    use super::core::jackfield::plugin::{content, delivery, http, types};
    use crate::connector::jackfield_connector;

    wit_bindgen::generate!({
        path: "wit",
        world: "with-templates",
        with: {
            "jackfield:plugin/types@0.1.0": crate::bindings::core::jackfield::plugin::types,
            "jackfield:plugin/http@0.1.0": crate::bindings::core::jackfield::plugin::http,
            "jackfield:plugin/content@0.1.0": crate::bindings::core::jackfield::plugin::content,
            "jackfield:plugin/capabilities@0.1.0": crate::bindings::core::jackfield::plugin::capabilities,
            "jackfield:plugin/events@0.1.0": crate::bindings::core::jackfield::plugin::events,
            "jackfield:plugin/delivery@0.1.0": crate::bindings::core::jackfield::plugin::delivery,
        },
    });

    use exports::jackfield::plugin::templates::Guest;

    struct Glue;

    impl Guest for Glue {
        fn browse(a: types::Account, after: Option<Vec<u8>>) -> Result<delivery::Start, types::Failure> {
            jackfield_connector().browse(a, after)
        }
    }

    #[cfg(target_arch = "wasm32")]
    export!(Glue with_types_in self);
}

#[cfg(feature = "bulk")]
pub mod bulk {
    #[allow(unused_imports)]
    use super::core::jackfield::plugin::{content, delivery, http, types};
    use crate::connector::jackfield_connector;

    wit_bindgen::generate!({
        path: "wit",
        world: "with-bulk",
        with: {
            "jackfield:plugin/types@0.1.0": crate::bindings::core::jackfield::plugin::types,
            "jackfield:plugin/http@0.1.0": crate::bindings::core::jackfield::plugin::http,
            "jackfield:plugin/content@0.1.0": crate::bindings::core::jackfield::plugin::content,
            "jackfield:plugin/capabilities@0.1.0": crate::bindings::core::jackfield::plugin::capabilities,
            "jackfield:plugin/events@0.1.0": crate::bindings::core::jackfield::plugin::events,
            "jackfield:plugin/delivery@0.1.0": crate::bindings::core::jackfield::plugin::delivery,
        },
    });

    use exports::jackfield::plugin::bulk::Guest;

    struct Glue;

    impl Guest for Glue {
        fn send(a: types::Account, e: Vec<delivery::Envelope>) -> Result<delivery::Start, types::Failure> {
            jackfield_connector().send_bulk(a, e)
        }
    }

    #[cfg(target_arch = "wasm32")]
    export!(Glue with_types_in self);
}

#[cfg(feature = "direct")]
pub mod direct {
    #[allow(unused_imports)]
    use super::core::jackfield::plugin::{content, delivery, http, types};
    use crate::connector::jackfield_connector;

    wit_bindgen::generate!({
        path: "wit",
        world: "with-direct",
        with: {
            "jackfield:plugin/types@0.1.0": crate::bindings::core::jackfield::plugin::types,
            "jackfield:plugin/http@0.1.0": crate::bindings::core::jackfield::plugin::http,
            "jackfield:plugin/content@0.1.0": crate::bindings::core::jackfield::plugin::content,
            "jackfield:plugin/capabilities@0.1.0": crate::bindings::core::jackfield::plugin::capabilities,
            "jackfield:plugin/events@0.1.0": crate::bindings::core::jackfield::plugin::events,
            "jackfield:plugin/delivery@0.1.0": crate::bindings::core::jackfield::plugin::delivery,
        },
    });

    use exports::jackfield::plugin::direct::{self, Guest};

    struct Glue;

    impl Guest for Glue {
        fn render(
            a: types::Account,
            r: http::Request,
            e: Vec<delivery::Envelope>,
            d: Option<String>,
        ) -> Result<direct::Rendered, types::Failure> {
            jackfield_connector().render(a, r, e, d)
        }
    }

    #[cfg(target_arch = "wasm32")]
    export!(Glue with_types_in self);
}

#[cfg(feature = "bot")]
pub mod bot {
    use crate::bot::jackfield_bot;

    wit_bindgen::generate!({ path: "wit", world: "bot", generate_all });

    use exports::jackfield::plugin::turns::{self, Guest};

    struct Glue;

    impl Guest for Glue {
        fn describe() -> turns::Description {
            jackfield_bot().describe()
        }
        fn handle(turn: turns::Turn) -> Result<turns::Reply, turns::Failure> {
            jackfield_bot().handle(turn)
        }
    }

    #[cfg(target_arch = "wasm32")]
    export!(Glue with_types_in self);
}

#[cfg(feature = "enricher")]
pub mod enricher {
    use crate::enricher::jackfield_enricher;

    wit_bindgen::generate!({ path: "wit", world: "enricher", generate_all });

    use exports::jackfield::plugin::findings::{self, Guest};

    struct Glue;

    impl Guest for Glue {
        fn describe() -> findings::Description {
            jackfield_enricher().describe()
        }
        fn enrich(input: findings::Input) -> Result<Vec<findings::Finding>, findings::Failure> {
            jackfield_enricher().enrich(input)
        }
    }

    #[cfg(target_arch = "wasm32")]
    export!(Glue with_types_in self);
}
