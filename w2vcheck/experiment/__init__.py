"""Training and scoring: the ladder of baselines, the experiment as written, intervals."""
