"""Everything a validation run has to say, computed once: page, tables and README show these values."""

from collections.abc import Sequence
from dataclasses import dataclass

from viewer.measure.validation.grid import SETS, Condition, ConditionSet
from viewer.measure.validation.results import Given, Results
from viewer.measure.validation.statistics import Errors, Score, errors_of, grouped, scores
from viewer.measure.validation.targets import Reached, reached

MAIN_SET = "grid"
"""The set that most targets and all plots by fat fraction are about."""

FACTORS: tuple[tuple[str, str], ...] = (
    ("texture", "texture"),
    ("diffuse_share", "diffuse share of the fat"),
    ("coil_falloff_percent", "coil falloff (%)"),
    ("snr", "signal to noise of muscle"),
    ("contrast", "fat by muscle signal"),
    ("sequence", "sequence"),
    ("pixel_mm", "pixel (mm)"),
)
"""Conditions by which errors are told apart: name of the condition's field, and in words."""

CAUTION = (
    "Computed images with known truth, no patients. Phantom and methods share the assumption that a pixel's signal is "
    "a mixture of fat and muscle, so these numbers say how well a method measures what it assumes, and nothing yet "
    "about living muscle."
)
"""What every report says about itself."""


@dataclass(frozen=True, slots=True)
class FactorErrors:
    """Errors of one method at one level of one condition of the main set; `factor` is in words."""

    given: Given
    method: str
    factor: str
    level: str
    errors: Errors


@dataclass(frozen=True, slots=True)
class Report:
    """A finished run: results, scores per set and method, targets, and how it was made."""

    results: Results
    scores: tuple[Score, ...]
    reached: tuple[Reached, ...]
    factors: tuple[FactorErrors, ...]
    sets: tuple[tuple[ConditionSet, int, tuple[int, int]], ...]
    is_full: bool
    seed_offset: int

    @property
    def methods(self) -> tuple[str, ...]:
        """Names of the methods, the default first."""
        return tuple(name for name, _ in self.results.methods)

    @property
    def default(self) -> str:
        """Name of the method that the targets are about."""
        return self.methods[0]

    @property
    def images(self) -> int:
        """How many images were measured."""
        return sum(count for _, count, _ in self.sets)

    def scores_of(self, set_name: str) -> tuple[Score, ...]:
        """Scores of one set."""
        return tuple(score for score in self.scores if score.set_name == set_name)


def make_report(results: Results, conditions: Sequence[Condition], *, is_full: bool, seed_offset: int) -> Report:
    """Statistics and verdicts of a run.

    Parameters
    ----------
    results
        Of every condition.
    conditions
        What was measured.
    is_full, seed_offset
        How the conditions were made, see `grid.conditions`.
    """
    found = scores(results)
    by_set = grouped(conditions, lambda condition: condition.set_name)
    return Report(
        results=results,
        scores=found,
        reached=reached(found, default=results.methods[0][0]),
        factors=_factors(results),
        sets=tuple(
            (chosen, len(by_set[chosen.name]), _ends([condition.seed for condition in by_set[chosen.name]]))
            for chosen in SETS
            if chosen.name in by_set
        ),
        is_full=is_full,
        seed_offset=seed_offset,
    )


def _ends(seeds: Sequence[int]) -> tuple[int, int]:
    return min(seeds), max(seeds)


def _factors(results: Results) -> tuple[FactorErrors, ...]:
    found = []
    sides = [side for side in results.sides if side.condition.set_name == MAIN_SET]
    for (given, method), own in grouped(sides, lambda side: (side.given, side.method)).items():
        for name, words in FACTORS:
            by_level = grouped(own, lambda side, name=name: getattr(side.condition, name))  # type: ignore[misc]
            for level in sorted(by_level, key=lambda value: (value is None, value)):
                called = "of the sequence" if level is None else str(level)
                found.append(FactorErrors(given, method, words, called, errors_of(by_level[level])))
    return tuple(found)
