"""What the models found, in plain words with a remedy. Pure; it must never show a child or a writer the library's message."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from curriculum.items import TYPES
from curriculum.problem import Fault, Path
from curriculum.text import LANGUAGES, Text

# what one entry of a list is called
ONE = {
    "options": "option", "cards": "card", "scenes": "scene", "steps": "step", "things": "thing", "baskets": "basket",
    "pairs": "pair",
    "plan": "part", "discuss": "question to discuss", "questions": "question", "sources": "source", "areas": "area",
    "concerns": "concern", "units": "unit", "lessons": "lesson", "items": "item", "checks": "check", "names": "name",
    "contacts": "contact", "notes": "note", "languages": "language",
}  # fmt: skip
FORMS = {
    "number": "Write 3 to 20 digits and spaces",
    "checked": "Write year and month, as in 2026-11",
    "on": "Write year, month and day, as in 2026-11-24",
}
WHOLE = "Look at a neighbouring file for the form"


def named(path: Path, raw: Any = None) -> str:
    """("options", 1, "feedback") → "feedback of option b": what a person calls this place. `raw` gives the ids."""
    parts: list[str] = []
    for step in path:
        raw = _within(raw, step)
        if isinstance(step, int):
            known = raw.get("id") if isinstance(raw, dict) else None
            word = ONE.get(parts.pop(), "entry") if parts else "entry"
            parts.append(f"{word} {known or step + 1}")
        else:
            parts.append(step)
    return " of ".join(reversed(parts))


def faults(subject: str, raw: Any, error: ValidationError, model: Any) -> Iterator[tuple[Path, str, str]]:
    """(path, fact, remedy) of each thing that the model refused."""
    for one in error.errors():
        path: Path = one["loc"]
        if path and path[0] in TYPES:  # the tag that chose the model is no key of the file
            path = path[1:]
        if one["type"] == "too_short" and len(one["input"]) >= one["ctx"]["min_length"]:
            continue  # enough are written; those that do not fit are said themselves
        fact, remedy = _told(subject, raw, path, one, model)
        yield path, fact, remedy


def _told(subject: str, raw: Any, path: Path, one: Any, model: Any) -> tuple[str, str]:
    context, value = one.get("ctx", {}), one["input"]
    what = f"{_in_language(path, raw)} of {subject}" if path else subject
    match one["type"]:
        case "value_error":
            found = context["error"]
            whole = f"{what}: " if path else f"{subject}: "
            return (whole + found.fact, found.remedy) if isinstance(found, Fault) else (whole + str(found), WHOLE)
        case "missing":
            return _missing(subject, raw, path, model)
        case "extra_forbidden":
            return _unknown(subject, raw, path, model)
        case "string_too_short":
            return f"{what} is empty", "Write it"
        case "string_type":
            return _not_a_text(what, value)
        case "literal_error":
            return f"{what} is {value!r}", f"Use {context['expected'].replace(chr(39), '')}"
        case "union_tag_not_found":
            return f'{subject} has no "type:"', f'Add "type:" with one of {", ".join(TYPES)}'
        case "union_tag_invalid":
            return f"type of {subject} is {context['tag']!r}", f"Use one of {', '.join(TYPES)}"
        case "too_short":
            return f"{what} holds {context['actual_length']}", f"Give at least {context['min_length']}"
        case "too_long":
            return f"{what} holds {context['actual_length']}", f"Give at most {context['max_length']}"
        case "string_pattern_mismatch":
            return f"{what} is {value!r}", FORMS.get(str(path[-1]), WHOLE)
        case "bool_type" | "bool_parsing":
            return f"{what} is {value!r}", "Write true or false"
        case "int_type" | "int_parsing" | "int_from_float" | "greater_than":
            return f"{what} is {value!r}", "Write a whole number above 0"
        case "tuple_type":
            return f"{what} is not a list", 'Begin each entry on its own line with "- "'
        case "model_type" | "model_attributes_type" | "dict_type":
            return _not_keys(what, path, model)
    return f"{what} does not fit ({one['msg']})", WHOLE


def _missing(subject: str, raw: Any, path: Path, model: Any) -> tuple[str, str]:
    key, holder = str(path[-1]), path[:-1]
    if key in LANGUAGES and holder:
        return f"{subject} has no {LANGUAGES[key]} {named(holder, raw)}", f'Add "{key}:"'
    where = f"{named(holder, raw)} of {subject}" if holder else subject
    both = ", in Khmer and English" if Text in _models(_annotation(model, path)) else ""
    return f'{where} has no "{key}:"', f"Add it{both}"


def _unknown(subject: str, raw: Any, path: Path, model: Any) -> tuple[str, str]:
    key, holder = str(path[-1]), path[:-1]
    where = f"{named(holder, raw)} of {subject}" if holder else subject
    here = _within(raw, *holder)
    known = [name for name in _keys(_annotation(model, holder), raw, holder)]
    free = [name for name in known if not isinstance(here, dict) or name not in here]
    near = difflib.get_close_matches(key, free, 1) or difflib.get_close_matches(key, known, 1)
    remedy = f'Did you mean "{near[0]}:"' + "?" if near else f"Remove it, or use one of {', '.join(known)}"
    return f'{where} has a key "{key}:" that nobody knows', remedy.rstrip("?") + (", or remove it" if near else "")


def _not_a_text(what: str, value: Any) -> tuple[str, str]:
    if value is None:
        return f"{what} is empty", "Write it"
    if isinstance(value, dict | list | tuple):
        return f"{what} is a list of entries where one text is due", "Write one text"
    return f"{what} is {value!r}, which is no text", "Put it in quotes"


def _not_keys(what: str, path: Path, model: Any) -> tuple[str, str]:
    if Text in _models(_annotation(model, path)):
        return f"{what} is not in two languages", 'Write it as {km: "…", en: "…"}'
    return f"{what} is not a list of keys", WHOLE


def _in_language(path: Path, raw: Any) -> str:
    if path[-1] in LANGUAGES and len(path) > 1:
        return f"{LANGUAGES[str(path[-1])]} {named(path[:-1], raw)}"
    return named(path, raw)


def _within(raw: Any, *steps: str | int) -> Any:
    for step in steps:
        try:
            raw = raw[step]
        except (KeyError, IndexError, TypeError):
            return None
    return raw


def _models(annotation: Any) -> list[type[BaseModel]]:
    """Every model that may stand where this annotation does."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in typing.get_args(annotation) for model in _models(inner)]


def _annotation(model: Any, path: Path) -> Any:
    """The annotation at the end of a path through nested models; None where there is none."""
    for step in path:
        if isinstance(step, int):
            continue
        fields = [field for one in _models(model) for name, field in one.model_fields.items() if step in (name, field.alias)]
        if not fields:
            return None
        model = fields[0].annotation
    return model


def _keys(annotation: Any, raw: Any, holder: Path) -> list[str]:
    models = _models(annotation)
    if not holder and isinstance(raw, dict) and len(models) > 1:  # an item: only what its own type knows
        models = [one for one in models if raw.get("type") in typing.get_args(one.model_fields["type"].annotation)]
    return sorted({field.alias or name for one in models for name, field in one.model_fields.items()})
