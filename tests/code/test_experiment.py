import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from w2vcheck import Finding, audit
from w2vcheck.cli.app import app
from w2vcheck.code.evaluations import evaluations
from w2vcheck.code.experiment import WrittenExperiment, written_experiment
from w2vcheck.code.losses import losses
from w2vcheck.code.script import script
from w2vcheck.code.source import read_source, source_of
from w2vcheck.settings import load_settings

QUESTION = Path(__file__).parent.parent.parent / "fixtures" / "question"
TORCH = """
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

frame = pd.read_csv("data.csv")
loader = DataLoader(TensorDataset(x, y), batch_size=16)
net = nn.Sequential({layers})
criterion = nn.CrossEntropyLoss({loss})
optimizer = torch.optim.{optimizer}
for epoch in range({epochs}):
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = criterion(net(inputs), targets)
        loss.backward()
        optimizer.step()
{more}
"""
GIVEN = {
    "layers": "nn.Linear(10, 8), nn.ReLU(), nn.Linear(8, 3)",
    "loss": "",
    "optimizer": "Adam(net.parameters(), lr=0.01)",
    "epochs": "20",
    "more": "",
}


def read(text: str) -> WrittenExperiment:
    found = script(source_of(text, "train.py"))
    return written_experiment(found, losses(found), evaluations(found))


def test_the_founding_script_says_what_its_configuration_says() -> None:
    found = script(read_source(str(QUESTION / "train.py")))
    written = written_experiment(found, losses(found), evaluations(found))
    settings = load_settings(str(QUESTION / "w2vcheck.toml"), start=QUESTION)

    assert not written.unresolved
    values = dict(written.values)
    assert values.pop("source") == "numbers.csv"
    assert values.pop("word2vec.epochs") == 5  # gensim's default, which the configuration leaves out
    assert values == {key: value(settings, key) for key in settings.places if "." in key and not key.startswith("rules")}


def value(settings: object, key: str) -> object:
    for name in key.split("."):
        settings = getattr(settings, name)
    return settings


def test_every_setting_points_at_its_line() -> None:
    lines = (QUESTION / "train.py").read_text(encoding="utf-8").splitlines()
    found = script(read_source(str(QUESTION / "train.py")))
    places = written_experiment(found, losses(found), evaluations(found)).places

    at = {key: lines[(place.line or 0) - 1].strip() for key, place in places.items()}
    assert at["split.test_size"].endswith("train_test_split(x, y, test_size=0.01)")
    assert at["classifier.loss"] == "criterion = nn.MSELoss()"
    assert at["classifier.output_activation"] == "return self.sigmoid(self.output(x))"
    assert at["classifier.epochs"] == "for epoch in range(500):"
    assert at["data.features"] == "x = data[:, 0:6]"
    assert at["data.target"] == "y = data[:, 0]"


def test_a_network_with_batches() -> None:
    assert {
        key: read(TORCH.format(**GIVEN)).values[f"classifier.{key}"] for key in ("layers", "loss", "epochs", "batch_size")
    } == {
        "layers": (10, 8, 3),
        "loss": "cross_entropy",
        "epochs": 20,
        "batch_size": 16,
    }


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"layers": "nn.LSTM(10, 8), nn.Linear(8, 3)"}, "LSTM in line 9"),
        ({"layers": "nn.Linear(10, 8), nn.BatchNorm1d(8), nn.Linear(8, 3)"}, "BatchNorm1d"),
        ({"layers": "nn.Linear(10, width), nn.ReLU(), nn.Linear(width, 3)"}, "the width of a layer in line 9"),
        ({"layers": "nn.Linear(10, 8), nn.GELU(), nn.Linear(8, 3)"}, "the activations between the layers"),
        ({"loss": "weight=w"}, "weight= of the loss in line 10"),
        ({"optimizer": "SGD(net.parameters(), lr=0.1, momentum=0.9)"}, "momentum= of the optimiser in line 11"),
        ({"optimizer": "RMSprop(net.parameters())"}, "the optimiser RMSprop"),
        ({"optimizer": "Adam(net.parameters(), lr=rate)"}, "lr= of the optimiser in line 11"),
        ({"epochs": "epochs"}, "the number of epochs in line 12"),
        ({"more": "    torch.optim.lr_scheduler.StepLR(optimizer, 3).step()"}, "the learning rate schedule in line 18"),
        ({"more": "    if loss < best:\n        break"}, "the training in line 12 may stop early"),
    ],
)
def test_what_cannot_be_reproduced_is_said_and_not_approximated(changed: dict[str, str], reason: str) -> None:
    written = read(TORCH.format(**{**GIVEN, **changed}))

    assert reason in written.unresolved["classifier"]
    assert not [key for key in written.values if key.startswith("classifier")]


def test_scaled_features_are_not_taken_for_plain_ones() -> None:
    written = read(
        "from sklearn.linear_model import LogisticRegression\nfrom sklearn.preprocessing import StandardScaler\n"
        "LogisticRegression().fit(StandardScaler().fit_transform(x), y)\n"
    )

    assert written.unresolved == {"classifier": "the features pass StandardScaler in line 3"}


def test_texts_and_word_vectors() -> None:
    written = read(
        "import pandas as pd\nfrom gensim.models import Word2Vec\nfrom sklearn.model_selection import train_test_split\n"
        "frame = pd.read_csv('mail.csv')\n"
        "train, test = train_test_split(frame, test_size=0.3, stratify=frame['queue'], random_state=4)\n"
        "model = Word2Vec([t.lower().split() for t in train['body']], size=50, window=4, sg=1, iter=9)\n"
    )

    assert written.values == {
        "split.test_size": 0.3,
        "split.stratify": True,
        "split.seed": 4,
        "word2vec.vector_size": 50,
        "word2vec.window": 4,
        "word2vec.sg": 1,
        "word2vec.epochs": 9,
        "data.text": "body",
        "source": "mail.csv",
        "tokens.tokenizer": "whitespace",
        "tokens.lowercase": True,
    }


@pytest.mark.slow
def test_the_audit_by_script_gives_the_figures_of_the_audit_by_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(QUESTION)

    by_script, by_configuration = audit("numbers.csv", script="train.py"), audit("numbers.csv", config="w2vcheck.toml")

    figures = [
        [(one.code, one.severity, one.message, one.measure) for one in report.findings]
        for report in (by_script, by_configuration)
    ]
    assert figures[0] == figures[1]
    assert by_script.measures == by_configuration.measures
    assert [one.loss for one in by_script.experiments] == [one.loss for one in by_configuration.experiments]
    files = {place.file for one in by_script.findings for place in one.locations}
    assert files == {"train.py", "numbers.csv"}


def figures(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.severity, finding.message, finding.measure


def test_an_audit_says_why_the_script_is_not_reproduced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "w2vcheck.toml").touch()
    (tmp_path / "data.csv").write_text("a,b,label\n" + "1,2,x\n3,4,y\n5,6,x\n" * 10, encoding="utf-8")
    (tmp_path / "train.py").write_text(TORCH.format(**GIVEN | {"optimizer": "RMSprop(net.parameters())"}), encoding="utf-8")

    result = CliRunner().invoke(app, ["audit", "--script", "train.py", "--no-ladder", "--format", "json"])

    report = json.loads(result.stdout)
    (reason,) = [entry["reason"] for entry in report["skipped"] if entry["name"] == "as-written"]
    assert "RMSprop" in reason


def test_a_script_that_is_not_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(app, ["audit", "data.csv", "--script", "train.py"])

    assert result.exit_code != 0


def test_a_value_that_the_settings_refuse_leaves_its_table_unresolved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "w2vcheck.toml").touch()
    (tmp_path / "data.csv").write_text("a,b,label\n" + "1,2,x\n3,4,y\n5,6,x\n" * 10, encoding="utf-8")
    (tmp_path / "train.py").write_text(TORCH.format(**GIVEN | {"epochs": "0"}), encoding="utf-8")

    report = audit(script="train.py", ladder=False)

    (reason,) = [entry.reason for entry in report.skipped if entry.name == "as-written"]
    assert reason == "classifier.epochs is 0, and a whole number of at least 1 for classifier.epochs is expected"
