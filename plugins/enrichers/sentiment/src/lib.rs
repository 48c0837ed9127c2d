//! Scores the sentiment of consumer messages with a lexicon.
