"""Train the weights by which evidence becomes a probability, and test them on weapons they have not seen.

    python -m benchmarks.calibrate --records 1e6

Queries to one register are halved: the first half trains, the second tests; a register of another seed (other makers,
models and series) tests again. Weapons that are not registered are as damaged as the others: if only registered ones
had confusable characters, the weights would take such a character for a sign of being registered. Prints a table of
weights for domain/marks/matching/weights.py; changes no file there.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import fields
from pathlib import Path

import numpy as np

from benchmarks.engines.corpus import make_corpus
from benchmarks.engines.salwa_index import SalwaIndex, first_features
from benchmarks.invented import load_register
from benchmarks.prepared import Preparer
from benchmarks.queries import make_queries
from benchmarks.sureness import GOAL_CLASSES, Answers, at_threshold, calibration, threshold_for

RIDGE = 1e-3


def collect(records: int, seed: int, amount: tuple[int, int], work: Path) -> tuple[list[str], np.ndarray, Answers]:
    """Names of the features, their values (n, k) for the first candidate of each query, and whether it was right."""
    register = load_register(records, seed, work)
    preparer = Preparer(register)
    true, negative = amount
    made = make_queries(register, true, negative, seed=seed + 600, damaged_negatives=True)
    asked = [preparer.prepare(q) for q in made]
    with tempfile.TemporaryDirectory(dir=work) as folder:
        shared = SalwaIndex()
        shared.ready(make_corpus(register, Path(folder)))
        found = [first_features(shared, query) for query in asked]
        shared.close()
    names = [field.name for field in fields(found[0][0])]
    values = np.array([[getattr(features, name) for name in names] for features, _ in found], dtype=np.float64)
    truth = np.array([query.asked.truth for query in asked])
    marks = np.array([mark for _, mark in found])
    right = (marks == truth) & (truth >= 0)
    return names, values, Answers(np.zeros(len(asked)), right, truth >= 0, np.array([q.asked.damage for q in asked]))


def train(values: np.ndarray, right: np.ndarray, weight: np.ndarray, rounds: int = 60) -> np.ndarray:
    """Weights (k + 1, the first for the constant) of a logistic regression by Newton's method with a small ridge."""
    design = np.column_stack([np.ones(len(values)), values])
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


def probability(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Probabilities (n) by those weights."""
    return 1 / (1 + np.exp(-np.clip(weights[0] + values @ weights[1:], -35, 35)))


def part(answers: Answers, chosen: np.ndarray, said: np.ndarray) -> Answers:
    """The chosen answers with these probabilities."""
    return Answers(said[chosen], answers.right[chosen], answers.registered[chosen], answers.kind[chosen])


def say(name: str, answers: Answers) -> None:
    """One line: calibration, and what is accepted at a false match of 0.1 %."""
    figures = calibration(answers)
    line = at_threshold(answers, threshold_for(answers, 0.001))
    goal = ", ".join(f"{kind} {line['by_class'].get(kind, float('nan')):.3f}" for kind in GOAL_CLASSES)
    print(f"{name}: ECE {figures['ece']:.4f}, Brier {figures['brier']:.4f}; at false match 0.1 %: {goal}")


def main() -> int:
    """Train on one half, test on the other and on another register."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibrate", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=float, default=1e6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--other-seed", type=int, default=2)
    parser.add_argument("--true", type=int, default=28_000)
    parser.add_argument("--negative", type=int, default=10_000)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "salwa-bench")
    asked = parser.parse_args()
    amount = (asked.true, asked.negative)
    names, values, answers = collect(int(asked.records), asked.seed, amount, asked.work)
    first = np.arange(len(values)) < len(values) // 2
    share = answers.registered.sum() * (320 / 1680) / max((~answers.registered).sum(), 1)
    weight = np.where(answers.registered, 1.0, share)
    weights = train(values[first], answers.right[first].astype(float), weight[first])
    print("WEIGHTS = {")
    for name, value in zip(("constant", *names), weights, strict=True):
        print(f'    "{name}": {value:.4f},')
    print("}")
    said = probability(values, weights)
    say("trained half", part(answers, first, said))
    say("other half", part(answers, ~first, said))
    _, values, answers = collect(int(asked.records), asked.other_seed, amount, asked.work)
    everything = np.ones(len(values), dtype=bool)
    say("another register", part(answers, everything, probability(values, weights)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
