//! How long texts of a key are, and how the bytes of an index are shared by them.

/// The characters of a key whose schema has no `maxLength` (`language.md` section 8.2).
pub(super) const KEY_LENGTH: u64 = 256;
/// The bytes of a character of UTF-8 at most, by which indexes count.
pub(super) const CHARACTER_BYTES: u64 = 4;

/// The bytes of a key in base64, of which four characters are three.
pub(super) fn binary_bytes(max_length: Option<u64>) -> u64 {
    max_length.map_or(KEY_LENGTH, |length| length.div_ceil(4).saturating_mul(3))
}

/// What a text gets that wants a number of bytes, or as many as there are: each gets a fair part of the whole, and
/// what some leave over is for the others. The order is that of the texts.
pub(super) fn share(wanted: &[Option<u64>], bytes: u64) -> Vec<u64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|at| wanted.get(*at).copied().flatten().unwrap_or(u64::MAX));
    let mut parts = vec![0; wanted.len()];
    let (mut left, mut open) = (bytes, wanted.len() as u64);
    for at in order {
        let fair = left / open.max(1);
        let part = wanted.get(at).copied().flatten().unwrap_or(u64::MAX).min(fair);
        if let Some(slot) = parts.get_mut(at) {
            *slot = part;
        }
        left -= part;
        open -= 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn what_short_texts_leave_is_for_long_ones() {
        assert_eq!(share(&[None], 900), [900]);
        assert_eq!(share(&[None, None], 900), [450, 450]);
        assert_eq!(share(&[Some(2000), Some(40), Some(40)], 3072), [2000, 40, 40]);
        assert_eq!(share(&[Some(5000), None, Some(72)], 3072), [1500, 1500, 72]);
        assert_eq!(share(&[], 900), [0; 0]);
    }
}
