"""A text in every language of the course, side by side. Pure; it must never fall back silently from one to the other."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Strict(BaseModel):
    """Content that refuses a key it does not know: a misspelt key would otherwise be a lost sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """One text: Khmer and English, neither empty."""

    km: Words
    en: Words
