//! Unions and intersections of shared shapes, each pair once.
//!
//! Schemas that refer to one another are graphs, and so are their shapes. Combining them as trees would cost
//! time that is exponential in their depth; with the results kept, a pair of parts is combined once.

use super::Shape;
use super::intersect::intersect;
use super::union::union;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The results of a pair, with the operands, which keep their addresses from being used again.
type Known = BTreeMap<(usize, usize), [Arc<Shape>; 3]>;

/// Combines shapes and keeps the results.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Algebra {
    intersections: Known,
    unions: Known,
}

impl Algebra {
    /// The shape of documents that are of both.
    pub(in crate::analysis) fn intersect(&mut self, left: &Arc<Shape>, right: &Arc<Shape>) -> Arc<Shape> {
        if Arc::ptr_eq(left, right) || right.is_anything() {
            return left.clone();
        }
        if left.is_anything() {
            return right.clone();
        }
        if let Some([_, _, result]) = self.intersections.get(&key(left, right)) {
            return result.clone();
        }
        let result = Arc::new(intersect(left, right, self));
        self.intersections.insert(key(left, right), [left.clone(), right.clone(), result.clone()]);
        result
    }

    /// The shape of documents that are of one of both.
    pub(in crate::analysis) fn union(&mut self, left: &Arc<Shape>, right: &Arc<Shape>) -> Arc<Shape> {
        if Arc::ptr_eq(left, right) {
            return left.clone();
        }
        if let Some([_, _, result]) = self.unions.get(&key(left, right)) {
            return result.clone();
        }
        let result = Arc::new(union(left, right, self));
        self.unions.insert(key(left, right), [left.clone(), right.clone(), result.clone()]);
        result
    }
}

fn key(left: &Arc<Shape>, right: &Arc<Shape>) -> (usize, usize) {
    (Arc::as_ptr(left).addr(), Arc::as_ptr(right).addr())
}
