//! How collections are stored, and how tasks are run.

use super::forms::{Any, mapping};
use schemars::JsonSchema;

/// A program in an image.
#[derive(JsonSchema)]
#[schemars(transform = mapping(""))]
pub(super) struct Connector {
    /// The name of the image. Images are never run.
    image: Any,
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
    disable: Any,
    /// How long a transaction lasts at least.
    min_txn_duration: Any,
    /// How long a transaction lasts at most.
    max_txn_duration: Any,
    /// How many processes stand by.
    hot_standbys: Any,
    /// How much is logged.
    log_level: Any,
    /// How many documents are read ahead.
    ring_buffer_size: Any,
    /// How many reads wait.
    read_channel_size: Any,
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
    compression_codec: Any,
    /// After which time a file ends.
    flush_interval: Any,
    /// After which size a file ends.
    length: Any,
    /// How long they are kept.
    retention: Any,
}
