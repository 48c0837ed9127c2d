//! A simulated network in a process of its own, or a load of webhooks.
//!
//! `jackfield-networks --network line --webhook http://… --control 127.0.0.1:0` prints one line of JSON with its addresses
//! and runs until it is told to stop. `jackfield-networks load --network line --url http://…` prints what came of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use jackfield_networks::load::{Load, Plan, Run};
use jackfield_networks::{Account, Config, Control, Keep, Network, Receipts, Simulator, specs_folder};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::signal::unix::{SignalKind, signal};

const HELP: &str = "\
jackfield-networks --network whatsapp|line [...]     runs a simulator, prints its addresses as one line of JSON
  --webhook URL           where webhooks go; else where the business registers
  --webhook-root FILE     root certificate (PEM) of an https webhook
  --control 127.0.0.1:P   the control API (0: a free port); default 127.0.0.1:0
  --tls-port P            of the real host names; default a free one
  --plain-port P          of plain HTTP; default a free one
  --root FILE             writes the root certificate there
  --account FILE          JSON: address, business, number, name, secret, token, verify_token
  --seed N                of ids and chances; default 1
  --keep all|count        messages, or their number only; default all
  --receipts none|delivered|read   default delivered
  --window on|off         whether the service window closes; default on
  --specs FOLDER|off      specifications to check against; default beside the repository
  --threads N             default 1
  --leashed yes           ends when standard input closes
jackfield-networks load --network whatsapp|line --url URL [...]   posts webhooks, prints a report as JSON
  --webhooks N --consumers N --connections N --per-second N --text TEXT --seed N --insist yes --account FILE --threads N";

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "--help" || word == "-h") {
        println!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let load = words.first().is_some_and(|word| word == "load");
    if load {
        words.remove(0);
    }
    match run(load, &words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("jackfield-networks: {error}");
            ExitCode::FAILURE
        }
    }
}

type Failure = Box<dyn std::error::Error>;

/// Options, each with a value.
struct Options(BTreeMap<String, String>);

impl Options {
    fn of(words: &[String], known: &[&str]) -> Result<Options, Failure> {
        let mut options = BTreeMap::new();
        for pair in words.chunks(2) {
            let [name, value] = pair else {
                return Err(format!("`{}` needs a value; see --help", pair[0]).into());
            };
            let name = name.strip_prefix("--").filter(|name| known.contains(name));
            let name = name.ok_or_else(|| format!("no option `{}`; see --help", pair[0]))?;
            options.insert(name.to_owned(), value.clone());
        }
        Ok(Options(options))
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Failure> {
        let parse = |text: &String| text.parse().map_err(|_| format!("--{name}: `{text}` is no such value"));
        Ok(self.0.get(name).map(parse).transpose()?)
    }

    fn network(&self) -> Result<Network, Failure> {
        Ok(self
            .text("network")
            .ok_or("--network is missing; see --help")?
            .parse::<Network>()?)
    }

    fn account(&self, network: Network) -> Result<Account, Failure> {
        let Some(file) = self.text("account") else {
            return Ok(Account::of(network));
        };
        let told = serde_json::from_str::<serde_json::Value>(&std::fs::read_to_string(file)?)?;
        // What the file does not name stays as it is for this network.
        let mut account = serde_json::to_value(Account::of(network))?;
        for (member, value) in told.as_object().ok_or("the account is no JSON object")? {
            account[member] = value.clone();
        }
        Ok(serde_json::from_value(account)?)
    }
}

fn run(load: bool, words: &[String]) -> Result<(), Failure> {
    let known: &[&str] = if load {
        &[
            "network",
            "url",
            "webhooks",
            "consumers",
            "connections",
            "per-second",
            "text",
            "seed",
            "insist",
            "account",
            "threads",
        ]
    } else {
        &[
            "network",
            "webhook",
            "webhook-root",
            "control",
            "tls-port",
            "plain-port",
            "root",
            "account",
            "seed",
            "keep",
            "receipts",
            "window",
            "specs",
            "threads",
            "leashed",
        ]
    };
    let options = Options::of(words, known)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(options.parsed("threads")?.unwrap_or(1).max(1))
        .enable_all()
        .build()?;
    runtime.block_on(async {
        if load {
            post(&options).await
        } else {
            simulate(&options).await
        }
    })
}

fn config(options: &Options) -> Result<Config, Failure> {
    let network = options.network()?;
    let mut config = Config::new(network);
    config.account = options.account(network)?;
    config.webhook_url = options.text("webhook").map(str::to_owned);
    config.webhook_root = options.text("webhook-root").map(std::fs::read_to_string).transpose()?;
    config.seed = options.parsed("seed")?.unwrap_or(1);
    config.keep = match options.text("keep") {
        None | Some("all") => Keep::All,
        Some("count") => Keep::Count,
        Some(other) => return Err(format!("--keep: `{other}` is neither all nor count").into()),
    };
    config.receipts = match options.text("receipts") {
        Some("none") => Receipts::None,
        None | Some("delivered") => Receipts::Delivered,
        Some("read") => Receipts::Read,
        Some(other) => return Err(format!("--receipts: `{other}` is none, delivered or read").into()),
    };
    config.window = options.text("window") != Some("off");
    config.specs = match options.text("specs") {
        None => specs_folder(),
        Some("off") => None,
        Some(folder) => Some(PathBuf::from(folder)),
    };
    Ok(config)
}

async fn simulate(options: &Options) -> Result<(), Failure> {
    let config = config(options)?;
    let control_port = match options.text("control") {
        None => 0,
        Some(address) => match address.rsplit_once(':') {
            Some(("127.0.0.1" | "localhost", port)) => port.parse()?,
            _ => return Err("--control listens on 127.0.0.1 only".into()),
        },
    };
    let ports = (
        options.parsed("tls-port")?.unwrap_or(0),
        options.parsed("plain-port")?.unwrap_or(0),
    );
    let simulator = Arc::new(Simulator::start_at(config, ports.0, ports.1).await?);
    let control = Control::start(Arc::clone(&simulator), control_port).await?;
    if let Some(file) = options.text("root") {
        simulator.write_root(std::path::Path::new(file))?;
    }
    let told = json!({
        "network": simulator.config().network,
        "address": simulator.address(),
        "plain": simulator.plain_address(),
        "control": control.address(),
        "hosts": simulator.hosts(),
        "root_pem": simulator.root_pem(),
    });
    println!("{told}");
    until_told(options.text("leashed") == Some("yes")).await?;
    Ok(())
}

/// Ends at an interrupt, at a polite kill, and when standard input closes where that was wished for.
async fn until_told(leashed: bool) -> Result<(), Failure> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let leash = async {
        if !leashed {
            return std::future::pending().await;
        }
        let mut byte = [0; 64];
        let mut input = tokio::io::stdin();
        while input.read(&mut byte).await.is_ok_and(|read| read > 0) {}
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        () = leash => {}
    }
    Ok(())
}

async fn post(options: &Options) -> Result<(), Failure> {
    let network = options.network()?;
    let mut plan = Plan::new(network, options.text("url").ok_or("--url is missing; see --help")?);
    plan.account = options.account(network)?;
    plan.webhooks = options.parsed("webhooks")?.unwrap_or(plan.webhooks);
    plan.consumers = options.parsed("consumers")?.unwrap_or(plan.consumers);
    plan.seed = options.parsed("seed")?.unwrap_or(plan.seed);
    if let Some(text) = options.text("text") {
        text.clone_into(&mut plan.text);
    }
    let defaults = Run::default();
    let run = Run {
        connections: options.parsed("connections")?.unwrap_or(defaults.connections),
        per_second: options.parsed("per-second")?,
        insist: options.text("insist") == Some("yes"),
        ..defaults
    };
    let report = Load::prepare(&plan)?.run(&run).await;
    let mut told = serde_json::to_value(&report)?;
    told["per_second"] = json!(report.per_second().round());
    told["failed"] = json!(report.failed());
    println!("{told}");
    Ok(())
}
