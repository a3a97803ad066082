"""In continuous integration: what a finding is called from run to run, what has been accepted, and what fails a build."""
