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
    let folded = fold(unknown);
    let length = folded.chars().count();
    let limit = (length / 3).clamp(1, 3);
    let distance = |name: &'a str| {
        let name = Some(name).filter(|name| name.len() <= QUOTED).map(fold)?;
        // Each character that one of both has more is a step by itself.
        let comparable = name.chars().count().abs_diff(length) <= limit;
        comparable.then(|| strsim::osa_distance(&folded, &name))
    };
    let measured = known.into_iter().filter_map(|name| Some((distance(name)?, name)));
    let mut near: Vec<_> =
        measured.filter(|(distance, name)| *distance <= limit && *name != unknown).collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// "did you mean `a`, `b` or `c`?", or nothing where no known name is near.
pub fn did_you_mean<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = nearest(unknown, known).iter().map(|name| format!("`{name}`")).collect();
    let (last, rest) = names.split_last()?;
    Some(match rest {
        [] => format!("did you mean {last}?"),
        rest => format!("did you mean {} or {last}?", rest.join(", ")),
    })
}

fn fold(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, nearest};

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
}
