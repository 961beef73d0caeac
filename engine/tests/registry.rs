//! The registry of hosts and its folder are the same.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use engine::HOSTS;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_file_of_the_folder_is_a_host_of_its_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/host");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = names
        .filter_map(|name| Some(name.strip_suffix(".rs")?.replace('_', "-")))
        .filter(|name| name != "mod")
        .collect();
    let hosts: BTreeSet<String> = HOSTS.iter().map(|host| host.name.to_owned()).collect();
    assert_eq!(files, hosts);
    assert_eq!(HOSTS.len(), hosts.len());
}
