"""Exhibits: what pictures of an audit are drawn from, collected only where a report draws some."""
