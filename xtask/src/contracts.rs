//! `cargo xtask bench tests`: what contract tests cost, and the calls of lambdas within them, in CPU seconds of the
//! process alone.
//!
//! The tests are those of a synthetic catalog of ten thousand collections: all of it is compiled, and one of the tests
//! calls the lambda of each derivation. The calls are those of one inline lambda through the whole driver, each with
//! another document; what a run costs beside them is known from a run with few.

use crate::bench::{Cost, build, generate, remove};
use crate::workspace;
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;

/// Collections of the catalog of tests; every tenth has a test.
const COLLECTIONS: u32 = 10_000;
/// CPU seconds that its tests may take.
const LIMIT: f64 = 5.0;
/// Documents of the runs that call a lambda.
const CALLS: [u32; 2] = [20_000, 120_000];
/// Calls that are to be made in a CPU second.
const RATE: f64 = 60_000.0;

/// A catalog of one derivation.
const CATALOG: &str = "\
collections:
  - name: bench/orders
    key: [/id]
    schema:
      type: object
      required: [id, customer, status, amount, created_at, address, note]
      properties:
        id: { type: integer }
        customer: { type: string }
        status: { enum: [new, active, paused, closed] }
        amount: { type: number }
        created_at: { type: string, format: date-time }
        address:
          type: object
          required: [street, city]
          properties: { street: { type: string }, city: { type: string } }
        note: { type: string }
  - name: bench/bills
    key: [/id]
    schema:
      type: object
      required: [id, status, total]
      properties: { id: { type: integer }, status: { type: string }, total: { type: number } }
    derivation:
      transform:
        fromOrders:
          source: { name: bench/orders }
          publish:
            typescript: |
              if (source.status === 'closed') return [];
              return [{ id: source.id, status: source.status, total: source.amount * 2 }];
";

/// Measures tests and calls, and prints a table.
///
/// # Errors
/// A tool is missing, a command fails, or something takes more than its limit.
pub fn measure(root: &Path) -> Result<String, String> {
    let flowctl = build(root)?;
    let text = |path: &Path| path.to_str().map(str::to_owned).ok_or("the checkout is not named in UTF-8");
    let flowctl = text(&flowctl)?;
    let catalog = generate(root, COLLECTIONS)?;
    let folder = root.join("target/bench/lambdas");
    remove(&folder)?;
    let cost = |command: &[&str]| Cost::of(root, command, &folder.join("cache"));
    let tests = cost(&[&flowctl, "test", "--quiet", &text(&catalog)?])?;
    workspace::write(&folder, "flowctl.toml", "")?;
    workspace::write(&folder, "flow.yaml", CATALOG)?;
    let mut calls = Vec::new();
    for count in CALLS {
        let name = format!("orders-{count}.jsonl");
        workspace::write(&folder, &name, &orders(count))?;
        let fixture = text(&folder.join(&name))?;
        let place = text(&folder)?;
        calls
            .push(cost(&[&flowctl, "preview", "bench/bills", "--fixture", &fixture, "-n", "1", &place])?.cpu);
    }
    let [few, many] = calls.as_slice() else { return Err("a run is missing".to_owned()) };
    let rate = f64::from(CALLS[1] - CALLS[0]) / (many - few);
    let mebibytes = tests.rss / f64::from(1 << 20);
    let mut table = String::new();
    writeln!(
        table,
        "{} tests of {COLLECTIONS} collections: {:.2} cpu s, {:.2} wall s, {mebibytes:.0} MiB\n\
         calls of a lambda of TypeScript: {rate:.0} a cpu s ({few:.2} s for {}, {many:.2} s for {})",
        COLLECTIONS / 10,
        tests.cpu,
        tests.wall,
        CALLS[0],
        CALLS[1],
    )
    .map_err(|error| error.to_string())?;
    remove(&folder)?;
    match tests.cpu > LIMIT || rate < RATE {
        true => Err(format!("{table}\nwanted: at most {LIMIT} cpu s, and at least {RATE} calls")),
        false => Ok(table),
    }
}

/// Documents of some 400 bytes, a line each.
fn orders(count: u32) -> String {
    let mut lines = String::new();
    for id in 0..count {
        let status = ["new", "active", "paused", "active"].get(id as usize % 4).copied().unwrap_or_default();
        let note = format!("left with the neighbour of number {} ", id % 97).repeat(6);
        let order = json!({
            "id": id,
            "customer": format!("customer-{}", id % 5000),
            "status": status,
            "amount": f64::from(id % 1000) + 0.25,
            "created_at": format!("2024-05-06T07:{:02}:{:02}Z", id / 60 % 60, id % 60),
            "address": {"street": format!("{} Long Street", id % 300), "city": "Riverton"},
            "note": note,
            "source": "web",
        });
        let _ = writeln!(lines, "{order}");
    }
    lines
}
