"""Rules about the vocabulary and the word vectors."""
