"""Our model as the benches on public answer logs ask it: as shipped, and calibrated. It needs nothing that the app does not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from progress.learning.calibrate import centred, fitted, forecast
from progress.learning.comprehension import Answer, ParameterSet
from tests.bench.logs import Log
from tests.bench.scores import Floats

AREA = "all"
OPTIONS = 4  # of every answer, for the logs do not say: a share of 1 / 4 is guessed, and how much of it is calibrated
OURS, SHIPPED = "ours", "ours, as shipped"


def answers(log: Log) -> Iterator[Answer]:
    """The log's answers as the app would hand them over: one area for all, since a log knows no areas."""
    for user, item, skill, day, right in zip(
        log.user.tolist(), log.item.tolist(), log.skill.tolist(), log.day.tolist(), log.right.tolist(), strict=True
    ):
        yield Answer(f"u{user}", f"i{item}", AREA, f"s{skill}", day, bool(right), OPTIONS)


class Shipped:
    """Ours as a school without a calibrated set runs it: the default numbers, of no item is known how hard it is."""

    name = SHIPPED

    def __init__(self) -> None:
        self.known = ParameterSet()

    def fit(self, train: Log, items: int, skills: int) -> None:
        """Nothing: it starts from the default numbers."""

    def expected(self, test: Log) -> Floats:
        return np.array(forecast(answers(test), self.known))


class Ours(Shipped):
    """Ours with numbers and difficulties from the training students, as `manage.py calibrate` proposes them."""

    name = OURS

    def fit(self, train: Log, items: int, skills: int) -> None:
        ordered = train.where(np.argsort(train.day, kind="stable"))  # without times: one student after another
        given = list(answers(ordered))
        self.known = centred(fitted(given, ParameterSet(), "fold"), given)
