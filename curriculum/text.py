"""A text in every language of the course, side by side. Pure; it must never fall back silently from one to the other."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

LANGUAGES = {"km": "Khmer", "en": "English"}  # as a Text has them; their names for whoever must mend one
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Allowed = dict[Words, Words]  # check's rule → why it does not hold here: {glossary: "right is a direction in this sentence"}


class Strict(BaseModel):
    """Content that refuses a key it does not know: a misspelt key would otherwise be a lost sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """One text: Khmer and English, neither empty."""

    km: Words
    en: Words
