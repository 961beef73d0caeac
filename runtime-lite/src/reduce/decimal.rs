//! Decimals of any precision, for sums of numbers in strings (`language.md` section 6.2).
//!
//! They are added digit by digit; a sum keeps as many digits after the point as the longer of its terms.

use std::cmp::Ordering;
use std::fmt;

/// How many digits a decimal may have. Exponents could ask for any number of them.
const MAX_DIGITS: usize = 4096;

/// A decimal number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    /// Digits from the greatest, without zeros in front.
    digits: Vec<u8>,
    /// How many of the digits follow the point.
    scale: usize,
}

/// Why a text is no decimal that can be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecimalError {
    /// It is not written as the format `number` has it.
    NotANumber,
    /// It has too many digits.
    TooLong,
}

impl Decimal {
    /// Reads a sign, digits, a fraction and an exponent: what the formats `integer` and `number` allow.
    pub(crate) fn parse(text: &str) -> Result<Decimal, DecimalError> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent),
            None => (text, "0"),
        };
        let negative = mantissa.starts_with('-');
        let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((_, "")) => return Err(DecimalError::NotANumber),
            Some((whole, fraction)) => (whole, fraction),
            None => (unsigned, ""),
        };
        let exponent_digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if !is_digits(whole) || !(fraction.is_empty() || is_digits(fraction)) || !is_digits(exponent_digits) {
            return Err(DecimalError::NotANumber);
        }
        if whole.len() + fraction.len() > MAX_DIGITS {
            return Err(DecimalError::TooLong);
        }
        let exponent: i64 = exponent.parse().map_err(|_| DecimalError::TooLong)?;
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|byte| byte - b'0').collect();
        // The bounds of both numbers keep their difference within 64 bits.
        let scale =
            i64::try_from(fraction.len()).map_err(|_| DecimalError::TooLong)?.saturating_sub(exponent);
        let scale = match usize::try_from(scale) {
            Ok(scale) => scale,
            Err(_) => {
                let zeros = usize::try_from(scale.unsigned_abs()).map_err(|_| DecimalError::TooLong)?;
                if zeros > MAX_DIGITS {
                    return Err(DecimalError::TooLong);
                }
                digits.resize(digits.len() + zeros, 0);
                0
            }
        };
        Decimal { negative, digits, scale }.bounded().ok_or(DecimalError::TooLong)
    }

    /// The exact sum; nothing if it has too many digits.
    pub(crate) fn add(&self, other: &Decimal) -> Option<Decimal> {
        let scale = self.scale.max(other.scale);
        let (left, right) = (self.aligned(scale), other.aligned(scale));
        let sum = if self.negative == other.negative {
            Decimal { negative: self.negative, digits: add(&left, &right), scale }
        } else {
            match left.len().cmp(&right.len()).then_with(|| left.cmp(&right)) {
                Ordering::Less => {
                    Decimal { negative: other.negative, digits: subtract(&right, &left), scale }
                }
                Ordering::Equal | Ordering::Greater => {
                    Decimal { negative: self.negative, digits: subtract(&left, &right), scale }
                }
            }
        };
        sum.bounded()
    }

    /// The digits, with as many after the point as given.
    fn aligned(&self, scale: usize) -> Vec<u8> {
        let mut digits = self.digits.clone();
        digits.resize(digits.len() + scale - self.scale, 0);
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        digits.split_off(zeros)
    }

    fn bounded(mut self) -> Option<Decimal> {
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        self.negative &= !self.digits.is_empty();
        (self.digits.len() <= MAX_DIGITS && self.scale <= MAX_DIGITS).then_some(self)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        let zeros = (self.scale + 1).saturating_sub(self.digits.len());
        let digits: String = std::iter::repeat_n(0, zeros)
            .chain(self.digits.iter().copied())
            .map(|d| char::from(b'0' + d))
            .collect();
        let (whole, fraction) = digits.split_at(digits.len() - self.scale);
        match fraction {
            "" => f.write_str(whole),
            fraction => write!(f, "{whole}.{fraction}"),
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The sum of two lists of digits.
fn add(left: &[u8], right: &[u8]) -> Vec<u8> {
    let mut sum = Vec::with_capacity(left.len().max(right.len()) + 1);
    let (mut left, mut right, mut carry) = (left.iter().rev(), right.iter().rev(), 0);
    loop {
        let (a, b) = (left.next(), right.next());
        if a.is_none() && b.is_none() {
            break;
        }
        let digit = a.copied().unwrap_or(0) + b.copied().unwrap_or(0) + carry;
        sum.push(digit % 10);
        carry = digit / 10;
    }
    sum.push(carry);
    sum.reverse();
    sum
}

/// The difference of two lists of digits of which the first is not smaller.
fn subtract(left: &[u8], right: &[u8]) -> Vec<u8> {
    let mut difference = Vec::with_capacity(left.len());
    let (mut right, mut borrow) = (right.iter().rev(), 0);
    for digit in left.iter().rev() {
        let minuend = digit + 10;
        let rest = minuend - right.next().copied().unwrap_or(0) - borrow;
        difference.push(rest % 10);
        borrow = u8::from(rest < 10);
    }
    difference.reverse();
    difference
}

#[cfg(test)]
mod tests {
    use super::{Decimal, DecimalError};
    use proptest::prelude::*;

    fn sum(left: &str, right: &str) -> String {
        Decimal::parse(left).unwrap().add(&Decimal::parse(right).unwrap()).unwrap().to_string()
    }

    #[test]
    fn adds_without_rounding() {
        assert_eq!(sum("0.1", "0.2"), "0.3");
        assert_eq!(sum("99999999999999999999", "1"), "100000000000000000000");
        assert_eq!(sum("1.50", "-1.5"), "0.00");
        assert_eq!(sum("-0.05", "0.049"), "-0.001");
        assert_eq!(sum("1e3", "25E-2"), "1000.25");
        assert_eq!(sum("+007", "-10"), "-3");
        assert_eq!(sum("0e9", "-0"), "0");
    }

    #[test]
    fn refuses_what_is_no_number_and_what_is_too_long() {
        for text in ["", "-", "1.", ".5", "1e", "e1", "0x1", " 1", "١", "1.2.3", "--1", "NaN"] {
            assert_eq!(Decimal::parse(text), Err(DecimalError::NotANumber), "{text}");
        }
        for text in ["1e5000", "1e-5000", "1e99999999999999999999", "1e-9223372036854775808"] {
            assert_eq!(Decimal::parse(text), Err(DecimalError::TooLong), "{text}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_integers(left in any::<i64>(), right in any::<i64>(), places in 0..6_u32) {
            let scaled = |n: i64| format!("{n}e-{places}");
            let total = Decimal::parse(&format!("{}e-{places}", i128::from(left) + i128::from(right))).unwrap();
            prop_assert_eq!(sum(&scaled(left), &scaled(right)), total.to_string());
        }

        #[test]
        fn never_panics(text in "[-+]?[0-9]{0,3}[.]?[0-9]{0,3}([eE][-+]?[0-9]{0,5})?") {
            if let Ok(decimal) = Decimal::parse(&text) {
                prop_assert_eq!(Decimal::parse(&decimal.to_string()).unwrap().add(&decimal).is_some(), true);
            }
        }
    }
}
