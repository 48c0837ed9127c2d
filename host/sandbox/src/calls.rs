//! Every function of the contract: its index in a component, the one pair of types that it is checked and called with, and its
//! call in the model's words.

use jackfield_model as model;
use wasmtime::Store;
use wasmtime::component::{Component, ComponentExportIndex, Instance as Raw};

use crate::contract::v0_1::{PACKAGE, wit};
use crate::error::{CallError, LoadError};
use crate::instance::{Instance, State};
use crate::plugin::{Description, Kind};
use crate::rules;

type Answer<T> = Result<Result<T, model::types::Failure>, CallError>;

/// Where the functions of a component are; none where it does not export their interface.
#[derive(Default)]
pub(crate) struct Exports {
    describe: Option<ComponentExportIndex>,
    pub(crate) authenticate: Option<ComponentExportIndex>,
    normalize: Option<ComponentExportIndex>,
    send: Option<ComponentExportIndex>,
    resume: Option<ComponentExportIndex>,
    download: Option<ComponentExportIndex>,
    resolve: Option<ComponentExportIndex>,
    look_up: Option<ComponentExportIndex>,
    next: Option<ComponentExportIndex>,
    perform: Option<ComponentExportIndex>,
    arrange: Option<ComponentExportIndex>,
    browse: Option<ComponentExportIndex>,
    send_bulk: Option<ComponentExportIndex>,
    render: Option<ComponentExportIndex>,
    handle: Option<ComponentExportIndex>,
    enrich: Option<ComponentExportIndex>,
}

/// The types that each function is checked with at load, and called with by index ever after.
mod signature {
    use super::wit;

    pub type Authenticate<'a> = (&'a wit::types::Account, &'a wit::http::Request);
    pub type AuthenticateResult = (wit::channel::Verdict,);
    pub type Normalize<'a> = (&'a wit::types::Account, &'a wit::http::Request);
    pub type NormalizeResult = (Result<Vec<wit::events::Event>, wit::types::Failure>,);
    pub type Send<'a> = (&'a wit::types::Account, &'a wit::delivery::Envelope);
    pub type SendResult = (Result<wit::delivery::Start, wit::types::Failure>,);
    pub type Resume<'a> = (
        &'a wit::types::Account,
        &'a wit::delivery::Resumed,
        &'a wit::http::Outcome,
    );
    pub type ResumeResult = (Result<wit::delivery::Progress, wit::types::Failure>,);
    pub type Download<'a> = (&'a wit::types::Account, &'a wit::content::Media);
    pub type DownloadResult = (Result<wit::delivery::Start, wit::types::Failure>,);
    pub type Resolve<'a> = (&'a wit::types::Account, &'a str, &'a str);
    pub type ResolveResult = (Result<wit::recipients::Resolved, wit::types::Failure>,);
    pub type LookUp<'a> = (
        &'a wit::types::Account,
        Option<&'a wit::types::Conversation>,
        &'a wit::types::Recipient,
        &'a wit::recipients::Wanted,
    );
    pub type LookUpResult = (Result<wit::delivery::Start, wit::types::Failure>,);
    pub type Next<'a> = (&'a wit::types::Account, Option<&'a [u8]>);
    pub type NextResult = (Result<wit::delivery::Start, wit::types::Failure>,);
    pub type Perform<'a> = (&'a wit::types::Account, Option<&'a wit::types::Conversation>, &'a [u8]);
    pub type PerformResult = (Result<wit::delivery::Start, wit::types::Failure>,);
    pub type Arrange<'a> = (&'a wit::types::Account, &'a wit::setup::Aim);
    pub type ArrangeResult = (Result<wit::delivery::Start, wit::types::Failure>,);
    pub type Browse<'a> = (&'a wit::types::Account, Option<&'a [u8]>);
    pub type BrowseResult = (Result<wit::delivery::Start, wit::types::Failure>,);
    pub type SendBulk<'a> = (&'a wit::types::Account, &'a [wit::delivery::Envelope]);
    pub type SendBulkResult = (Result<wit::delivery::Start, wit::types::Failure>,);
    pub type Render<'a> = (
        &'a wit::types::Account,
        &'a wit::http::Request,
        &'a [wit::delivery::Envelope],
        Option<&'a str>,
    );
    pub type RenderResult = (Result<wit::direct::Rendered, wit::types::Failure>,);
    pub type Handle<'a> = (&'a wit::turns::Turn,);
    pub type HandleResult = (Result<wit::turns::Reply, wit::types::Failure>,);
    pub type Enrich<'a> = (&'a wit::findings::Input,);
    pub type EnrichResult = (Result<Vec<wit::findings::Finding>, wit::types::Failure>,);
}

impl Exports {
    /// Finds and checks every function of the interfaces that the component exports.
    pub(crate) fn find(
        component: &Component,
        version: &str,
        interfaces: &[String],
        instance: &Raw,
        store: &mut Store<State>,
        kind: Kind,
    ) -> Result<Self, LoadError> {
        let mut exports = Self::default();
        let index = |interface: &str, function: &str| -> Result<Option<ComponentExportIndex>, LoadError> {
            if !interfaces.iter().any(|exported| exported == interface) {
                return Ok(None);
            }
            let missing = || LoadError::Shape {
                function: format!("{interface}.{function}"),
                why: "it is not exported".into(),
            };
            let full = format!("{PACKAGE}/{interface}@{version}");
            let (_, interface) = component.get_export(None, &full).ok_or_else(missing)?;
            let (_, function) = component.get_export(Some(&interface), function).ok_or_else(missing)?;
            Ok(Some(function))
        };
        let describing = match kind {
            Kind::Connector => "channel",
            Kind::Bot => "turns",
            Kind::Enricher => "findings",
        };
        exports.describe = index(describing, "describe")?;
        exports.authenticate = index("channel", "authenticate")?;
        exports.normalize = index("channel", "normalize")?;
        exports.send = index("channel", "send")?;
        exports.resume = index("channel", "resume")?;
        exports.download = index("media", "download")?;
        exports.resolve = index("recipients", "resolve")?;
        exports.look_up = index("recipients", "look-up")?;
        exports.next = index("poll", "next")?;
        exports.perform = index("tasks", "perform")?;
        exports.arrange = index("setup", "arrange")?;
        exports.browse = index("templates", "browse")?;
        exports.send_bulk = index("bulk", "send")?;
        exports.render = index("direct", "render")?;
        exports.handle = index("turns", "handle")?;
        exports.enrich = index("findings", "enrich")?;
        macro_rules! check {
            ($field:ident, $name:literal, $params:ty, $result:ty) => {
                if let Some(index) = &exports.$field {
                    instance
                        .get_typed_func::<$params, $result>(&mut *store, index)
                        .map_err(|error| LoadError::Shape {
                            function: $name.into(),
                            why: format!("{error:#}"),
                        })?;
                }
            };
        }
        match kind {
            Kind::Connector => check!(describe, "channel.describe", (), (wit::description::Description,)),
            Kind::Bot | Kind::Enricher => check!(describe, "describe", (), (wit::conversations::Description,)),
        }
        check!(
            authenticate,
            "channel.authenticate",
            signature::Authenticate<'_>,
            signature::AuthenticateResult
        );
        check!(
            normalize,
            "channel.normalize",
            signature::Normalize<'_>,
            signature::NormalizeResult
        );
        check!(send, "channel.send", signature::Send<'_>, signature::SendResult);
        check!(resume, "channel.resume", signature::Resume<'_>, signature::ResumeResult);
        check!(
            download,
            "media.download",
            signature::Download<'_>,
            signature::DownloadResult
        );
        check!(
            resolve,
            "recipients.resolve",
            signature::Resolve<'_>,
            signature::ResolveResult
        );
        check!(
            look_up,
            "recipients.look-up",
            signature::LookUp<'_>,
            signature::LookUpResult
        );
        check!(next, "poll.next", signature::Next<'_>, signature::NextResult);
        check!(
            perform,
            "tasks.perform",
            signature::Perform<'_>,
            signature::PerformResult
        );
        check!(
            arrange,
            "setup.arrange",
            signature::Arrange<'_>,
            signature::ArrangeResult
        );
        check!(
            browse,
            "templates.browse",
            signature::Browse<'_>,
            signature::BrowseResult
        );
        check!(
            send_bulk,
            "bulk.send",
            signature::SendBulk<'_>,
            signature::SendBulkResult
        );
        check!(render, "direct.render", signature::Render<'_>, signature::RenderResult);
        check!(handle, "turns.handle", signature::Handle<'_>, signature::HandleResult);
        check!(
            enrich,
            "findings.enrich",
            signature::Enrich<'_>,
            signature::EnrichResult
        );
        Ok(exports)
    }
}

impl Instance {
    /// What the plugin says of itself.
    pub(crate) async fn describe(&mut self) -> Result<Description, CallError> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.describe.as_ref().ok_or(CallError::Missing("describe"))?;
        Ok(match plugin.kind {
            Kind::Connector => {
                let (description,): (wit::description::Description,) = self.invoke(index, ()).await?;
                Description::Connector(description.into())
            }
            Kind::Bot => Description::Bot(
                self.invoke::<(), (wit::conversations::Description,)>(index, ())
                    .await?
                    .0
                    .into(),
            ),
            Kind::Enricher => Description::Enricher(
                self.invoke::<(), (wit::conversations::Description,)>(index, ())
                    .await?
                    .0
                    .into(),
            ),
        })
    }

    /// Is this request from the network?
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn authenticate(
        &mut self,
        account: &model::types::Account,
        request: &model::http::Request,
    ) -> Result<model::verdict::Verdict, CallError> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin
            .exports
            .authenticate
            .as_ref()
            .ok_or(CallError::Missing("channel"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let lowered_request = wit::http::Request::from(request.clone());
        let (result,): signature::AuthenticateResult = self
            .invoke::<signature::Authenticate<'_>, _>(index, (&lowered_account, &lowered_request))
            .await?;
        let verdict = result.into();
        match rules::verdict(&verdict, self.store.data()) {
            Ok(()) => Ok(verdict),
            Err(error) => self.refuse(error),
        }
    }

    /// What an authentic request says; times are never after the receipt.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn normalize(
        &mut self,
        account: &model::types::Account,
        request: &model::http::Request,
    ) -> Answer<Vec<model::event::Event>> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.normalize.as_ref().ok_or(CallError::Missing("channel"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let lowered_request = wit::http::Request::from(request.clone());
        let (result,): signature::NormalizeResult = self
            .invoke::<signature::Normalize<'_>, _>(index, (&lowered_account, &lowered_request))
            .await?;
        let result = result
            .map(|events| events.into_iter().map(Into::into).collect())
            .map_err(Into::into);
        let Ok(mut events) = result else { return Ok(result) };
        match rules::events(&mut events, request.received, self.store.data()) {
            Ok(()) => Ok(Ok(events)),
            Err(error) => self.refuse(error),
        }
    }

    /// Starts to do what the envelope says.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn send(
        &mut self,
        account: &model::types::Account,
        envelope: &model::delivery::Envelope,
    ) -> Answer<model::delivery::Start> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.send.as_ref().ok_or(CallError::Missing("channel"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let lowered_envelope = wit::delivery::Envelope::from(envelope.clone());
        let (result,): signature::SendResult = self
            .invoke::<signature::Send<'_>, _>(index, (&lowered_account, &lowered_envelope))
            .await?;
        match result {
            Err(failure) => Ok(Err(failure.into())),
            Ok(answer) => {
                let answer = answer.into();
                match rules::start(&answer) {
                    Ok(()) => Ok(Ok(answer)),
                    Err(error) => self.refuse(error),
                }
            }
        }
    }

    /// Goes on with a job after its last step.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn resume(
        &mut self,
        account: &model::types::Account,
        resumed: &model::delivery::Resumed,
        outcome: &model::http::Outcome,
    ) -> Answer<model::delivery::Progress> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.resume.as_ref().ok_or(CallError::Missing("channel"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let lowered_resumed = wit::delivery::Resumed::from(resumed.clone());
        let lowered_outcome = wit::http::Outcome::from(outcome.clone());
        let (result,): signature::ResumeResult = self
            .invoke::<signature::Resume<'_>, _>(index, (&lowered_account, &lowered_resumed, &lowered_outcome))
            .await?;
        match result {
            Err(failure) => Ok(Err(failure.into())),
            Ok(answer) => {
                let answer = answer.into();
                match rules::progress(&answer) {
                    Ok(()) => Ok(Ok(answer)),
                    Err(error) => self.refuse(error),
                }
            }
        }
    }

    /// Fetches what a source refers to into the store.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn download(
        &mut self,
        account: &model::types::Account,
        media: &model::content::Media,
    ) -> Answer<model::delivery::Start> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.download.as_ref().ok_or(CallError::Missing("media"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let lowered_media = wit::content::Media::from(media.clone());
        let (result,): signature::DownloadResult = self
            .invoke::<signature::Download<'_>, _>(index, (&lowered_account, &lowered_media))
            .await?;
        match result {
            Err(failure) => Ok(Err(failure.into())),
            Ok(answer) => {
                let answer = answer.into();
                match rules::start(&answer) {
                    Ok(()) => Ok(Ok(answer)),
                    Err(error) => self.refuse(error),
                }
            }
        }
    }

    /// Turns what a person typed into recipient and conversation.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn resolve(
        &mut self,
        account: &model::types::Account,
        kind: &str,
        text: &str,
    ) -> Answer<model::recipient::Resolved> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin
            .exports
            .resolve
            .as_ref()
            .ok_or(CallError::Missing("recipients"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let (result,): signature::ResolveResult = self
            .invoke::<signature::Resolve<'_>, _>(index, (&lowered_account, kind, text))
            .await?;
        Ok(result.map(Into::into).map_err(Into::into))
    }

    /// Asks the network about a recipient.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn look_up(
        &mut self,
        account: &model::types::Account,
        conversation: Option<&model::types::Conversation>,
        recipient: &model::types::Recipient,
        wanted: &model::recipient::Wanted,
    ) -> Answer<model::delivery::Start> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin
            .exports
            .look_up
            .as_ref()
            .ok_or(CallError::Missing("recipients"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let conversation = conversation.cloned().map(wit::types::Conversation::from);
        let lowered_recipient = wit::types::Recipient::from(recipient.clone());
        let lowered_wanted = wit::recipients::Wanted::from(*wanted);
        let (result,): signature::LookUpResult = self
            .invoke::<signature::LookUp<'_>, _>(
                index,
                (
                    &lowered_account,
                    conversation.as_ref(),
                    &lowered_recipient,
                    &lowered_wanted,
                ),
            )
            .await?;
        match result {
            Err(failure) => Ok(Err(failure.into())),
            Ok(answer) => {
                let answer = answer.into();
                match rules::start(&answer) {
                    Ok(()) => Ok(Ok(answer)),
                    Err(error) => self.refuse(error),
                }
            }
        }
    }

    /// One poll.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn next(
        &mut self,
        account: &model::types::Account,
        cursor: Option<&[u8]>,
    ) -> Answer<model::delivery::Start> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.next.as_ref().ok_or(CallError::Missing("poll"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let (result,): signature::NextResult = self
            .invoke::<signature::Next<'_>, _>(index, (&lowered_account, cursor))
            .await?;
        match result {
            Err(failure) => Ok(Err(failure.into())),
            Ok(answer) => {
                let answer = answer.into();
                match rules::start(&answer) {
                    Ok(()) => Ok(Ok(answer)),
                    Err(error) => self.refuse(error),
                }
            }
        }
    }

    /// Does what a webhook left to do.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn perform(
        &mut self,
        account: &model::types::Account,
        conversation: Option<&model::types::Conversation>,
        task: &[u8],
    ) -> Answer<model::delivery::Start> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.perform.as_ref().ok_or(CallError::Missing("tasks"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let conversation = conversation.cloned().map(wit::types::Conversation::from);
        let (result,): signature::PerformResult = self
            .invoke::<signature::Perform<'_>, _>(index, (&lowered_account, conversation.as_ref(), task))
            .await?;
        match result {
            Err(failure) => Ok(Err(failure.into())),
            Ok(answer) => {
                let answer = answer.into();
                match rules::start(&answer) {
                    Ok(()) => Ok(Ok(answer)),
                    Err(error) => self.refuse(error),
                }
            }
        }
    }

    /// Connects, checks or disconnects the account.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn arrange(
        &mut self,
        account: &model::types::Account,
        aim: &model::setup::Aim,
    ) -> Answer<model::delivery::Start> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.arrange.as_ref().ok_or(CallError::Missing("setup"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let lowered_aim = wit::setup::Aim::from(*aim);
        let (result,): signature::ArrangeResult = self
            .invoke::<signature::Arrange<'_>, _>(index, (&lowered_account, &lowered_aim))
            .await?;
        match result {
            Err(failure) => Ok(Err(failure.into())),
            Ok(answer) => {
                let answer = answer.into();
                match rules::start(&answer) {
                    Ok(()) => Ok(Ok(answer)),
                    Err(error) => self.refuse(error),
                }
            }
        }
    }

    /// A page of templates.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn browse(
        &mut self,
        account: &model::types::Account,
        after: Option<&[u8]>,
    ) -> Answer<model::delivery::Start> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.browse.as_ref().ok_or(CallError::Missing("templates"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let (result,): signature::BrowseResult = self
            .invoke::<signature::Browse<'_>, _>(index, (&lowered_account, after))
            .await?;
        match result {
            Err(failure) => Ok(Err(failure.into())),
            Ok(answer) => {
                let answer = answer.into();
                match rules::start(&answer) {
                    Ok(()) => Ok(Ok(answer)),
                    Err(error) => self.refuse(error),
                }
            }
        }
    }

    /// Starts to send many envelopes in one call.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn send_bulk(
        &mut self,
        account: &model::types::Account,
        envelopes: &[model::delivery::Envelope],
    ) -> Answer<model::delivery::Start> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.send_bulk.as_ref().ok_or(CallError::Missing("bulk"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let envelopes: Vec<wit::delivery::Envelope> = envelopes.iter().cloned().map(Into::into).collect();
        let (result,): signature::SendBulkResult = self
            .invoke::<signature::SendBulk<'_>, _>(index, (&lowered_account, envelopes.as_slice()))
            .await?;
        match result {
            Err(failure) => Ok(Err(failure.into())),
            Ok(answer) => {
                let answer = answer.into();
                match rules::start(&answer) {
                    Ok(()) => Ok(Ok(answer)),
                    Err(error) => self.refuse(error),
                }
            }
        }
    }

    /// The answer that says what the envelopes say.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn render(
        &mut self,
        account: &model::types::Account,
        request: &model::http::Request,
        envelopes: &[model::delivery::Envelope],
        data: Option<&str>,
    ) -> Answer<model::direct::Rendered> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.render.as_ref().ok_or(CallError::Missing("direct"))?;
        let lowered_account = wit::types::Account::from(account.clone());
        let lowered_request = wit::http::Request::from(request.clone());
        let envelopes: Vec<wit::delivery::Envelope> = envelopes.iter().cloned().map(Into::into).collect();
        let (result,): signature::RenderResult = self
            .invoke::<signature::Render<'_>, _>(index, (&lowered_account, &lowered_request, envelopes.as_slice(), data))
            .await?;
        Ok(result.map(Into::into).map_err(Into::into))
    }

    /// A bot's turn.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn handle(&mut self, turn: &model::turn::Turn) -> Answer<model::turn::Reply> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.handle.as_ref().ok_or(CallError::Missing("turns"))?;
        let lowered_turn = wit::turns::Turn::from(turn.clone());
        let (result,): signature::HandleResult =
            self.invoke::<signature::Handle<'_>, _>(index, (&lowered_turn,)).await?;
        match result {
            Err(failure) => Ok(Err(failure.into())),
            Ok(answer) => {
                let answer = answer.into();
                match rules::reply_of_bot(&answer) {
                    Ok(()) => Ok(Ok(answer)),
                    Err(error) => self.refuse(error),
                }
            }
        }
    }

    /// What an enricher finds.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn enrich(&mut self, input: &model::finding::Input) -> Answer<Vec<model::finding::Finding>> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = plugin.exports.enrich.as_ref().ok_or(CallError::Missing("findings"))?;
        let lowered_input = wit::findings::Input::from(input.clone());
        let (result,): signature::EnrichResult = self
            .invoke::<signature::Enrich<'_>, _>(index, (&lowered_input,))
            .await?;
        match result {
            Err(failure) => Ok(Err(failure.into())),
            Ok(found) => {
                let found: Vec<model::finding::Finding> = found.into_iter().map(Into::into).collect();
                match rules::findings(&found) {
                    Ok(()) => Ok(Ok(found)),
                    Err(error) => self.refuse(error),
                }
            }
        }
    }
}
