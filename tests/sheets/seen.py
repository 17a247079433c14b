"""What a paper shows once it is set in type: its pages as pictures, and every text that was drawn."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import typst
import yaml
from numpy.typing import NDArray

from sheets.layout import FONTS, ROOM, Sheet

WORDS = Path(__file__).parents[2] / "assets" / "words" / "paper.yaml"
HOSTILE = '#pagebreak() *b* $x^2$ "q" \\ @b <c> _i_ `r` // = - + ~ -- ... https://a.b #{1+1}'  # all that typst would act upon
Picture = NDArray[np.uint8]


def words(branch: str, lang: str) -> dict[str, str]:
    """The fixed words of one kind of paper in one language."""
    return {name: text[lang] for name, text in yaml.safe_load(WORDS.read_text("utf-8"))[branch].items()}


def pages(sheet: Sheet, dots_per_inch: int) -> list[Picture]:
    """Every page as a colour picture."""
    pictures = typst.compile(
        ROOM / f"{sheet.template}.typ", root=ROOM, font_paths=[FONTS], ignore_system_fonts=True,
        sys_inputs=sheet.inputs(), format="png", ppi=dots_per_inch,
    )  # fmt: skip
    each = pictures if isinstance(pictures, list) else [pictures]
    return [np.asarray(cv2.imdecode(np.frombuffer(one, np.uint8), cv2.IMREAD_COLOR), np.uint8) for one in each]


def texts(sheet: Sheet) -> list[str]:
    """Every text in the order in which it was drawn, as typst drew it and not as it was given."""
    main = f'#show text: it => {{ it; [#metadata(it.text)<drawn>] }}\n#include "/{sheet.template}.typ"'
    found = typst.query(  # type: ignore[misc]  # its stub wants one type for a text and the folder it stands in
        main.encode(), "<drawn>", field="value", root=ROOM,
        font_paths=[FONTS], ignore_system_fonts=True, sys_inputs=sheet.inputs(),
    )  # fmt: skip
    return [str(text) for text in json.loads(found)]


def is_white(area: Picture) -> bool:
    """Nothing was drawn there."""
    return bool((area == 255).all())
