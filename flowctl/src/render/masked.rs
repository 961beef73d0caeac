//! Records of findings without secrets: what every format for programs is printed from.

use super::mask::Masks;
use compiler::Compilation;
use compiler::record::Record;

/// The findings of a compilation.
pub(super) fn records(compilation: &Compilation) -> Vec<Record> {
    let masks = Masks::new(compilation);
    let mut records = Record::all(compilation);
    for record in &mut records {
        let labels = record.places.iter_mut().flat_map(|place| [&mut place.label, &mut place.pointer]);
        let texts = labels.chain(&mut record.notes).chain(&mut record.help).chain(&mut record.entity);
        for text in texts.chain([&mut record.message]) {
            *text = masks.text(text);
        }
        // An edit with a mask in it would destroy what it hides.
        record.fix.take_if(|fix| {
            let texts = fix.edits.iter().map(|edit| &edit.text).chain([&fix.title]);
            texts.into_iter().any(|text| masks.text(text) != *text)
        });
    }
    records
}
