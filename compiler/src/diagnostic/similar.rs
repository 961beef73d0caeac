//! Did you mean: the names nearest to one that is unknown (`ux.md` section 3c).

use super::quote::QUOTED;

/// Known names near an unknown one: at most three, best first.
///
/// Distance is optimal string alignment after folding case and `-` to `_`; at most a third of the
/// length, at least one, at most three. A name that would not be shown in full is near to none.
pub fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if unknown.len() > QUOTED {
        return Vec::new();
    }
    let folded: Vec<char> = fold(unknown).collect();
    let limit = (folded.len() / 3).clamp(1, 3);
    let mut other = Vec::new();
    let mut near = Vec::new();
    for name in known {
        // Most names are told apart by their length, before they are looked at.
        let too_long = name.len() > QUOTED || name.is_ascii() && name.len() > folded.len() + limit;
        if too_long || name.len() + limit < folded.len() || name == unknown {
            continue;
        }
        other.clear();
        other.extend(fold(name));
        if let Some(distance) = distance(&folded, &other, limit) {
            near.push((distance, name));
        }
    }
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// The distance of two folded names, if it is within the limit.
fn distance(one: &[char], other: &[char], limit: usize) -> Option<usize> {
    // What both begin or end with costs nothing, and most names of a catalog begin alike.
    let alike = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.get(alike..)?, other.get(alike..)?);
    let alike = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.get(..one.len() - alike)?, other.get(..other.len() - alike)?);
    if one.len().abs_diff(other.len()) > limit || surplus(one, other) > limit {
        return None;
    }
    let text = |part: &[char]| part.iter().collect::<String>();
    Some(strsim::osa_distance(&text(one), &text(other))).filter(|distance| *distance <= limit)
}

/// How many characters one of both has at least that the other lacks: each of them is a step by itself.
fn surplus(one: &[char], other: &[char]) -> usize {
    // Characters of one class may be taken for one another, which makes the surplus less.
    let mut balance = [0_i32; 64];
    for (part, weight) in [(one, 1), (other, -1)] {
        for c in part {
            if let Some(class) = balance.get_mut(*c as usize % 64) {
                *class += weight;
            }
        }
    }
    let more: i32 = balance.iter().map(|class| (*class).max(0)).sum();
    let less: i32 = balance.iter().map(|class| (-*class).max(0)).sum();
    usize::try_from(more.max(less)).unwrap_or_default()
}

/// "did you mean `a`, `b` or `c`?", or nothing where no known name is near.
pub fn did_you_mean<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    suggestion(&nearest(unknown, known))
}

/// The question of [`did_you_mean`] for names that are near.
pub(crate) fn suggestion(near: &[&str]) -> Option<String> {
    let names: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    let (last, rest) = names.split_last()?;
    Some(match rest {
        [] => format!("did you mean {last}?"),
        rest => format!("did you mean {} or {last}?", rest.join(", ")),
    })
}

/// The characters of a name, without what people do not tell apart.
fn fold(name: &str) -> impl Iterator<Item = char> {
    name.chars().flat_map(char::to_lowercase).map(|c| if c == '-' { '_' } else { c })
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, fold, nearest};
    use proptest::prelude::*;

    #[test]
    fn offers_the_nearest_first_and_nothing_far() {
        let known = ["orders", "order-lines", "customers", "order"];
        assert_eq!(nearest("oders", known), ["orders"]);
        assert_eq!(nearest("orderz", known), ["order", "orders"]);
        assert_eq!(nearest("Order_Lines", known), ["order-lines"]);
        assert!(nearest("shipments", known).is_empty());
        assert!(nearest("x", ["abc"]).is_empty());
        assert_eq!(did_you_mean("orderz", known).unwrap(), "did you mean `order` or `orders`?");
    }

    proptest! {
        #[test]
        fn no_near_name_is_missed(
            unknown in "[aB\u{130}_-]{0,12}",
            known in prop::collection::btree_set("[aB\u{130}_-]{0,12}", 0..5),
        ) {
            let fold = |name: &str| fold(name).collect::<String>();
            let limit = (fold(&unknown).chars().count() / 3).clamp(1, 3);
            let distance = |name: &str| strsim::osa_distance(&fold(&unknown), &fold(name));
            let within = known.iter().filter(|name| distance(name) <= limit && **name != unknown).count();
            prop_assert_eq!(nearest(&unknown, known.iter().map(String::as_str)).len(), within.min(3));
        }
    }
}
