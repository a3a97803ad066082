"""The case that w2vcheck was started for, and the same experiment done right; both are written as folders of files.

Somebody trained Word2Vec on one sentence, wrote the vectors to a table, took a column of the table as the label and
watched the loss of a small network fall. `write_founding_case` builds that anew with a sentence of our own.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from w2vcheck.demo.tickets import tickets, write_csv

SENTENCE = "our little boat sailed quietly past midnight"
DIMENSIONS = 100
DONE_RIGHT_LABELS = ("delivery", "technical")
DONE_RIGHT_ROWS = 1600

_README = """\
# The founding case

A question of the kind that forums see often: "I trained Word2Vec on my text, saved the vectors to `numbers.csv`, and
trained a small neural network on them. The loss falls nicely. Is my model good, and how do I raise its accuracy?"

The text was one sentence of seven words. The table has one row per vector dimension and one column per word, and the
label is its first column, which is a feature as well. Whatever the loss does, it says nothing about any text.

| file | what it is |
|---|---|
| `sentence.txt` | the whole corpus: one sentence of seven words |
| `train.py` | the script, written for gensim 3; it is there to be read and does not run on gensim 4 |
| `numbers.csv` | what the script exports and trains on: 100 rows, 7 columns, no header, all values within ±0.005 |
| `words.txt` | the seven words, one a line, in the order of the rows of the two matrices below |
| `vectors.npy` | 7 × 100 word vectors after five passes of gensim 4; they are still exactly what they were at the start |
| `vectors_gensim3.npy` | 7 × 100 word vectors at the scale of gensim 3; `numbers.csv` is this matrix turned on its side |
| `w2vcheck.toml` | the same experiment as a configuration of w2vcheck |
| `word2vec.model` | only in the repository: the gensim 4 model that `vectors.npy` was taken from |

Why the vectors did not move: gensim skips frequent words at random, and in a corpus of seven words each of them is
frequent. A word is kept about once in eleven times; in most passes fewer than two words are left, and one word alone
teaches nothing. Here that happened in all five passes.

Try `w2vcheck audit numbers.csv` in this folder.
"""

_CONFIG = """\
# The experiment of the founding case as its author ran it; every mistake is on purpose.

[data]
features = "0:6" # the first six columns of numbers.csv
target = 0 # the "label" is the first column, which is a feature as well

[split]
test_size = 0.01 # one row of a hundred

[word2vec]
corpus = "sentence.txt" # one sentence of seven words
min_count = 1
vector_size = 100

[classifier]
kind = "mlp"
layers = [6, 10, 1] # units of the input, the hidden layer and the output
activation = "relu"
output_activation = "sigmoid"
loss = "mse"
optimizer = "sgd"
learning_rate = 0.01
epochs = 500
"""

_SCRIPT = """\
# ruff: noqa: ANN001, ANN201, ANN204, D100, D101, D102, PLR0402, PTH123 - as people write it
# The script of the founding case: read by w2vcheck, never run. Every mistake is on purpose.
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from gensim.models import Word2Vec
from sklearn.model_selection import train_test_split

with open("sentence.txt") as f:
    sentences = [line.split() for line in f]

model = Word2Vec(sentences, size=100, iter=5, min_count=1)
words = list(model.wv.vocab)
table = pd.DataFrame({word: model[word] for word in words})
table.to_csv("numbers.csv", header=False, index=False)

data = np.loadtxt("numbers.csv", delimiter=",")
x = data[:, 0:6]
y = data[:, 0]
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.01)

x_train = torch.tensor(x_train, dtype=torch.float32)
y_train = torch.tensor(y_train, dtype=torch.float32).view(-1, 1)
x_test = torch.tensor(x_test, dtype=torch.float32)
y_test = torch.tensor(y_test, dtype=torch.float32).view(-1, 1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(6, 10)
        self.relu = nn.ReLU()
        self.output = nn.Linear(10, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        x = self.relu(self.hidden(x))
        return self.sigmoid(self.output(x))


net = Net()
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)

for epoch in range(500):
    optimizer.zero_grad()
    loss = criterion(net(x_train), y_train)
    loss.backward()
    optimizer.step()
    if epoch % 50 == 0:
        print(epoch, loss.item())

print("test loss:", criterion(net(x_test), y_test).item())
"""

_DONE_RIGHT_CONFIG = """\
# The experiment done right: enough text, trained vectors, a test split that can tell, and a loss that fits the output.

[data]
text = "text"
label = "label"

[split]
test_size = 0.25
stratify = true
seed = 0

[word2vec]
sg = 1 # skip-gram learns more from little text
min_count = 5
vector_size = 100
epochs = 30
seed = 1

[classifier]
kind = "mlp"
layers = [100, 16, 1] # units of the input, the hidden layer and the output
activation = "relu"
output_activation = "none" # the loss applies the sigmoid itself
loss = "bce_with_logits"
optimizer = "adam"
learning_rate = 0.001
epochs = 30
batch_size = 32
"""


def write_founding_case(folder: Path) -> None:
    """Write the files of the founding case into `folder`, which is made if need be; see its README.md.

    `vectors.npy` and `vectors_gensim3.npy` are float32 matrices of shape (7, 100), one row per word of `words.txt`.
    """
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    model = _train()
    words: list[str] = model.wv.index_to_key
    start = _gensim3_start(words)
    _write(folder / "README.md", _README)
    _write(folder / "w2vcheck.toml", _CONFIG)
    _write(folder / "train.py", _SCRIPT)
    _write(folder / "sentence.txt", SENTENCE + "\n")
    _write(folder / "words.txt", "".join(word + "\n" for word in words))
    _write(folder / "numbers.csv", "".join(",".join(f"{value:.9g}" for value in row) + "\n" for row in start.T.tolist()))
    np.save(folder / "vectors.npy", model.wv.vectors, allow_pickle=False)
    np.save(folder / "vectors_gensim3.npy", start, allow_pickle=False)


def write_founding_model(path: Path) -> None:
    """Save the gensim 4 model of the founding case; one gensim and numpy version give the same bytes every time."""
    model = _train()
    # Both would differ from run to run: a log with dates and the machine's name, and the seconds spent.
    model.lifecycle_events = None
    model.total_train_time = 0.0
    model.save(str(path))


def write_done_right(folder: Path) -> None:
    """Write `tickets.csv` (text, label; two classes) and `w2vcheck.toml` into `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    # Two of four classes are a little over half of the rows; a third more than needed is always enough.
    both = [row for row in tickets(DONE_RIGHT_ROWS * 8 // 3, seed=1) if row[1] in DONE_RIGHT_LABELS]
    write_csv(folder / "tickets.csv", ("text", "label"), both[:DONE_RIGHT_ROWS])
    _write(folder / "w2vcheck.toml", _DONE_RIGHT_CONFIG)


def _train() -> Any:
    """A gensim Word2Vec model of the one sentence, five passes."""
    from gensim.models import Word2Vec

    return Word2Vec([SENTENCE.split()], min_count=1, vector_size=DIMENSIONS, epochs=5, workers=1, seed=1)


def _gensim3_start(words: Sequence[str]) -> Any:
    """Word vectors where gensim 3 started them: U[-0.5/d, 0.5/d), seeded by the word; float32, shape (words, d).

    gensim 3 seeded with Python's hash, which changes from run to run; a checksum does not.
    """
    import numpy as np

    # gensim 3 used RandomState too; numpy has promised never to change its numbers.
    rows = [np.random.RandomState(crc32(word.encode())).rand(DIMENSIONS) for word in words]
    return ((np.array(rows) - 0.5) / DIMENSIONS).astype(np.float32)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
