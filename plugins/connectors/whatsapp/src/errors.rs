//! The network's codes as failures: one table. The same codes stand in answers and in failed statuses.
//!
//! Source: Cloud API, "Error codes" (read August 2026). The text says what an operator does about it.

use jackfield_sdk::build::fail;
use jackfield_sdk::http::{Answer, Outcome};
use jackfield_sdk::json::{self, Fields, Value};
use jackfield_sdk::types::{Failure, FailureKind, LimitScope};

use FailureKind as Kind;

/// A span of codes, what they mean to the core, and what to do.
struct Row(u64, u64, Kind, &'static str);

/// The first row that holds a code counts: single codes stand before the span that they lie in.
const TABLE: &[Row] = &[
    Row(
        0,
        0,
        Kind::Unauthorized,
        "Meta refuses the access token: enter a new system user token",
    ),
    Row(1, 2, Kind::Retryable, "Meta has trouble; it is tried again"),
    Row(
        3,
        3,
        Kind::Unauthorized,
        "the token lacks whatsapp_business_messaging: issue one that has it",
    ),
    Row(4, 4, Kind::RateLimited, "the app has used up its calls for now"),
    Row(
        10,
        10,
        Kind::Unauthorized,
        "the token lacks a permission: issue one with whatsapp_business_messaging",
    ),
    Row(33, 33, Kind::Rejected, "no such phone number: check phone_number_id"),
    Row(100, 100, Kind::Rejected, "Meta does not take a field of this request"),
    Row(
        190,
        190,
        Kind::Unauthorized,
        "the access token has expired: enter a new system user token",
    ),
    Row(
        200,
        299,
        Kind::Unauthorized,
        "the token lacks a permission for this number: grant it in Meta's business settings",
    ),
    Row(
        368,
        368,
        Kind::AccountBlocked,
        "Meta has restricted the account for a policy violation: see its account quality page",
    ),
    Row(
        470,
        470,
        Kind::WindowClosed,
        "more than 24 hours since the consumer wrote: send a template",
    ),
    Row(
        80007,
        80007,
        Kind::RateLimited,
        "the business account has used up its calls for now",
    ),
    Row(
        130_429,
        130_429,
        Kind::RateLimited,
        "more messages a second than this number may send",
    ),
    Row(
        130_472,
        130_472,
        Kind::OptedOut,
        "the consumer is in an experiment of Meta's: no marketing reaches them",
    ),
    Row(
        130_497,
        130_497,
        Kind::AccountBlocked,
        "the account may not write to consumers of this country",
    ),
    Row(
        131_000,
        131_000,
        Kind::Retryable,
        "Meta failed for a reason it does not tell; it is tried again",
    ),
    Row(
        131_005,
        131_005,
        Kind::Unauthorized,
        "the token may not use this number: grant it in Meta's business settings",
    ),
    Row(
        131_008,
        131_009,
        Kind::Rejected,
        "a value of this message is missing or not what Meta takes",
    ),
    Row(
        131_016,
        131_016,
        Kind::Retryable,
        "Meta's service is overloaded; it is tried again",
    ),
    Row(
        131_021,
        131_021,
        Kind::Rejected,
        "sender and recipient are the same number",
    ),
    Row(
        131_026,
        131_026,
        Kind::Unreachable,
        "not delivered: no WhatsApp there, too old a version, or terms not accepted",
    ),
    Row(
        131_030,
        131_030,
        Kind::Rejected,
        "a test number writes only to numbers on its list: add the recipient there",
    ),
    Row(
        131_031,
        131_031,
        Kind::AccountBlocked,
        "Meta has locked the account: see its business support home",
    ),
    Row(
        131_037,
        131_037,
        Kind::AccountBlocked,
        "the display name is not approved: see the phone number in WhatsApp Manager",
    ),
    Row(
        131_042,
        131_042,
        Kind::AccountBlocked,
        "no valid payment method: enter one in Meta's billing settings",
    ),
    Row(
        131_045,
        131_045,
        Kind::Unauthorized,
        "the number is not registered: register it in WhatsApp Manager",
    ),
    Row(
        131_047,
        131_047,
        Kind::WindowClosed,
        "more than 24 hours since the consumer wrote: send a template",
    ),
    Row(
        131_048,
        131_048,
        Kind::RateLimited,
        "too many of this number's messages were blocked or reported: see its quality",
    ),
    Row(
        131_049,
        131_049,
        Kind::OptedOut,
        "Meta holds back marketing to this consumer; not before 24 hours again",
    ),
    Row(
        131_050,
        131_050,
        Kind::OptedOut,
        "the consumer has stopped marketing messages",
    ),
    Row(
        131_051,
        131_051,
        Kind::Unsupported,
        "Meta does not take this type of message here",
    ),
    Row(
        131_052,
        131_053,
        Kind::Retryable,
        "Meta could not fetch or keep the media; it is tried again",
    ),
    Row(
        131_056,
        131_056,
        Kind::RateLimited,
        "too many messages to this consumer in a short time",
    ),
    Row(
        131_057,
        131_057,
        Kind::Retryable,
        "the account is under maintenance; it is tried again",
    ),
    Row(
        131_062,
        131_062,
        Kind::Unsupported,
        "this needs the consumer's phone number, a user id does not do",
    ),
    Row(
        131_063,
        131_063,
        Kind::AccountBlocked,
        "the account may not do this: see its status in WhatsApp Manager",
    ),
    Row(
        131_064,
        131_064,
        Kind::RateLimited,
        "the limit of this kind of message is used up",
    ),
    Row(
        132_000,
        132_000,
        Kind::Template,
        "the template takes another number of parameters: fill it anew",
    ),
    Row(
        132_001,
        132_001,
        Kind::Template,
        "no such template in this language, or not approved",
    ),
    Row(
        132_015,
        132_015,
        Kind::Template,
        "the template is paused for low quality: edit it or use another",
    ),
    Row(
        132_016,
        132_016,
        Kind::Template,
        "the template is disabled for good: use another",
    ),
    Row(
        132_068,
        132_069,
        Kind::Template,
        "the flow of the template is blocked or throttled: see it in WhatsApp Manager",
    ),
    Row(
        132_000,
        132_999,
        Kind::Template,
        "the template's text or parameters are not what Meta approved: fill it anew",
    ),
    Row(
        133_004,
        133_004,
        Kind::Retryable,
        "the server is away for a moment; it is tried again",
    ),
    Row(
        133_010,
        133_010,
        Kind::Unauthorized,
        "the number is not registered: register it in WhatsApp Manager",
    ),
    Row(
        133_016,
        133_016,
        Kind::RateLimited,
        "too many registrations of this number",
    ),
    Row(
        135_000,
        135_000,
        Kind::Retryable,
        "Meta failed for a reason it does not tell; it is tried again",
    ),
    Row(137_000, 137_000, Kind::Rejected, "Meta does not take this request"),
];

/// Per pair one message in about six seconds (code 131056).
const PAIR_PAUSE_MS: u32 = 6_000;
/// Pause before the next try where a limit of number or app was hit.
const LIMIT_PAUSE_MS: u32 = 30_000;

/// The failure of an error object: `errors[]` of a status, `error` of an answer. None when it has no code.
///
/// The network's own sentence is not passed on: it can hold a number or a text of the consumer.
pub fn of_error(error: &Value) -> Option<Failure> {
    let code = error.whole("code")?;
    let row = TABLE
        .iter()
        .find(|Row(first, last, ..)| (*first..=*last).contains(&code));
    let Some(Row(_, _, kind, advice)) = row else {
        let title = error.text("title").unwrap_or("no title");
        return Some(
            fail(
                Kind::Rejected,
                format!("Meta refuses with a code unknown here: {title}"),
            )
            .code(code),
        );
    };
    let failure = fail(*kind, *advice).code(code);
    Some(match code {
        131_056 => failure.after(PAIR_PAUSE_MS),
        4 | 80007 | 131_048 | 133_016 => failure.within(LimitScope::Account).after(LIMIT_PAUSE_MS),
        130_429 | 131_064 => failure.within(LimitScope::Label).after(1_000),
        _ => failure,
    })
}

/// The failure of an answer that is not 2xx.
pub fn of_answer(answer: &Answer) -> Failure {
    let body = json::parse(&answer.body).unwrap_or_default();
    if let Some(failure) = of_error(body.at("error")) {
        return failure;
    }
    let (kind, text) = match answer.status {
        401 | 403 => (
            Kind::Unauthorized,
            "Meta refuses the access token: enter a new system user token",
        ),
        404 | 410 => (Kind::Gone, "it no longer exists at Meta"),
        413 => (Kind::TooLarge, "larger than Meta takes"),
        429 => (Kind::RateLimited, "too many calls"),
        500..=599 => (Kind::Retryable, "Meta has trouble; it is tried again"),
        _ => (Kind::Rejected, "Meta refuses without an error object"),
    };
    fail(kind, text).code(format!("http-{}", answer.status))
}

/// A 2xx answer, or why there is none. `lost` is what an answer that never came means for this call.
pub fn good(outcome: Outcome, lost: Kind) -> Result<Answer, Failure> {
    match outcome {
        Outcome::Answered(answer) if (200..300).contains(&answer.status) => Ok(answer),
        Outcome::Answered(answer) => Err(of_answer(&answer)),
        Outcome::Denied(why) => Err(fail(
            Kind::Rejected,
            format!("the grant does not allow this call: {why}"),
        )),
        Outcome::Unsent(why) => Err(fail(Kind::Retryable, format!("Meta was not reached: {why}"))),
        Outcome::Unknown(why) => Err(fail(lost, format!("no complete answer came: {why}"))),
        Outcome::Waited => Err(fail(Kind::Malformed, "a wait ended that was never asked for")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jackfield_sdk::json::json;

    #[test]
    fn every_documented_code_has_its_kind() {
        let classes: &[(Kind, &[u64])] = &[
            (
                Kind::Retryable,
                &[1, 2, 131_000, 131_016, 131_057, 133_004, 135_000, 131_052, 131_053],
            ),
            (
                Kind::RateLimited,
                &[4, 80_007, 130_429, 131_048, 131_056, 131_064, 133_016],
            ),
            (Kind::Unauthorized, &[0, 3, 10, 190, 200, 250, 299, 131_005, 131_045]),
            (Kind::WindowClosed, &[131_047, 470]),
            (Kind::OptedOut, &[131_050, 131_049, 130_472]),
            (Kind::Unreachable, &[131_026]),
            (
                Kind::Template,
                &[
                    132_000, 132_001, 132_005, 132_007, 132_008, 132_012, 132_015, 132_016, 132_068, 132_069,
                ],
            ),
            (
                Kind::Rejected,
                &[33, 100, 131_008, 131_009, 131_021, 131_030, 137_000, 999_999],
            ),
            (Kind::Unsupported, &[131_051, 131_062]),
            (
                Kind::AccountBlocked,
                &[368, 130_497, 131_031, 131_037, 131_042, 131_063],
            ),
        ];
        for (kind, codes) in classes {
            for code in *codes {
                let failure = of_error(&json!({ "code": code })).unwrap();
                assert_eq!(failure.kind, *kind, "code {code}");
                assert_eq!(failure.code, Some(code.to_string()));
            }
        }
    }

    #[test]
    fn the_networks_sentence_is_not_passed_on() {
        let error = json!({"code": 131_030, "message": "(#131030) 15557778888 not in list"});
        assert!(!of_error(&error).unwrap().text.contains("15557778888"));
    }

    #[test]
    fn an_answer_without_a_code_is_judged_by_its_status() {
        let of = |status| {
            let answer = Answer {
                status,
                headers: vec![],
                body: b"<html>".to_vec(),
                truncated: false,
                stored: None,
            };
            of_answer(&answer).kind
        };
        assert_eq!(
            [401, 404, 413, 429, 503, 302].map(of),
            [
                Kind::Unauthorized,
                Kind::Gone,
                Kind::TooLarge,
                Kind::RateLimited,
                Kind::Retryable,
                Kind::Rejected
            ]
        );
    }

    #[test]
    fn an_answer_that_never_came_means_what_the_call_says() {
        assert_eq!(
            good(Outcome::Unknown(String::new()), Kind::Uncertain).unwrap_err().kind,
            Kind::Uncertain
        );
        assert_eq!(
            good(Outcome::Unsent(String::new()), Kind::Uncertain).unwrap_err().kind,
            Kind::Retryable
        );
        assert_eq!(
            good(Outcome::Denied(String::new()), Kind::Uncertain).unwrap_err().kind,
            Kind::Rejected
        );
    }
}
