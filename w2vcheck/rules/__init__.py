"""The rules, one file each, in one folder a family. Nothing lists them: `w2vcheck.rule.load_rules` looks."""
