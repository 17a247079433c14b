"""The models that ours is measured against. They see training students whole, and of a held-out student the answers before.

Each is fitted on the log it is tried on, two of them with numbers for every item; ours is not, but for item difficulty.
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from tests.bench.logs import Log
from tests.bench.scores import Floats, Ints


class Model(Protocol):
    """Learns from the training students, then says P(right) for each answer of the held-out ones before it is given."""

    name: str

    def fit(self, train: Log, items: int, skills: int) -> None: ...

    def expected(self, test: Log) -> Floats: ...


def before(key: Ints, value: Floats, last: int | None = None) -> Floats:
    """Sum of `value` over the earlier answers of the same key, the `last` of them or all; answers are in order of time."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    total = np.r_[0.0, np.cumsum(value[order])]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    first = np.repeat(starts, np.diff(np.r_[starts, len(key)]))
    here = np.arange(len(key))
    since = first if last is None else np.maximum(first, here - last)
    found = np.empty(len(key))
    found[order] = total[here] - total[since]
    return found


def _by_student(log: Log, code: Ints) -> Ints:
    return log.user * (int(code.max()) + 1) + code


def _share(code: Ints, right: Ints, many: int, prior: Floats | float) -> Floats:
    """Share right of each code, drawn to the prior as by five answers."""
    seen, won = np.bincount(code, minlength=many), np.bincount(code, right, minlength=many)
    return (won + 5 * prior) / (seen + 5)


class ItemMean:
    """How often others got the item right; an item never seen is its skill."""

    name = "item mean"

    def fit(self, train: Log, items: int, skills: int) -> None:
        self._skill = _share(train.skill, train.right, skills, float(train.right.mean()))
        self._seen = np.bincount(train.item, minlength=items)
        self._won = np.bincount(train.item, train.right, minlength=items)

    def expected(self, test: Log) -> Floats:
        return (self._won[test.item] + 5 * self._skill[test.skill]) / (self._seen[test.item] + 5)


class MovingAverage:
    """The student's last five answers in the skill, beside two answers' worth of the skill's mean."""

    name = "last five in the skill"

    def fit(self, train: Log, items: int, skills: int) -> None:
        self._skill = _share(train.skill, train.right, skills, float(train.right.mean()))

    def expected(self, test: Log) -> Floats:
        key = _by_student(test, test.skill)
        won, seen = before(key, test.right.astype(float), 5), before(key, np.ones(len(test)), 5)
        return (won + 2 * self._skill[test.skill]) / (seen + 2)


class _Regression:
    """A logistic regression on one-hot codes and counts of earlier answers, ln(1 + count)."""

    name = ""

    def fit(self, train: Log, items: int, skills: int) -> None:
        self._items, self._skills = items, skills
        self._model = LogisticRegression(C=1.0, max_iter=1000).fit(self._features(train), train.right)

    def expected(self, test: Log) -> Floats:
        found: Floats = self._model.predict_proba(self._features(test))[:, 1]
        return found

    def _features(self, log: Log) -> sparse.csr_matrix:
        raise NotImplementedError


def _columns(code: Ints, many: int, value: Floats) -> sparse.csr_matrix:
    """One column for each code, holding the answer's value in its own."""
    return sparse.csr_matrix((value, (np.arange(len(code)), code)), shape=(len(code), many))


def _counts(log: Log, key: Ints) -> tuple[Floats, Floats]:
    """Earlier right and wrong answers of the key, each as ln(1 + count)."""
    right = before(key, log.right.astype(float))
    return np.log1p(right), np.log1p(before(key, np.ones(len(log))) - right)


class Pfa(_Regression):
    """Performance factor analysis (Pavlik et al. 2009), its counts as logarithms, which score better than plain ones."""

    name = "PFA"

    def _features(self, log: Log) -> sparse.csr_matrix:
        right, wrong = _counts(log, _by_student(log, log.skill))
        values = (np.ones(len(log)), right, wrong)
        return sparse.hstack([_columns(log.skill, self._skills, one) for one in values]).tocsr()


class BestLr(_Regression):
    """Best-LR (Gervet et al. 2020): item, skill, and right and wrong so far in the skill, on the item and in all."""

    name = "Best-LR"

    def _features(self, log: Log) -> sparse.csr_matrix:
        ones = np.ones(len(log))
        of_skill = _counts(log, _by_student(log, log.skill))
        others = np.column_stack([*_counts(log, _by_student(log, log.item)), *_counts(log, log.user)])
        parts = [_columns(log.item, self._items, ones), _columns(log.skill, self._skills, ones)]
        parts += [_columns(log.skill, self._skills, one) for one in of_skill]
        return sparse.hstack([*parts, sparse.csr_matrix(others)]).tocsr()


class Elo:
    """Elo with a floor for guessing (Pelánek 2016): the student in all and in the skill against the item and its skill."""

    name = "Elo with guess"
    # logarithms of first step and its fading for student, student × skill and item; the mean; the guess as a logit
    START = (-1.5, -3.0, -0.5, -2.0, -0.5, -1.5, 0.5, -2.5)
    FITTED_ON, TRIES = 60_000, 120  # answers of whole students, and looks at them: each look is a pass in plain Python

    def fit(self, train: Log, items: int, skills: int) -> None:
        some = train.where(train.user <= train.user[min(self.FITTED_ON, len(train)) - 1])

        def loss(numbers: Floats) -> float:
            self._numbers, self._item, self._skill, self._seen = numbers, [0.0] * items, [0.0] * skills, [0] * items
            expected = np.clip(self._run(some, learns_items=True), 1e-4, 1 - 1e-4)
            return float(-np.log(np.where(some.right == 1, expected, 1 - expected)).mean())

        best = minimize(loss, np.array(self.START), method="Nelder-Mead", options={"maxfev": self.TRIES})
        loss(best.x)
        self._item, self._skill, self._seen = [0.0] * items, [0.0] * skills, [0] * items
        self._run(train, learns_items=True)

    def expected(self, test: Log) -> Floats:
        return self._run(test, learns_items=False)

    def _run(self, log: Log, learns_items: bool) -> Floats:
        *logs, level, guess = (float(one) for one in self._numbers)
        own, own_fades, inside, inside_fades, step, step_fades = (math.exp(min(one, 3.0)) for one in logs)
        floor = 1 / (1 + math.exp(-min(guess, -0.7)))  # at most a third
        expected, student, overall, answered = np.empty(len(log)), -1, 0.0, 0
        levels: dict[int, float] = {}
        counts: dict[int, int] = {}
        columns = (log.user.tolist(), log.item.tolist(), log.skill.tolist(), log.right.tolist())
        for row, (user, item, skill, right) in enumerate(zip(*columns, strict=True)):
            if user != student:
                student, overall, answered, levels, counts = user, 0.0, 0, {}, {}
            mine, many = levels.get(skill, 0.0), counts.get(skill, 0)
            against = self._item[item] + self._skill[skill]
            gap = max(-30.0, min(30.0, level + overall + mine - against))
            chance = floor + (1 - floor) / (1 + math.exp(-gap))
            expected[row] = chance
            surprise = right - chance
            overall += own / (1 + own_fades * answered) * surprise
            levels[skill] = mine + inside / (1 + inside_fades * many) * surprise
            answered, counts[skill] = answered + 1, many + 1
            if learns_items:
                moved = step / (1 + step_fades * self._seen[item]) * surprise
                self._item[item] -= moved
                self._skill[skill] -= 0.1 * moved
                self._seen[item] += 1
        return expected


def all_models() -> list[Model]:
    """Fresh ones, the simplest first."""
    return [ItemMean(), MovingAverage(), Pfa(), Elo(), BestLr()]
