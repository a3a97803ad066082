"""Rules about the classifier and its loss."""
