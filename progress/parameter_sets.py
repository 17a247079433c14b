"""Parameter sets as files: shipped ones in `progress/parameters`, proposed ones in the data folder's `parameters`, and which
is in use. It must never use a file that is wrong in part; every fault of a file is said at once.

`docs/decisions/parameter-sets.md` says who may change them and why.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from progress.learning.parameters import Parameters, ParameterSet

SHIPPED = Path(__file__).parent / "parameters"
DEFAULT = "2026-12"
NAME = re.compile(r"\d{4}-\d{2}(-\d{2}-[a-z])?")
KEYS = ("version", "parameters", "items", "skills")
IN_USE = "in-use.yaml"
NAMES = tuple(one.name for one in fields(Parameters))
_SHARE = ("form_kept", "streak_kept", "slip", "guess_share", "borrowed")
_PLAIN = ("intercept", "gain_right", "gain_wrong")
_MAY_BE_NOTHING = ("gain_variance", "fade_power", "gain_power")


class BadSet(Exception):
    """All that is wrong with files of parameter sets, a line each: place, fact, remedy."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """Somebody decided that a set is used."""

    version: str
    day: str  # as 2026-11-25
    by: str


def kept_in(folder: Path) -> Path:
    """Where a data folder keeps its sets."""
    return folder / "parameters"


def in_use(folder: Path) -> ParameterSet:
    """The set that was adopted last, or the shipped one. Raises BadSet."""
    history = adopted(folder)
    return read_set(place_of(folder, history[-1].version if history else DEFAULT))


def place_of(folder: Path, version: str) -> Path:
    """The file of a set: one of this data folder, else a shipped one. Raises BadSet."""
    for place in (kept_in(folder), SHIPPED):
        if NAME.fullmatch(version) and (file := place / f"{version}.yaml").is_file():
            return file
    raise BadSet(
        f"{kept_in(folder)}: there is no set {version!r}. Name one of these: {', '.join(known_versions(folder))}; "
        f"or put {version}.yaml back there."
    )


def known_versions(folder: Path) -> list[str]:
    """Every set that could be used, in order of name."""
    found = [one.stem for place in (SHIPPED, kept_in(folder)) for one in place.glob("*.yaml")]
    return sorted({one for one in found if NAME.fullmatch(one)})


def adopted(folder: Path) -> list[Adopted]:
    """The decisions of a data folder, the newest last. Raises BadSet."""
    file = kept_in(folder) / IN_USE
    if not file.exists():
        return []
    found, problems = _mapping(file), list[str]()
    lines = found.get("adopted")
    if not isinstance(lines, list) or not lines:
        raise BadSet(f"{file}: there is no list 'adopted'. Take the file away to use set {DEFAULT}, or adopt a set again.")
    history = []
    for nth, line in enumerate(lines, 1):
        if isinstance(line, dict) and set(line) == {"version", "day", "by"}:
            history.append(Adopted(*(str(line[key]) for key in ("version", "day", "by"))))
        else:
            problems.append(f"{file}: decision {nth} is not version, day and by. Write these three, and nothing else.")
    if problems:
        raise BadSet("\n".join(problems))
    return history


def adopt(folder: Path, decision: Adopted) -> None:
    """From the next opening of the store on. Raises BadSet when that set cannot be read."""
    read_set(place_of(folder, decision.version))
    lines = [asdict(one) for one in (*adopted(folder), decision)]
    kept_in(folder).mkdir(parents=True, exist_ok=True)
    _replace(kept_in(folder) / IN_USE, yaml.safe_dump({"adopted": lines}, allow_unicode=True, sort_keys=False))


def read_set(file: Path) -> ParameterSet:
    """The set in a file. Raises BadSet with everything that is wrong."""
    found = _mapping(file)
    problems = [f"{file}: {key} is not known. Take it out; the keys are {', '.join(KEYS)}." for key in found if key not in KEYS]
    problems += [f"{file}: {key} is missing. Add it; without entries it is {{}}." for key in KEYS if key not in found]
    if "version" in found and found["version"] != file.stem:
        problems.append(f"{file}: version is {found['version']!r}. Make it {file.stem}, as the file is called.")
    numbers = _parameters(file, found.get("parameters", {}), problems)
    items, skills = (_difficulties(file, key, found.get(key, {}), problems) for key in ("items", "skills"))
    if problems:
        raise BadSet("\n".join(problems))
    return ParameterSet(file.stem, Parameters(**numbers), items, skills)


def write_set(file: Path, known: ParameterSet) -> None:
    """In full, so that it can be read by people and put under version control; to the last bit what `read_set` gives."""
    parts = {
        "parameters": asdict(known.parameters),
        "items": {name: list(pair) for name, pair in sorted(known.items.items())},
        "skills": {name: list(pair) for name, pair in sorted(known.skills.items())},
    }
    text = f"version: {known.version}\n"
    for key, part in parts.items():
        lines = "".join(f"  {_plain(name)}: {_plain(value)}\n" for name, value in part.items())
        text += f"{key}:\n{lines}" if lines else f"{key}: {{}}\n"
    file.parent.mkdir(parents=True, exist_ok=True)
    _replace(file, text)


def _plain(value: object) -> str:
    """A name, a number or a pair on one line."""
    return str(yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000)).splitlines()[0]


def _replace(file: Path, text: str) -> None:
    """A power cut leaves the old file or the new one."""
    beside = file.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)


def _mapping(file: Path) -> dict[Any, Any]:
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise BadSet(f"{file}: cannot be read ({problem}). Put a readable file there, or take it away.") from problem
    except yaml.YAMLError as problem:
        said = " ".join(str(problem).split())
        raise BadSet(f"{file}: is not YAML ({said}). Mend that line, or take the file from a snapshot.") from problem
    if not isinstance(found, dict):
        raise BadSet(f"{file}: is no mapping of names to values. Write {', '.join(KEYS)} as its keys.")
    return found


def _parameters(file: Path, found: object, problems: list[str]) -> dict[str, float]:
    if not isinstance(found, dict):
        problems.append(f"{file}: parameters is no mapping. Write a number for each of {', '.join(NAMES)}.")
        return {}
    where = f"{file}: parameters."
    problems += [f"{where}{name} is not known. Take it out, or mend its name." for name in found if name not in NAMES]
    problems += [f"{where}{name} is missing. Add it." for name in NAMES if name not in found]
    numbers = {}
    for name in NAMES:
        if name in found:
            is_fit, wanted = _wanted(name)
            value = _number(found[name])
            if value is None or not is_fit(value):
                problems.append(f"{where}{name} is {found[name]!r}. Write {wanted}.")
            else:
                numbers[name] = value
    return numbers


def _wanted(name: str) -> tuple[Callable[[float], bool], str]:
    if name in _SHARE:
        return lambda x: 0 < x < 1, "a number between 0 and 1"
    if name in _PLAIN:
        return lambda x: abs(x) <= 10, "a number from -10 to 10"
    if name in _MAY_BE_NOTHING:
        return lambda x: 0 <= x <= 100, "a number from 0 to 100"
    return lambda x: 0 < x <= 1e6, "a number above 0"


def _difficulties(file: Path, key: str, found: object, problems: list[str]) -> dict[str, tuple[float, float]]:
    if not isinstance(found, dict):
        problems.append(f"{file}: {key} is no mapping. Write id: [mean, variance], or {{}}.")
        return {}
    read = {}
    for name, pair in found.items():
        both = [_number(one) for one in pair] if isinstance(pair, list) and len(pair) == 2 else []
        if len(both) == 2 and both[0] is not None and both[1] is not None and abs(both[0]) <= 20 and 0 <= both[1] <= 100:
            read[str(name)] = (both[0], both[1])
        else:
            problems.append(f"{file}: {key}.{name} is {pair!r}. Write [mean, variance], the variance not below 0.")
    return read


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) else None
