//! Combines a file of JSON lines by `/key`, partitioned by `/region`, with full validation; for measuring.
//!
//! usage: combine SCHEMA DOCUMENTS [read|parse|validate|partial|full]
//!
//! The last word is how far it goes; without it documents are combined fully. It prints a line with what it did.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program for developers reads its files"
)]

use runtime_lite::{
    Combine, Key, KeyPart, Mode, PartitionField, PartitionType, Partitions, Pointer, Reducer,
    ValidatorOptions,
};
use serde_json::Value;
use std::io::{BufRead, BufReader};

// As the command line does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let schema =
        arguments.next().ok_or("usage: combine SCHEMA DOCUMENTS [read|parse|validate|partial|full]")?;
    let documents = arguments.next().ok_or("there are no documents")?;
    let until = arguments.next().unwrap_or_else(|| "full".to_owned());
    let reducer = Reducer::new(
        &serde_json::from_str(&std::fs::read_to_string(schema)?)?,
        &ValidatorOptions::default(),
    )?;
    let key = Key::of([Pointer::parse("/key")?]);
    let part = KeyPart { pointer: Pointer::parse("/region")?, default: None };
    let region = PartitionField { field: "region".to_owned(), part, kind: PartitionType::String };
    let partitions = Partitions::new(vec![region]);
    let mode = if until == "full" { Mode::Full } else { Mode::Partial };
    let mut combine = Combine::new(&reducer, &key, &partitions, mode);
    let (mut line, mut read, mut valid) = (String::new(), 0_u64, 0_u64);
    let mut file = BufReader::with_capacity(1 << 20, std::fs::File::open(documents)?);
    while file.read_line(&mut line)? > 0 {
        read += 1;
        if until != "read" {
            let document: Value = serde_json::from_str(&line)?;
            match until.as_str() {
                "parse" => valid += u64::from(document.is_object()),
                "validate" => valid += u64::from(reducer.validator().is_valid(&document)),
                _ => combine.push(document)?,
            }
        }
        line.clear();
    }
    let combined = combine.finish()?;
    let count: u64 = combined.iter().filter_map(|one| one.document.get("n")?.as_u64()).sum();
    println!("read {read}, valid {valid}, combined into {} of {count}", combined.len());
    Ok(())
}
