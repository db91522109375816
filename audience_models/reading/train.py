"""Make the topic model from our own sentences: ``python -m audience_models.reading.train``.

With ``--report`` nothing is written; the shipped model is measured on sentences it never saw.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audience_models.reading.model import MODEL_FILE, TopicModel, digest_of, load, terms
from simulator.topics import TOPIC_KEYS, topic_row

SENTENCES = Path(__file__).with_name("sentences")
HELD_OUT = Path(__file__).with_name("held_out.txt")
# Both chosen by cross-validation on the training sentences alone (complement naive Bayes beat
# multinomial naive Bayes and logistic regression there): smoothing of the counts, and the factor
# that makes the values good probabilities (least log loss).
SMOOTHING = 0.3
SHARPNESS = 8.0
# Words of a topic are learned in short lists, so that no list outweighs a sentence.
WORDS_IN_A_LIST = 4
_INT16 = 32_000


class Example(NamedTuple):
    """One text with the row of its topic."""

    text: str
    row: int


def training_examples(folder: Path = SENTENCES) -> list[Example]:
    """Return the sentences and word lists of all topics, in the order of the topics."""
    return [
        Example(text, row) for row, key in enumerate(TOPIC_KEYS) for text in _texts(folder / f"{key}.txt")
    ]


def _texts(path: Path) -> list[str]:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    listed = " ".join(line[1:] for line in lines if line.startswith("@")).split()
    sentences = [line for line in lines if line and line[0] not in "#@"]
    return sentences + [
        " ".join(listed[start : start + WORDS_IN_A_LIST]) for start in range(0, len(listed), WORDS_IN_A_LIST)
    ]


def held_out_examples(path: Path = HELD_OUT) -> list[Example]:
    """Return the sentences that are never learned from."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [Example(text, topic_row(key)) for key, text in (line.split("\t") for line in lines)]


def fit(examples: Sequence[Example]) -> TopicModel:
    """Learn a topic model: term weights by rarity, then complement naive Bayes.

    Parameters
    ----------
    examples : sequence of Example
        Texts with their topics.

    Returns
    -------
    TopicModel
        Weights rounded to 16-bit integers.

    References
    ----------
    Rennie, Shih, Teevan and Karger (2003). Tackling the poor assumptions of naive Bayes text
    classifiers. ICML.
    """
    # scikit-learn takes a second to import and is needed for training only
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415
    from sklearn.feature_extraction.text import TfidfTransformer  # noqa: PLC0415
    from sklearn.naive_bayes import ComplementNB  # noqa: PLC0415

    counted = DictVectorizer(dtype=np.float64, sort=True)
    rarer = TfidfTransformer(sublinear_tf=True, norm="l2")
    heights = rarer.fit_transform(counted.fit_transform([dict(terms(text)) for text, _ in examples]))
    learner = ComplementNB(alpha=SMOOTHING).fit(heights, [row for _, row in examples])
    weights = learner.feature_log_prob_ * SHARPNESS
    return _pack(
        np.array(counted.get_feature_names_out()),
        np.asarray(rarer.idf_, dtype=np.float64),
        weights - weights.mean(axis=0),
    )


def _pack(
    vocabulary: NDArray[np.str_], rarity: NDArray[np.float64], weights: NDArray[np.float64]
) -> TopicModel:
    scale = np.float64(np.abs(weights).max() / _INT16)
    words = vocabulary.astype(np.str_)
    rare = rarity.astype(np.float32)
    whole = np.rint(weights / scale).astype(np.int16)
    digest = digest_of((words, rare, whole, np.array(scale)))
    return TopicModel(vocabulary=words, rarity=rare, weights=whole, scale=float(scale), digest=digest)


def save(model: TopicModel, path: Path = MODEL_FILE) -> None:
    """Write a topic model with its SHA-256."""
    np.savez_compressed(
        path,
        allow_pickle=False,
        vocabulary=model.vocabulary,
        rarity=model.rarity,
        weights=model.weights,
        scale=np.array(model.scale),
        digest=np.array(model.digest),
    )


def accuracy(model: TopicModel, examples: Sequence[Example], top: int) -> float:
    """Return the share of examples whose topic is among the model's first `top` ones."""
    hits = 0
    for text, row in examples:
        values = model.values(text)
        hits += values is not None and row in np.argsort(-values, kind="stable")[:top]
    return hits / len(examples)


def cross_validated(examples: Sequence[Example], folds: int = 5) -> tuple[float, float]:
    """Return top-1 and top-3 accuracy when each fold is predicted from the others."""
    top1 = top3 = 0.0
    for fold in range(folds):
        model = fit([example for place, example in enumerate(examples) if place % folds != fold])
        part = examples[fold::folds]
        top1 += accuracy(model, part, 1) * len(part) / len(examples)
        top3 += accuracy(model, part, 3) * len(part) / len(examples)
    return top1, top3


def report(model: TopicModel) -> str:
    """Describe how well a model does on the held-out sentences, and which it misses."""
    examples = held_out_examples()
    first, among_three = accuracy(model, examples, 1), accuracy(model, examples, 3)
    lines = [
        f"model {model.digest[:12]}: {len(model.vocabulary)} terms, {len(training_examples())} training texts",
        f"held out: {len(examples)} sentences, top-1 {first:.3f}, top-3 {among_three:.3f}",
    ]
    for text, row in examples:
        values = model.values(text)
        best = "unreadable" if values is None else TOPIC_KEYS[int(values.argmax())]
        if best != TOPIC_KEYS[row]:
            lines.append(f"  missed: {text} is {TOPIC_KEYS[row]}, read as {best}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write the model, or report on the shipped one."""
    parser = argparse.ArgumentParser(prog="python -m audience_models.reading.train", description=__doc__)
    parser.add_argument("--report", action="store_true", help="measure the shipped model, write nothing")
    if not parser.parse_args(arguments).report:
        save(fit(training_examples()))
    sys.stdout.write(report(load()) + "\n")


if __name__ == "__main__":
    main()
