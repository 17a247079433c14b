"""What the model of comprehension takes for granted about a population: the numbers of its cells, and how hard items and
skills are. Pure; never read from a disk here: `progress.parameters` does that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Parameters:
    """Variances in probit units squared, times in days. Wide on purpose: `bench worlds` compares them with those of 2026-11,
    whose 90 % range held the truth in 79 % of areas where children learn of a sudden; with these it is 87 %."""

    intercept: float = 0.45
    v_overall: float = 0.50
    v_form: float = 0.06
    v_area: float = 0.30
    v_skill: float = 0.40
    v_item: float = 0.22  # difficulty of an item of which the set knows nothing
    v_memory: float = 0.03  # how far one member's answers to one item differ from the item's: matters when it is asked again
    v_streak: float = 0.01  # a run in one skill; small here, since a quiz of ours asks a skill two or three times
    v_recognition: float = 0.20  # wide: who sees danger everywhere and who sees none differ a lot
    v_skill_difficulty: float = 0.20  # of a skill of which the set knows nothing
    days_overall: float = 1500.0
    days_area: float = 400.0
    days_skill: float = 150.0
    days_item: float = 150.0
    days_form: float = 0.2  # of today's form and of a run
    form_kept: float = 0.85
    streak_kept: float = 0.6
    fade_power: float = 0.01  # a skill that n other answers came between keeps (1 + n) ** -fade_power
    gain_right: float = 0.07
    gain_wrong: float = 0.05
    gain_power: float = 0.5
    gain_variance: float = 0.02
    slip: float = 0.03
    guess_share: float = 0.9  # of 1 / options: a child who guesses still avoids the silliest option
    borrowed: float = 0.65  # share right among answers that were a neighbour's: about the mean of all answers


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """What a release says of the population. `items`, `skills` → (mean, variance) of their difficulty; unknown ones: (0, v)."""

    version: str = "2026-12"
    parameters: Parameters = Parameters()
    items: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    skills: Mapping[str, tuple[float, float]] = field(default_factory=dict)
