"""In continuous integration: what a finding is called from run to run."""
