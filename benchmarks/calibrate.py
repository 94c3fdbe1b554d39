"""Train the weights by which evidence becomes a probability, and test them on weapons they have not seen.

    python -m benchmarks.calibrate --records 1e6

Queries to one register are halved: the first half trains, the second tests; a register of another seed (other makers,
models and series) tests again. Half of the weapons that are not registered are as damaged as the others: if only
registered ones had confusable characters, the weights would take such a character for a sign of being registered.
Prints the table for domain/marks/matching/weights.py; changes no file there.

The model is a logistic regression apart in each of four strata (serial read whole and equal, equal but for illegible
positions, about one error, more), over the features and a few of their hinges max(0, x - knot).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from benchmarks.engines.corpus import make_corpus
from benchmarks.engines.salwa_index import SalwaIndex, first_features
from benchmarks.invented import load_register
from benchmarks.prepared import Prepared, Preparer
from benchmarks.queries import make_queries
from benchmarks.sureness import GOAL_CLASSES, NEGATIVES_FOR_ONE, Answers, at_threshold, calibration, threshold_for

RIDGE = 1e-3
STRATA = ("exact", "illegible", "one_error", "more")
PLAIN = (
    "cost",
    "digit_form",
    "letter_form",
    "fields",
    "against",
    "rivals",
    "beside",
    "length",
    "illegible",
    "no_maker",
)
HINGES = (("rivals", -6.0), ("rivals", -3.0), ("rivals", 0.0), ("fields", 0.0), ("fields", 3.0))
TERMS = ("constant", *PLAIN, *(f"{name} over {knot:g}" for name, knot in HINGES))
Features = dict[str, np.ndarray]


def collect(records: int, seed: int, amount: tuple[int, int], work: Path) -> tuple[Features, Answers]:
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
    values = {name: np.array([getattr(features, name) for features, _ in found], dtype=np.float64) for name in names}
    truth = np.array([query.asked.truth for query in asked])
    right = (np.array([weapon for _, weapon in found]) == truth) & (truth >= 0)
    exact = (values["cost"] < 0.5) & (values["illegible"] == 0)
    kinds = np.array([query.asked.damage for query in asked])
    return values, Answers(np.zeros(len(asked)), right, truth >= 0, kinds, exact)


def strata(values: Features) -> np.ndarray:
    """Number of the stratum of each answer, in the order of STRATA; -1 where nothing was found."""
    cost, gaps = values["cost"], values["illegible"] > 0
    out = np.where(cost < 0.5, np.where(gaps, 1, 0), np.where((cost <= 1.2) & ~gaps, 2, 3))
    return np.where(cost >= 9.0, -1, out)


def terms(values: Features) -> np.ndarray:
    """The columns the weights are over, in the order of TERMS, (n, k)."""
    hinges = [np.maximum(0.0, values[name] - knot) for name, knot in HINGES]
    return np.column_stack([np.ones(len(values["cost"])), *(values[name] for name in PLAIN), *hinges])


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


def train_strata(values: Features, answers: Answers, chosen: np.ndarray) -> np.ndarray:
    """Weights (strata, terms) from the chosen answers; negatives weigh as in the design study's mix."""
    share = answers.registered.sum() * NEGATIVES_FOR_ONE / max((~answers.registered).sum(), 1)
    weight = np.where(answers.registered, 1.0, share)
    design, place = terms(values), strata(values)
    rows = []
    for one in range(len(STRATA)):
        here = chosen & (place == one)
        rows.append(train(design[here], answers.right[here].astype(float), weight[here]))
    return np.round(np.array(rows), 4)


def probability(values: Features, weights: np.ndarray) -> np.ndarray:
    """Probabilities (n) by those weights; 0 where nothing was found."""
    place = strata(values)
    z = (terms(values) * weights[np.maximum(place, 0)]).sum(axis=1)
    return np.where(place < 0, 0.0, 1 / (1 + np.exp(-np.clip(z, -35, 35))))


def say(name: str, answers: Answers, said: np.ndarray, chosen: np.ndarray | None = None) -> None:
    """One line: calibration, and what is accepted at a false match of 0.1 % when only equal serials are accepted."""
    here = np.ones(len(said), dtype=bool) if chosen is None else chosen
    taken = Answers(said[here], answers.right[here], answers.registered[here], answers.kind[here], answers.exact[here])
    figures = calibration(taken)
    line = at_threshold(taken.exact_only(), threshold_for(taken.exact_only(), 0.001))
    goal = ", ".join(f"{kind} {line['by_class'].get(kind, float('nan')):.3f}" for kind in GOAL_CLASSES)
    print(f"{name}: ECE {figures['ece']:.4f}, Brier {figures['brier']:.4f}; at false match 0.1 %: {goal}")


def print_table(weights: np.ndarray) -> None:
    """The weights as Python, one stratum a line."""
    print("TERMS =", TERMS)
    print("STRATA = {")
    for name, row in zip(STRATA, weights, strict=True):
        print(f'    "{name}": ({", ".join(f"{value:.4f}" for value in row)}),')
    print("}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train on one half, test on the other and on another register."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibrate", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=float, default=1e6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--other-seed", type=int, default=2)
    parser.add_argument("--true", type=int, default=56_000)
    parser.add_argument("--negative", type=int, default=20_000)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "salwa-bench")
    asked = parser.parse_args(arguments)
    amount = (asked.true, asked.negative)
    values, answers = collect(int(asked.records), asked.seed, amount, asked.work)
    first = np.arange(len(answers.right)) < len(answers.right) // 2
    weights = train_strata(values, answers, first)
    print_table(weights)
    said = probability(values, weights)
    say("trained half", answers, said, first)
    say("other half", answers, said, ~first)
    values, answers = collect(int(asked.records), asked.other_seed, amount, asked.work)
    say("another register", answers, probability(values, weights))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
