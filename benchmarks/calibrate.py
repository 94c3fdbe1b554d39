"""Train the weights by which evidence becomes a probability, and test them on weapons they have not seen.

    python -m benchmarks.calibrate --records 1e6

Queries to one register are halved: the first half trains, the second tests; a register of another seed (other makers,
models and series) tests again. Half of the weapons that are not registered are as damaged as the others: if only
registered ones had confusable characters, the weights would take such a character for a sign of being registered.
Prints the table for domain/marks/matching/weights.py; changes no file there.

The model is a logistic regression over the features, apart for each kind of reading (`Features.kind`).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from benchmarks.engines.corpus import make_corpus
from benchmarks.engines.salwa_index import SalwaIndex, first_features
from benchmarks.invented import load_register
from benchmarks.prepared import Prepared, Preparer
from benchmarks.queries import make_queries
from benchmarks.sureness import GOAL_CLASSES, NEGATIVES_FOR_ONE, Answers, at_threshold, calibration, threshold_for

RIDGE = 1e-3
# In this mix of damage a confusable character is nearly always a right match: these two would speak for a match,
# which no officer should be told. They act through the evidence, so through the rivals.
WITHOUT = "digit_form,letter_form"


@dataclass(frozen=True, slots=True)
class Training:
    """Features of n first candidates: `names` (k), `values` (n, k), `kind` (n), and whether they were right."""

    names: list[str]
    values: np.ndarray
    kind: np.ndarray
    answers: Answers


def collect(records: int, seed: int, amount: tuple[int, int], work: Path) -> Training:
    """Features of the first candidate of each query and whether it was right; queries in random order."""
    register = load_register(records, seed, work)
    preparer = Preparer(register)
    true, negative = amount
    asked: list[Prepared] = []
    for damaged in (True, False):
        made = make_queries(register, true // 2, negative // 2, seed=seed + 600 + damaged, damaged_negatives=damaged)
        asked += [preparer.prepare(query) for query in made]
    asked = [asked[place] for place in np.random.default_rng(seed).permutation(len(asked))]
    with tempfile.TemporaryDirectory(dir=work) as folder:
        shared = SalwaIndex()
        shared.ready(make_corpus(register, Path(folder)))
        found = [first_features(shared, query) for query in asked]
        shared.close()
    names = [field.name for field in fields(found[0][0])]
    values = np.array([[getattr(features, name) for name in names] for features, _ in found], dtype=np.float64)
    kind = np.array([features.kind() if weapon >= 0 else "" for features, weapon in found])
    truth = np.array([query.asked.truth for query in asked])
    right = (np.array([weapon for _, weapon in found]) == truth) & (truth >= 0)
    harm = np.array([query.asked.damage for query in asked])
    return Training(names, values, kind, Answers(np.zeros(len(asked)), right, truth >= 0, harm, kind == "whole"))


def train(design: np.ndarray, right: np.ndarray, weight: np.ndarray, rounds: int = 60) -> np.ndarray:
    """Weights (k) of a logistic regression by Newton's method with a small ridge."""
    scale = np.maximum(np.abs(design).max(axis=0), 1e-9)
    design = design / scale
    weights = np.zeros(design.shape[1])
    for _ in range(rounds):
        said = 1 / (1 + np.exp(-np.clip(design @ weights, -35, 35)))
        gradient = design.T @ (weight * (right - said)) - RIDGE * weights
        curvature = (design * (weight * said * (1 - said))[:, None]).T @ design + RIDGE * np.eye(design.shape[1])
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights / scale


def train_kinds(given: Training, chosen: np.ndarray, without: Sequence[str]) -> dict[str, np.ndarray]:
    """Weights of each kind, the constant first, from the chosen answers; negatives weigh as in the study's mix."""
    answers = given.answers
    share = answers.registered.sum() * NEGATIVES_FOR_ONE / max((~answers.registered).sum(), 1)
    weight = np.where(answers.registered, 1.0, share)
    values = np.where([name in without for name in given.names], 0.0, given.values)
    design = np.column_stack([np.ones(len(values)), values])
    weights = {}
    for kind in sorted({str(one) for one in given.kind} - {""}):
        here = chosen & (given.kind == kind)
        weights[kind] = np.round(train(design[here], answers.right[here].astype(float), weight[here]), 4)
    return weights


def probability(given: Training, weights: dict[str, np.ndarray]) -> np.ndarray:
    """Probabilities (n) by those weights; 0 where nothing was found."""
    out = np.zeros(len(given.values))
    for kind, row in weights.items():
        here = given.kind == kind
        out[here] = 1 / (1 + np.exp(-np.clip(row[0] + given.values[here] @ row[1:], -35, 35)))
    return out


def say(name: str, answers: Answers, said: np.ndarray, chosen: np.ndarray | None = None) -> None:
    """One line: calibration, and what is accepted at a false match of 0.1 % when only equal serials are accepted."""
    here = np.ones(len(said), dtype=bool) if chosen is None else chosen
    taken = Answers(said[here], answers.right[here], answers.registered[here], answers.kind[here], answers.exact[here])
    figures = calibration(taken)
    line = at_threshold(taken.exact_only(), threshold_for(taken.exact_only(), 0.001))
    goal = ", ".join(f"{kind} {line['by_class'].get(kind, float('nan')):.3f}" for kind in GOAL_CLASSES)
    print(f"{name}: ECE {figures['ece']:.4f}, Brier {figures['brier']:.4f}; at false match 0.1 %: {goal}")


def print_table(names: Sequence[str], weights: dict[str, np.ndarray]) -> None:
    """The weights as Python; what weighs nothing is left out."""
    print("WEIGHTS: dict[str, dict[str, float]] = {")
    for kind, row in weights.items():
        print(f'    "{kind}": {{')
        for name, value in zip(("constant", *names), row, strict=True):
            if value:
                print(f'        "{name}": {value:.4f},')
        print("    },")
    print("}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train on one half, test on the other and on another register."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibrate", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=float, default=1e6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--other-seed", type=int, default=2)
    parser.add_argument("--without", default=WITHOUT, help="features to leave out, comma-separated")
    parser.add_argument("--true", type=int, default=56_000)
    parser.add_argument("--negative", type=int, default=20_000)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "salwa-bench")
    asked = parser.parse_args(arguments)
    amount = (asked.true, asked.negative)
    given = collect(int(asked.records), asked.seed, amount, asked.work)
    first = np.arange(len(given.values)) < len(given.values) // 2
    weights = train_kinds(given, first, asked.without.split(","))
    print_table(given.names, weights)
    said = probability(given, weights)
    say("trained half", given.answers, said, first)
    say("other half", given.answers, said, ~first)
    given = collect(int(asked.records), asked.other_seed, amount, asked.work)
    say("another register", given.answers, probability(given, weights))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
