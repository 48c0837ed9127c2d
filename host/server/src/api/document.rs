//! The frame of the OpenAPI document: what holds for every route.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{IntoResponses, Modify, OpenApi};

use super::problem::ProblemDocument;

/// What every route may answer instead.
#[derive(IntoResponses)]
#[allow(dead_code)]
pub enum Problems {
    /// What is wrong, as RFC 9457 has it
    #[response(status = "default", content_type = "application/problem+json")]
    Problem(ProblemDocument),
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jackfield",
        description = "An open switchboard for customer conversations: plugins, accounts, conversations, and what waits for \
                       repair. Errors are RFC 9457 problem documents; lists are pages, whose `next` is the `cursor` of the \
                       page after. Messages, states and events stand in the JSON form of the plugin contract."
    ),
    components(schemas(ProblemDocument)),
    security(("bearer" = [])),
    modifiers(&Bearer)
)]
struct Frame;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A token of `jackfield init` or of POST /tokens"))
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The document without routes.
pub(super) fn frame() -> utoipa::openapi::OpenApi {
    let mut document = Frame::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    document
}
