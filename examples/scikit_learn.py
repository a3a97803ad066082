"""Audit a scikit-learn pipeline with its texts and labels: `python examples/scikit_learn.py`."""

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import w2vcheck
from w2vcheck.demo.tickets import faulty_tickets
from w2vcheck.report.formats import View, render

rows, _ = faulty_tickets(600, seed=2)
texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
pipeline = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))

report = w2vcheck.audit_estimator(pipeline, texts, labels, ladder=False)

print(render(report, "terminal", View(width=100)))
