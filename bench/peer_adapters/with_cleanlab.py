"""cleanlab's Datalab on every folder of tables named on the command line, given features and out-of-fold probabilities."""

import csv
import json
import sys
from pathlib import Path

from cleanlab import Datalab
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

told = {}
for folder in map(Path, sys.argv[1:]):
    with (folder / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
    try:
        matrix = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
        features = TruncatedSVD(50, random_state=0).fit_transform(matrix)
        probabilities = cross_val_predict(LogisticRegression(C=10, max_iter=300), matrix, labels, cv=5, method="predict_proba")
        lab = Datalab({"text": texts, "label": labels}, label_name="label", verbosity=0)
        lab.find_issues(features=features, pred_probs=probabilities)
        summary = lab.get_issue_summary()
        told[folder.name] = {str(name): int(n) for name, n in zip(summary["issue_type"], summary["num_issues"], strict=True) if n}
    except Exception as error:  # noqa: BLE001 - what fails is reported, the other tables go on
        told[folder.name] = {f"fails: {type(error).__name__}": 1}
print(json.dumps(told))
