//! How collections are stored, and how tasks are run.

use super::forms::{Any, Count, Duration, Flag, Text, mapping};
use schemars::JsonSchema;

/// A program in an image.
#[derive(JsonSchema)]
#[schemars(transform = mapping(""))]
pub(super) struct Connector {
    /// The name of the image. Images are never run.
    image: Text,
    /// Its configuration, or the path of a file that holds it.
    config: Any,
}

/// A command of this machine, which is never run.
#[derive(JsonSchema)]
#[schemars(transform = mapping(""))]
pub(super) struct Local {
    /// The command and its arguments.
    command: Any,
    /// Its configuration, or the path of a file that holds it.
    config: Any,
    /// Its environment.
    env: Any,
    /// Whether it is spoken to in protocol buffers.
    protobuf: Any,
}

/// How work is distributed.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", transform = mapping(""))]
pub(super) struct Shards {
    /// Whether the task is switched off.
    disable: Flag,
    /// How long a transaction lasts at least.
    min_txn_duration: Duration,
    /// How long a transaction lasts at most.
    max_txn_duration: Duration,
    /// How many processes stand by.
    hot_standbys: Count,
    /// How much is logged.
    log_level: Text,
    /// How many documents are read ahead.
    ring_buffer_size: Count,
    /// How many reads wait.
    read_channel_size: Count,
}

/// How documents are stored.
#[derive(JsonSchema)]
#[schemars(transform = mapping(""))]
pub(super) struct Journals {
    /// The files that hold them.
    fragments: Fragments,
}

/// The files that hold documents.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", transform = mapping(""))]
pub(super) struct Fragments {
    /// How they are compressed.
    compression_codec: Text,
    /// After which time a file ends.
    flush_interval: Duration,
    /// After which size a file ends.
    length: Any,
    /// How long they are kept.
    retention: Duration,
}
