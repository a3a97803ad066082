"""deepchecks NLP on every folder of tables named on the command line: the conditions of its checks that do not pass."""

import csv
import json
import os
import sys
from pathlib import Path

os.environ["DISABLE_LATEST_VERSION_CHECK"] = "1"

from deepchecks.nlp import TextData
from deepchecks.nlp.checks import (
    ConflictingLabels,
    LabelDrift,
    SpecialCharacters,
    TextDuplicates,
    TrainTestSamplesMix,
)

WHOLE = (
    TextDuplicates().add_condition_ratio_less_or_equal(),
    ConflictingLabels().add_condition_ratio_of_conflicting_labels_less_or_equal(),
)
CHARACTERS = SpecialCharacters().add_condition_samples_ratio_w_special_characters_less_or_equal()
SPLIT = (
    TrainTestSamplesMix().add_condition_duplicates_ratio_less_or_equal(),
    LabelDrift().add_condition_drift_score_less_than(),
)


def data(path: Path) -> TextData:
    """A table as deepchecks wants it."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return TextData([row["text"] for row in rows], label=[row["label"] for row in rows], task_type="text_classification")


told = {}
for folder in map(Path, sys.argv[1:]):
    said: dict[str, int] = {}
    try:
        whole, train, test = (data(folder / f"{name}.csv") for name in ("all", "train", "test"))
        results = [check.run(whole) for check in WHOLE] + [check.run(train, test) for check in SPLIT]
        for result in results:
            if not result.passed_conditions():
                said[result.get_header()] = 1
    except Exception as error:  # noqa: BLE001 - what fails is reported, the other tables go on
        said[f"fails: {type(error).__name__}"] = 1
    told[folder.name] = said
print(json.dumps(told))
