"""The remedies that rules offer: each the smallest change of the experiment that undoes one fault."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.features import Features
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.data.vocabulary import TrainingText
from w2vcheck.embedding.budget import NO_SETTINGS
from w2vcheck.embedding.reference import TRAINED_WORDS, plan
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.experiment.as_written import Inputs
from w2vcheck.experiment.evaluation import FEWEST_ROWS, LIKELY, WIDEST, held_out_as_large, resplit_folds
from w2vcheck.experiment.folds import Folds
from w2vcheck.experiment.loss_comparison import fitting
from w2vcheck.fits import Fits, of_sentences
from w2vcheck.intervals import wilson_width
from w2vcheck.model.config import LossTargets, ModelConfig
from w2vcheck.remedy import NothingToUndo, Remedy, Stage
from w2vcheck.settings import Settings
from w2vcheck.wording import count, listing, percent


@provider("")
def follow_the_width(config: ModelConfig, inputs: Inputs) -> ModelConfig:
    """The configured classifier with a first layer as wide as what it is now fed."""
    width = inputs.matrix.shape[1]
    return replace(config, inputs=width, layers=(width, *config.layers[1:]))


def without_columns(names: Sequence[str]) -> Remedy:
    """Leave these feature columns out."""

    @provider("")
    def narrower(features: Features) -> Features:
        kept = [position for position, name in enumerate(features.names) if name not in names]
        if not kept:
            raise Unavailable("no feature would be left")
        return Features(tuple(features.names[position] for position in kept), features.matrix[:, kept])

    says = f"without the {'column' if len(names) == 1 else 'columns'} {listing(names)}"
    return Remedy(Stage.LEAKAGE, says, (narrower, follow_the_width))


def without_words(words: Sequence[str]) -> Remedy:
    """Make the texts of all words but these; the vectors of the others stay as they were trained."""

    @provider("")
    def muted(tokens: Tokens) -> Tokens:
        gone = np.isin(tokens.types, list(words))
        return replace(tokens, muted=gone if tokens.muted is None else gone | tokens.muted)

    says = f"without the {'word' if len(words) == 1 else 'words'} {listing(words, most=3)}"
    return Remedy(Stage.LEAKAGE, says, (muted,))


def one_spelling(variants: Sequence[tuple[int, ...]]) -> Remedy:
    """Count spellings of a label as one class: the codes of each group become its first."""

    @provider("")
    def merged(classes: Classes) -> Classes:
        first = np.arange(classes.k)
        for spellings in variants:
            first[list(spellings)] = spellings[0]
        kept = np.unique(first)
        position = np.searchsorted(kept, first).astype(np.int32)
        codes = np.where(classes.codes >= 0, position[classes.codes], -1).astype(np.int32)
        names = tuple(classes.names[code] for code in kept)
        return Classes(names, codes, np.bincount(codes[codes >= 0], minlength=len(names)))

    return Remedy(Stage.LEAKAGE, "with one spelling of each label", (merged,))


def without_test_rows(rows: NDArray[np.int64], what: str) -> Remedy:
    """Do not test on these rows; `what` names them, such as "copies of training rows"."""

    @provider("")
    def fewer(split: Split) -> Split:
        test = np.setdiff1d(split.test, rows)
        if not len(test):
            raise Unavailable("no test row would be left")
        return replace(split, test=test)

    return Remedy(Stage.LEAKAGE, f"without the {count(len(rows), 'test rows')} that are {what}", (fewer,))


def resplit() -> Remedy:
    """Hold out rows at random, stratified, with copies on one side; repeatedly where the rows are few."""

    @provider("")
    def stratified(classes: Classes, keys: Keys, settings: Settings) -> Folds:
        rows = classes.labelled
        if len(rows) < FEWEST_ROWS:
            raise Unavailable(f"{len(rows)} labelled rows are too few to train on")
        folds, manner = resplit_folds(rows, classes, keys, settings.seed)
        return Folds(folds, manner, given=False)

    return Remedy(Stage.SPLIT, "on a stratified split with test rows enough", (stratified,))


def split_by_group(groups: NDArray[np.int64], says: str) -> Remedy:
    """Hold out whole groups, as many rows as are held out as written; `groups` has a number a row, negative for one of its own.

    Where the split as written is ours, rows are held out as `resplit` does it.
    """

    @provider("")
    def grouped(classes: Classes, split: Split, settings: Settings) -> Folds:
        alone = np.where(groups < 0, np.arange(len(groups)) + int(groups.max(initial=0)) + 1, groups)
        keys, rows = Keys(alone, len(np.unique(alone)), "groups"), classes.labelled
        if split.origin == "ours":
            folds, manner = resplit_folds(rows, classes, keys, settings.seed)
        else:
            share = len(split.test) / (len(split.train) + len(split.test))
            folds = (held_out_as_large(rows, classes, keys, share, settings.seed),)
            manner = f"on {percent(len(folds[0][1]) / len(rows))} of the rows, stratified"
        return Folds(folds, f"{manner}, {says} kept on one side", given=False)

    return Remedy(Stage.SPLIT, f"with {says} on one side of the split", (grouped,))


def tested_on_new_groups(groups: NDArray[np.int64], split: Split, says: str) -> Remedy:
    """Test on groups that the model has never seen, and leave the split otherwise as it is, where it may mean something.

    A split by date or by source is part of the experiment: at random, the same rows are easier. Only where the rows were
    dealt out at random anyway, or too few are of new groups to say anything, are whole groups held out instead.
    """
    test = groups[split.test]
    seen = split.test[(test >= 0) & np.isin(test, groups[split.train])]
    left = len(split.test) - len(seen)
    if split.shuffled or not left or wilson_width(LIKELY, left) > WIDEST:
        return split_by_group(groups, f"the groups of {says}")
    return without_test_rows(seen, f"of groups that also train ({says})")


def split_by_time(seconds: NDArray[np.float64], column: str) -> Remedy:
    """Train on the older rows and test on the newest; `seconds` is NaN for a row without a date, which trains."""

    @provider("")
    def dated(classes: Classes, split: Split) -> Folds:
        rows = classes.labelled
        order = rows[np.argsort(np.nan_to_num(seconds[rows], nan=-np.inf), kind="stable")]
        cut = len(order) - len(split.test)
        return Folds(((np.sort(order[:cut]), np.sort(order[cut:])),), f"the newest {count(len(split.test), 'rows')}", given=False)

    return Remedy(Stage.SPLIT, f"tested on the newest rows by column {column!r}", (dated,))


@provider("training Word2Vec as it should be")
def well_trained(tokens: Tokens, split: Split, folds: Folds, fits: Fits, settings: Settings) -> Vectors:
    """Vectors of the training rows under the settings of the reference.

    Unavailable where no word vectors are configured: texts are not made of any then.
    """
    if not settings.has("word2vec"):
        raise NothingToUndo(NO_SETTINGS)
    chosen = plan(tokens.counts(split.train), settings.seed, TRAINED_WORDS // len(folds.folds))
    sentences = tokens.sentences(chosen.some_of(split.train))
    from w2vcheck.embedding.training import train

    trained = fits.once(("word2vec", chosen.config, of_sentences(sentences)), lambda: train(sentences, chosen.config))
    if trained is None:
        raise Unavailable("no word occurs often enough")
    return Vectors(
        chosen.config,
        trained.words,
        trained.matrix,
        trained.initial,
        trained.counts,
        "trained on the training rows",
        "trained",
        trained.said,
    )


def retrained() -> Remedy:
    """Train the word vectors on the training rows with settings that suit them: those of the reference."""
    return Remedy(Stage.EMBEDDING, "with word vectors trained long enough", (well_trained, follow_the_width))


@provider("")
def training_rows_alone(tokens: Tokens, split: Split) -> TrainingText:
    """The text to train word vectors on: the training rows and nothing else."""
    return TrainingText(tokens, split.train, tokens.counts(split.train), "the training rows")


def trained_on_training_rows() -> Remedy:
    """Train the word vectors as configured, but on the training rows only."""
    return Remedy(Stage.EMBEDDING, "with word vectors of the training rows only", (training_rows_alone,))


@provider("")
def fitted(config: ModelConfig, classes: Classes) -> ModelConfig:
    """The same network with as many outputs as the classes need, raw, under the cross-entropy that belongs to them."""
    if config.outputs in (1, classes.k) and (classes.k == 2 or config.outputs > 1):
        return fitting(config)
    return fitting(replace(config, layers=(*config.layers[:-1], classes.k), output_activation="none"))


@provider("")
def encoded(config: ModelConfig, classes: Classes) -> LossTargets:
    """The classes as those losses want them: ids, or zeros and ones."""
    codes = np.where(classes.codes >= 0, classes.codes, np.nan).astype(np.float64)
    if config.loss == "cross_entropy":
        return LossTargets("class ids", codes)
    return LossTargets("one-hot" if config.outputs > 1 else "numbers", codes)


def trained_for(epochs: int) -> Remedy:
    """Train for so many epochs."""

    @provider("")
    def lasting(config: ModelConfig) -> ModelConfig:
        return replace(config, epochs=epochs)

    return Remedy(Stage.MODEL, f"with {count(epochs, 'epochs')}", (lasting,))


def trained_at(factor: float) -> Remedy:
    """Multiply the learning rate."""

    @provider("")
    def faster(config: ModelConfig) -> ModelConfig:
        return replace(config, learning_rate=config.learning_rate * factor)

    return Remedy(Stage.MODEL, f"at {factor:g} times the learning rate", (faster,))


@provider("")
def standardised(inputs: Inputs, split: Split) -> Inputs:
    """The inputs with mean 0 and deviation 1 over the training rows; a constant column becomes 0."""
    rows = inputs.matrix[split.train].astype(np.float64)
    mean, deviation = rows.mean(axis=0), rows.std(axis=0)
    scaled = (inputs.matrix - mean) / np.where(deviation > 0, deviation, 1)
    return Inputs(scaled.astype(np.float32), f"{inputs.says}, standardised")


def standardised_inputs() -> Remedy:
    """Feed the classifier numbers of one size."""
    return Remedy(Stage.MODEL, "with standardised inputs", (standardised,))


def linear_output() -> Remedy:
    """Predict numbers without squashing them."""

    @provider("")
    def raw(config: ModelConfig) -> ModelConfig:
        return replace(config, output_activation="none")

    return Remedy(Stage.MODEL, "with a linear output", (raw,))


def fitting_loss() -> Remedy:
    """Raw scores, cross-entropy, and targets that belong to it."""
    return Remedy(Stage.MODEL, "with raw scores and cross-entropy", (fitted, encoded))
