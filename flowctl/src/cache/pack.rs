//! The file of a project's cache: trees as bytes under their keys, each key once.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | [`MAGIC`], which also is the version of this form |
//! | 4 | CRC-32 of all that follows |
//! | 4 | number of trees |
//! | 36 each | key, length of the tree |
//! | rest | the trees, in this order: those that were used last come first |
//!
//! Numbers are little-endian.

use std::collections::HashMap;
use std::ops::Range;

const MAGIC: &[u8; 8] = b"flowpk02";
/// Where the sum begins, and what it is a sum of.
const SUM: Range<usize> = 8..12;
/// Where the list of keys begins.
const KEYS: usize = 16;
/// The bytes of a key and a length.
const LISTED: usize = 36;

pub(super) type Key = [u8; 32];

/// A pack that was read.
#[derive(Debug, Default)]
pub(super) struct Pack {
    bytes: Vec<u8>,
    /// Where each tree is, in the order of the file.
    trees: Vec<(Key, Range<usize>)>,
    by_key: HashMap<Key, usize>,
}

impl Pack {
    /// Reads a pack; nothing where the bytes are none, or are damaged.
    pub(super) fn read(bytes: Vec<u8>) -> Option<Pack> {
        let number = |range: Range<usize>| Some(u32::from_le_bytes(bytes.get(range)?.try_into().ok()?));
        let sum = number(SUM)?;
        if !bytes.starts_with(MAGIC) || crc32fast::hash(bytes.get(SUM.end..)?) != sum {
            return None;
        }
        let count = usize::try_from(number(SUM.end..KEYS)?).ok()?;
        let mut end = KEYS + count.checked_mul(LISTED)?;
        let mut trees = Vec::new();
        for listed in bytes.get(KEYS..end)?.chunks_exact(LISTED) {
            let (key, length) = listed.split_first_chunk()?;
            let start = end;
            end += usize::try_from(u32::from_le_bytes(length.try_into().ok()?)).ok()?;
            trees.push((*key, start..end));
        }
        let by_key = trees.iter().enumerate().map(|(at, (key, _))| (*key, at)).collect();
        (end == bytes.len()).then_some(Pack { bytes, trees, by_key })
    }

    /// The bytes of a pack of trees.
    pub(super) fn write(trees: &[(Key, &[u8])]) -> Vec<u8> {
        let size = KEYS + trees.iter().map(|(_, tree)| LISTED + tree.len()).sum::<usize>();
        let mut bytes = Vec::with_capacity(size);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&[0; 4]);
        bytes.extend_from_slice(&length(trees.len()));
        for (key, tree) in trees {
            bytes.extend_from_slice(key);
            bytes.extend_from_slice(&length(tree.len()));
        }
        trees.iter().for_each(|(_, tree)| bytes.extend_from_slice(tree));
        let sum = bytes.get(SUM.end..).map(crc32fast::hash).unwrap_or_default();
        if let Some(place) = bytes.get_mut(SUM) {
            place.copy_from_slice(&sum.to_le_bytes());
        }
        bytes
    }

    /// How many trees there are.
    pub(super) fn len(&self) -> usize {
        self.trees.len()
    }

    /// Where in the order of the file a key is.
    pub(super) fn position(&self, key: &Key) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    /// The key and the tree at a position.
    pub(super) fn at(&self, position: usize) -> Option<(Key, &[u8])> {
        let (key, range) = self.trees.get(position)?;
        Some((*key, self.bytes.get(range.clone())?))
    }
}

/// A number of bytes or trees; a pack is bounded far below what this holds.
fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::Pack;

    #[test]
    fn packs_come_back_and_damage_is_found() {
        let trees: [([u8; 32], &[u8]); 3] = [([1; 32], b"one"), ([2; 32], b""), ([3; 32], b"three")];
        let bytes = Pack::write(&trees);
        let pack = Pack::read(bytes.clone()).unwrap();
        let found: Vec<_> = (0..pack.len()).filter_map(|at| pack.at(at)).collect();
        assert_eq!(found, trees);
        assert_eq!(pack.position(&[3; 32]), Some(2));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x20;
            assert!(Pack::read(damaged).is_none(), "byte {at}");
            assert!(Pack::read(bytes[..at].to_vec()).is_none(), "cut at {at}");
        }
    }
}
