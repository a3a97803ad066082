"""The parts of the script that `pipeline` puts together; braces are filled in there."""

HEADER = '''"""Train and score an honest text classifier on {source}.

Written by w2vcheck, to be read and changed. The model: {title}.
It should score about {figure}. What differs from the experiment as it was written:

{steps}
"""

{imports}

SEED = 0
'''

READ_CSV = """import csv
# Read the table; every cell is text.
{imports}
with {opened}({path}, "rt", encoding={encoding}, newline="") as file:
    rows = list(csv.DictReader(file, delimiter={separator}{names}))
"""

READ_JSON_LINES = """# Read the table: one JSON object a line.
import json
{imports}
with {opened}({path}, "rt", encoding={encoding}) as file:
    rows = [json.loads(line) for line in file if line.strip()]
"""

READ_PARQUET = """# Read the table.
import polars as pl

rows = pl.read_parquet({path}).to_dicts()
"""

TEXTS = '''import re
import unicodedata
# Cut the texts into words.
TEXT, TOKENS = {text}, {tokens}
MASKED = {masked}  # words that give the label away


def words_of(text):
    return [word for word in re.findall(r"{pattern}", text{lower}) if word not in MASKED]


texts = [str(row[TEXT] or "") for row in rows]
words = [words_of(str(row[TOKENS] or "")) for row in rows]


def key(text):
    """Copies of a text have the same key: case, Unicode form and white space do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


# Copies of a text are one group; an empty text is a group of its own.
groups = np.unique([key(text) or f"empty {{number}}" for number, text in enumerate(texts)], return_inverse=True)[1]
'''

FEATURES = """# Take the features; equal rows are one group.
FEATURES = {names}
matrix = np.array([[float(row[name]) for name in FEATURES] for row in rows])
groups = np.unique(matrix, axis=0, return_inverse=True)[1].ravel()
"""

GIVEN_SPLIT = """# Split as the column says; test rows that are copies of training rows are left out.
SPLIT = {split}
side = np.array([str(row[SPLIT]).strip().lower() for row in rows])
train = np.flatnonzero(np.isin(side, ["train", "training"]))
test_words = ["test", "testing", "eval", "holdout"]
if not np.isin(side, test_words).any():
    test_words = ["valid", "validation", "val", "dev"]
test = np.flatnonzero(np.isin(side, test_words))
test = test[~np.isin(groups[test], groups[train])]
folds = [(train, test)]
"""

CROSS_VALIDATION = """# Cross-validation: every class in every fold, copies of a row on one side.
from sklearn.model_selection import StratifiedGroupKFold

splitter = StratifiedGroupKFold(n_splits=5, shuffle=True, random_state=SEED)
folds = list(splitter.split(groups, labels, groups))
"""

TFIDF = '''# The model: TF-IDF, fitted on the training rows alone, and logistic regression.
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline


def predict(train, test):
    """The labels that a model trained on these rows gives to those."""
    classifier = OneVsRestClassifier(LogisticRegression(C=10, solver="liblinear", random_state=SEED))
    model = make_pipeline(TfidfVectorizer(analyzer=list), classifier)
    model.fit([words[row] for row in train], labels[train])
    return model.predict([words[row] for row in test])
'''

WORD_VECTORS = '''# Word vectors, trained on the training rows alone; a text is the {pooling} of its words.
from gensim.models import Word2Vec


def vectors_of(train):
    """One vector a text, shape (rows, vector_size); a text without a known word is a row of zeros."""
    word2vec = Word2Vec([words[row] for row in train], {settings}, workers=1)
    matrix = np.zeros((len(words), word2vec.vector_size), dtype=np.float32)
    for row, text in enumerate(words):
        known = [word2vec.wv[word] for word in text if word in word2vec.wv]
        if known:
            matrix[row] = np.{pooling}(known, axis=0)
    return matrix


'''

SCIKIT_LEARN = '''# The model: {title}.
{imports}


def predict(train, test):
    """The labels that a model trained on these rows gives to those."""
    inputs = {inputs}
    model = {made}
    model.fit(inputs[train], labels[train])
    return model.predict(inputs[test])
'''

NETWORK = '''# The network: raw scores and the loss that belongs to them.
import torch
from torch import nn

names, answers = np.unique(labels, return_inverse=True)


def predict(train, test):
    """The labels that a network trained on these rows gives to those."""
    torch.manual_seed(SEED)
    inputs = torch.tensor({inputs}, dtype=torch.float32)
    targets = {targets}
    network = nn.Sequential(
        {layers},
    )
    loss = {loss}
    optimizer = {optimizer}
    network.train()
    for _ in range({epochs}):
        for batch in torch.randperm(len(train)).split({batch}):
            optimizer.zero_grad()
            loss(network(inputs[train[batch]]), targets[batch]).backward()
            optimizer.step()
    network.eval()
    with torch.no_grad():
        scores = network(inputs[test])
    return names[{decided}.numpy()]
'''

EVALUATION = """from sklearn.metrics import accuracy_score, f1_score

# Score on rows that the model has not seen.
truth, predicted = [], []
for train, test in folds:
    truth.append(labels[test])
    predicted.append(predict(train, test))
accuracy = np.mean([accuracy_score(one, other) for one, other in zip(truth, predicted)])
macro_f1 = np.mean([f1_score(one, other, average="macro") for one, other in zip(truth, predicted)])
print(f"accuracy {{accuracy:.3f}}, macro-F1 {{macro_f1:.3f}}  (w2vcheck measured {reported})")
"""
