"""Tables larger than the sample: an engine counts over all rows, and a stable sample of them is held."""
