"""What holds the lessons together: areas, units, helplines, glossary, the concerns of 2011. Pure; never a fact without source."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from curriculum.text import Strict, Text, Words

Tint = Literal["sky", "clay", "lotus", "rice", "sun"]


class Area(Strict):
    """A strand of comprehension that is tracked on its own. `can` is what a child can do who knows it."""

    id: Words
    title: Text
    short: Text  # fits the head of a narrow column
    can: Text
    tint: Tint
    picture: Words


class Concern(Strict):
    """One concern of the evaluation: what was said then, and the areas that show its present state."""

    id: Words
    title: Text
    then: Text
    areas: tuple[Words, ...] = Field(min_length=1)
    source: Words


class CourseFile(Strict):
    """`lessons/course.yaml`."""

    languages: tuple[Words, ...] = Field(min_length=1)
    units: tuple[Words, ...] = Field(min_length=1)
    areas: tuple[Area, ...] = Field(min_length=1)
    concerns: tuple[Concern, ...]

    @model_validator(mode="after")
    def _concerns_name_areas(self) -> CourseFile:
        known = {area.id for area in self.areas}
        if lost := sorted({name for concern in self.concerns for name in concern.areas} - known):
            raise ValueError(f"a concern names {', '.join(lost)}, which is no area; use one of {', '.join(sorted(known))}")
        return self


class Unit(Strict):
    """`lessons/<unit>/unit.yaml`: lessons in the order they are taught."""

    id: Words
    title: Text
    sentence: Text
    picture: Words
    lessons: tuple[Words, ...] = Field(min_length=1)


class Contact(Strict):
    """Someone who helps. Children see only those marked `child_facing`."""

    id: Words
    number: str = Field(pattern=r"^[0-9 +]{3,20}$")
    name: Text
    does: Text
    country: Literal["KH", "TH"]
    child_facing: bool
    source: Words
    checked: str = Field(pattern=r"^20\d\d-\d\d$")
    call_before_print: bool


class Term(Strict):
    """A word of the glossary and what it means."""

    id: Words
    term: Text
    means: Text
