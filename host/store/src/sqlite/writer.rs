//! The one writer: a thread that drains its queue into a transaction, syncs once, and only then answers everybody.
//!
//! A command runs inside a savepoint, so that one that fails leaves its neighbours' work in the transaction. Nobody
//! hears `Ok` before the commit returned; when the commit fails, all of the batch hear why.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::{Result, StoreError};

/// The most commands of one transaction. More would save little of a sync and make the first one wait for the last.
const GROUP_MAX: usize = 256;
/// Commands that may queue; past them callers wait, which is the back pressure that the gateway sheds by.
const QUEUE_MAX: usize = 4_096;

/// A command on its way: run inside the transaction, then told how the transaction ended.
trait Command: Send {
    /// Runs it. Returns the error that it will answer with, if any.
    fn run(&mut self, connection: &Connection) -> Option<StoreError>;
    /// Nobody waits for it any more.
    fn abandoned(&self) -> bool;
    /// Answers with its own result, or with `failed` when what it did was not committed.
    fn answer(self: Box<Self>, failed: Option<&StoreError>);
}

struct Pending<T, F> {
    work: Option<F>,
    result: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Command for Pending<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<T> + Send,
{
    fn run(&mut self, connection: &Connection) -> Option<StoreError> {
        let work = self.work.take()?;
        // A panic must not end the thread that everybody's writes go through; the savepoint undoes what it left.
        let result = catch_unwind(AssertUnwindSafe(|| work(connection)))
            .unwrap_or_else(|_| Err(StoreError::Internal("a command of the store panicked".to_owned())));
        let error = result.as_ref().err().cloned();
        self.result = Some(result);
        error
    }

    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn answer(self: Box<Self>, failed: Option<&StoreError>) {
        let result = match (self.result, failed) {
            (Some(Ok(_)) | None, Some(error)) => Err(error.clone()),
            (Some(result), _) => result,
            (None, None) => Err(StoreError::Internal("a command was answered before it ran".to_owned())),
        };
        // A caller that went away does not want to know.
        let _ = self.reply.send(result);
    }
}

enum Message {
    Command(Box<dyn Command>),
    Stop(oneshot::Sender<()>),
}

/// The queue to the writer thread.
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
    // Held so that the thread has a name and an owner; it ends when the queue does.
    _thread: JoinHandle<()>,
}

impl Writer {
    /// Starts the thread on a connection that is ready to write.
    pub(super) fn start(connection: Connection) -> Result<Self> {
        let (queue, commands) = mpsc::channel(QUEUE_MAX);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || serve(&connection, commands))
            .map_err(|e| StoreError::Io(e.to_string()))?;
        Ok(Self { queue, _thread: thread })
    }

    /// Queues a command and waits until it is committed.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let command = Box::new(Pending {
            work: Some(work),
            result: None,
            reply,
        });
        self.queue
            .send(Message::Command(command))
            .await
            .map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Lets the thread finish what is queued, and end.
    pub(super) async fn stop(&self) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.queue
            .send(Message::Stop(reply))
            .await
            .map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)
    }
}

/// The thread: group after group, until the queue ends or it is told to stop.
fn serve(connection: &Connection, mut queue: mpsc::Receiver<Message>) {
    let mut stop = None;
    while let Some(first) = queue.blocking_recv() {
        let mut group = Vec::new();
        let mut next = Some(first);
        while let Some(message) = next.take() {
            match message {
                Message::Command(command) => group.push(command),
                Message::Stop(reply) => {
                    queue.close();
                    stop = Some(reply);
                }
            }
            if group.len() < GROUP_MAX {
                next = queue.try_recv().ok();
            }
        }
        if !group.is_empty() {
            commit(connection, group);
        }
    }
    if let Err(error) = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
        // The WAL stays and is read at the next start: slower, and nothing lost.
        tracing::warn!(%error, "the store's log was not written back at its end");
    }
    if let Some(reply) = stop {
        let _ = reply.send(());
    }
}

/// Runs a group in one transaction and answers it.
fn commit(connection: &Connection, group: Vec<Box<dyn Command>>) {
    let mut ran: Vec<Box<dyn Command>> = Vec::with_capacity(group.len());
    let mut failed = execute(connection, "BEGIN IMMEDIATE").err();
    for mut command in group {
        // What nobody waits for is not done: under overload the time-outs of callers would otherwise pile up here.
        if command.abandoned() {
            continue;
        }
        if failed.is_none() {
            failed = run(connection, command.as_mut());
        }
        ran.push(command);
    }
    if failed.is_none() {
        failed = execute(connection, "COMMIT").err();
    }
    if failed.is_some()
        && !connection.is_autocommit()
        && let Err(error) = execute(connection, "ROLLBACK")
    {
        tracing::error!(%error, "the store's transaction could not be rolled back");
    }
    if let Some(error) = &failed {
        tracing::error!(%error, commands = ran.len(), "the store's transaction was not committed");
    }
    for command in ran {
        command.answer(failed.as_ref());
    }
}

/// Runs one command in its savepoint. Returns an error only when the transaction as a whole is lost.
fn run(connection: &Connection, command: &mut dyn Command) -> Option<StoreError> {
    if let Err(error) = execute(connection, "SAVEPOINT command") {
        return Some(error);
    }
    let error = command.run(connection);
    if connection.is_autocommit() {
        // SQLite rolls back by itself on some full disks and I/O errors: the neighbours' work is gone with it.
        return Some(error.unwrap_or_else(|| StoreError::Internal("the transaction ended by itself".to_owned())));
    }
    let end = if error.is_some() {
        execute(connection, "ROLLBACK TO command").and_then(|()| execute(connection, "RELEASE command"))
    } else {
        execute(connection, "RELEASE command")
    };
    end.err()
}

fn execute(connection: &Connection, sql: &str) -> Result<()> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    type Answer = oneshot::Receiver<Result<()>>;

    fn command<F>(work: F) -> (Box<dyn Command>, Answer)
    where
        F: FnOnce(&Connection) -> Result<()> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        (
            Box::new(Pending {
                work: Some(work),
                result: None,
                reply,
            }),
            answer,
        )
    }

    fn insert(number: i64) -> impl FnOnce(&Connection) -> Result<()> + Send + 'static {
        move |c| Ok(c.execute("INSERT INTO t VALUES (?1)", [number]).map(drop)?)
    }

    fn rows(connection: &Connection) -> Vec<i64> {
        let mut statement = connection.prepare("SELECT x FROM t ORDER BY x").unwrap();
        statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(|row| row.unwrap())
            .collect()
    }

    fn table() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (x INTEGER UNIQUE)").unwrap();
        connection
    }

    #[test]
    fn in_one_group_a_failure_and_a_panic_undo_their_own_work_only() {
        let connection = table();
        let (first, mut first_answer) = command(insert(1));
        let (twice, mut twice_answer) = command(|c| insert(2)(c).and_then(|()| insert(1)(c)));
        let (panics, mut panic_answer) = command(|c| {
            insert(3)(c)?;
            panic!("on purpose")
        });
        let (last, mut last_answer) = command(insert(4));
        commit(&connection, vec![first, twice, panics, last]);
        assert_eq!(rows(&connection), [1, 4]);
        assert_eq!(first_answer.try_recv().unwrap(), Ok(()));
        assert!(matches!(twice_answer.try_recv().unwrap(), Err(StoreError::Conflict(_))));
        assert!(matches!(panic_answer.try_recv().unwrap(), Err(StoreError::Internal(_))));
        assert_eq!(last_answer.try_recv().unwrap(), Ok(()));
    }

    #[test]
    fn when_the_transaction_is_lost_nobody_of_the_group_hears_ok() {
        let connection = table();
        let (first, mut first_answer) = command(insert(1));
        let (ends, mut ends_answer) = command(|c| Ok(c.execute_batch("ROLLBACK")?));
        let (last, mut last_answer) = command(insert(2));
        commit(&connection, vec![first, ends, last]);
        assert!(rows(&connection).is_empty());
        for answer in [&mut first_answer, &mut ends_answer, &mut last_answer] {
            assert!(answer.try_recv().unwrap().is_err());
        }
        let (next, mut next_answer) = command(insert(5));
        commit(&connection, vec![next]);
        assert_eq!(next_answer.try_recv().unwrap(), Ok(()));
    }

    #[test]
    fn what_nobody_waits_for_is_not_done() {
        let connection = table();
        let (abandoned, answer) = command(insert(1));
        drop(answer);
        commit(&connection, vec![abandoned]);
        assert!(rows(&connection).is_empty());
    }
}
