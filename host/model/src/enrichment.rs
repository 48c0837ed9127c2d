//! In which order enrichers run: side by side where none needs what another finds.

use std::collections::BTreeSet;

/// What one enricher declares.
#[derive(Debug, Clone, Copy)]
pub struct Needs<'a> {
    /// Attribute keys and findings that it reads.
    pub reads: &'a [String],
    /// Those that it writes.
    pub writes: &'a [String],
}

/// Positions in `enrichers`, in stages: a stage runs side by side, after the stages before it.
///
/// Who reads what another writes runs later. Where two need each other, the first of the list goes first: an order that is the
/// same every time serves better than none.
#[must_use]
pub fn stages(enrichers: &[Needs<'_>]) -> Vec<Vec<usize>> {
    let mut waiting: BTreeSet<usize> = (0..enrichers.len()).collect();
    let mut stages = Vec::new();
    while let Some(first) = waiting.first().copied() {
        let ready: Vec<usize> = waiting
            .iter()
            .copied()
            .filter(|one| {
                !waiting
                    .iter()
                    .any(|other| other != one && needs(&enrichers[*one], &enrichers[*other]))
            })
            .collect();
        // A ring: its first member breaks it.
        let stage = if ready.is_empty() { vec![first] } else { ready };
        waiting.retain(|position| !stage.contains(position));
        stages.push(stage);
    }
    stages
}

fn needs(one: &Needs<'_>, other: &Needs<'_>) -> bool {
    one.reads.iter().any(|read| other.writes.contains(read))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(declared: &[(&[&str], &[&str])]) -> Vec<Vec<usize>> {
        let owned: Vec<(Vec<String>, Vec<String>)> = declared
            .iter()
            .map(|(reads, writes)| {
                let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
                (own(reads), own(writes))
            })
            .collect();
        let needs: Vec<Needs<'_>> = owned.iter().map(|(reads, writes)| Needs { reads, writes }).collect();
        stages(&needs)
    }

    #[test]
    fn who_reads_runs_after_who_writes_and_the_rest_side_by_side() {
        let declared: &[(&[&str], &[&str])] = &[
            (&["language"], &["intent"]),
            (&[], &["language"]),
            (&[], &["sentiment"]),
            (&["intent"], &[]),
        ];
        assert_eq!(order(declared), vec![vec![1, 2], vec![0], vec![3]]);
    }

    #[test]
    fn a_ring_is_broken_at_its_first_member() {
        let declared: &[(&[&str], &[&str])] = &[(&["a"], &["b"]), (&["b"], &["a"]), (&["a"], &["a"])];
        assert_eq!(order(declared), vec![vec![0], vec![1], vec![2]]);
    }

    #[test]
    fn nobody_is_nothing_to_do() {
        assert!(order(&[]).is_empty());
    }
}
