//! Every function of the contract in the model's words: translated, called, and judged by the rules.

use jackfield_model as model;

use crate::contract::v0_1::wit;
use crate::error::CallError;
use crate::exports::{self, Function};
use crate::instance::{Instance, State};
use crate::plugin::{Description, Kind};
use crate::rules;

type Answer<T> = Result<Result<T, model::types::Failure>, CallError>;

/// Calls a function of the contract with its arguments in the contract's words.
macro_rules! called {
    ($instance:ident, $function:ident, ($($argument:expr),* $(,)?)) => {
        $instance.call::<exports::$function>(($($argument,)*)).await?
    };
}

impl Instance {
    async fn call<F: Function>(&mut self, params: F::Params<'_>) -> Result<F::Gives, CallError> {
        let plugin = std::sync::Arc::clone(&self.plugin);
        let index = F::index(&plugin.exports).ok_or(CallError::Missing(F::INTERFACE))?;
        let (given,): (F::Gives,) = self.invoke(index, params).await?;
        Ok(given)
    }

    /// Begins a call for an account: what an earlier one proved or said no longer counts.
    fn begin(&mut self, settings: &str) {
        let state = self.store.data_mut();
        state.said.begin();
        state.proof = crate::credentials::Proof::in_call_with(settings);
    }

    fn begin_for(&mut self, account: &model::types::Account) -> wit::types::Account {
        self.begin(&account.settings);
        account.clone().into()
    }

    /// Holds a rule over what came back, in the model's words.
    fn judge<W, M: From<W>>(
        &mut self,
        given: Result<W, wit::types::Failure>,
        rule: impl FnOnce(&mut M, &State) -> Result<(), CallError>,
    ) -> Answer<M> {
        self.judge_result(given.map(Into::into), rule)
    }

    /// The same for a list.
    fn judge_all<W, M: From<W>>(
        &mut self,
        given: Result<Vec<W>, wit::types::Failure>,
        rule: impl FnOnce(&mut [M], &State) -> Result<(), CallError>,
    ) -> Answer<Vec<M>> {
        let given = given.map(|all| all.into_iter().map(Into::into).collect());
        self.judge_result(given, |all: &mut Vec<M>, state| rule(all, state))
    }

    fn judge_result<M>(
        &mut self,
        given: Result<M, wit::types::Failure>,
        rule: impl FnOnce(&mut M, &State) -> Result<(), CallError>,
    ) -> Answer<M> {
        match given {
            Ok(given) => self.judge_value(given, rule).map(Ok),
            Err(failure) => {
                let mut failure = failure.into();
                rules::failure(&mut failure, self.store.data());
                Ok(Err(failure))
            }
        }
    }

    fn judge_value<M>(
        &mut self,
        mut given: M,
        rule: impl FnOnce(&mut M, &State) -> Result<(), CallError>,
    ) -> Result<M, CallError> {
        match rule(&mut given, self.store.data()) {
            Ok(()) => Ok(given),
            Err(error) => self.refuse(error),
        }
    }

    /// What the plugin says of itself.
    pub(crate) async fn describe(&mut self) -> Result<Description, CallError> {
        self.begin("{}");
        Ok(match self.plugin.kind {
            Kind::Connector => Description::Connector(called!(self, DescribeConnector, ()).into()),
            Kind::Bot => Description::Bot(called!(self, DescribeBot, ()).into()),
            Kind::Enricher => Description::Enricher(called!(self, DescribeEnricher, ()).into()),
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
        let (account, request) = (self.begin_for(account), wit::http::Request::from(request.clone()));
        let given = called!(self, Authenticate, (&account, &request));
        self.judge_value(given.into(), rules::verdict)
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
        let (account, lowered) = (self.begin_for(account), wit::http::Request::from(request.clone()));
        let given = called!(self, Normalize, (&account, &lowered));
        self.judge_all(given, |events, state| {
            rules::events(events, request.received, Some(request.body.len()), state)
        })
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
        let (account, envelope) = (self.begin_for(account), envelope.clone().into());
        let given = called!(self, SendOne, (&account, &envelope));
        self.judge(given, rules::start)
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
        let account = self.begin_for(account);
        let (resumed, outcome) = (resumed.clone().into(), outcome.clone().into());
        let given = called!(self, Resume, (&account, &resumed, &outcome));
        self.judge(given, rules::progress)
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
        let (account, media) = (self.begin_for(account), media.clone().into());
        let given = called!(self, Download, (&account, &media));
        self.judge(given, rules::start)
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
        let account = self.begin_for(account);
        let given = called!(self, Resolve, (&account, kind, text));
        self.judge(given, rules::resolved)
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
        let account = self.begin_for(account);
        let conversation = conversation.cloned().map(Into::into);
        let (recipient, wanted) = (recipient.clone().into(), (*wanted).into());
        let given = called!(self, LookUp, (&account, conversation.as_ref(), &recipient, &wanted));
        self.judge(given, rules::start)
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
        let account = self.begin_for(account);
        let given = called!(self, Next, (&account, cursor));
        self.judge(given, rules::start)
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
        let account = self.begin_for(account);
        let conversation = conversation.cloned().map(Into::into);
        let given = called!(self, Perform, (&account, conversation.as_ref(), task));
        self.judge(given, rules::start)
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
        let (account, aim) = (self.begin_for(account), (*aim).into());
        let given = called!(self, Arrange, (&account, &aim));
        self.judge(given, rules::start)
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
        let account = self.begin_for(account);
        let given = called!(self, Browse, (&account, after));
        self.judge(given, rules::start)
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
        let account = self.begin_for(account);
        let envelopes: Vec<wit::delivery::Envelope> = envelopes.iter().cloned().map(Into::into).collect();
        let given = called!(self, SendBulk, (&account, envelopes.as_slice()));
        self.judge(given, rules::start)
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
        let (account, request) = (self.begin_for(account), request.clone().into());
        let envelopes: Vec<wit::delivery::Envelope> = envelopes.iter().cloned().map(Into::into).collect();
        let given = called!(self, Render, (&account, &request, envelopes.as_slice(), data));
        self.judge(given, rules::rendered)
    }

    /// A bot's turn.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn handle(&mut self, turn: &model::turn::Turn) -> Answer<model::turn::Reply> {
        self.begin(&turn.settings);
        let turn = turn.clone().into();
        let given = called!(self, Handle, (&turn));
        self.judge(given, rules::reply_of_bot)
    }

    /// What an enricher finds.
    ///
    /// # Errors
    ///
    /// [`CallError`] when the plugin gives no result that the contract allows.
    pub async fn enrich(&mut self, input: &model::finding::Input) -> Answer<Vec<model::finding::Finding>> {
        self.begin(&input.settings);
        let input = input.clone().into();
        let given = called!(self, Enrich, (&input));
        self.judge_all(given, rules::findings)
    }
}
