"""A text in every language of the course, side by side. Pure; it must never fall back silently from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema

from curriculum.problem import Fault, Path

LANGUAGES = {"km": "Khmer", "en": "English"}  # as a Text has them; their names for whoever must mend one
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _pairs(raw: Any) -> Any:
    if not isinstance(raw, dict):
        raise Fault("it is not a list of rules", 'Write it as {rule: "reason"}')
    return tuple(raw.items())


# check's rule → why it does not hold here: {glossary: "a direction in this sentence"}. Pairs, so that an item can be a key
Allowed = Annotated[
    tuple[tuple[Words, Words], ...],
    BeforeValidator(_pairs),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}),
]


class Strict(BaseModel):
    """Content that refuses a key it does not know: a misspelt key would otherwise be a lost sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """One text: Khmer and English, neither empty."""

    km: Words
    en: Words


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every string of a part, with the keys that lead to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, field_ in type(value).model_fields.items():
            yield from leaves(getattr(value, name), (*path, field_.alias or name))
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from leaves(one, (*path, number))
