"""What is printed or taken along of a group quiz: cards, the quiz on paper, the report as a table. Facilitators only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions import group_quiz_paper, group_quiz_report
from actions.desk import desk
from actions.permissions import NotAllowed, Who
from routes.seats import language, seated

SIZES, SHEETS = ("A4", "A5"), ("quiz", "tally")


async def cards(request: Request) -> Response:
    """The answer cards of a circle, one for each child, as PDF."""
    circle, size = request.query_params.get("circle", ""), request.query_params.get("size", "A4")
    lang = language(request)
    return await _file(
        request,
        lambda who: group_quiz_paper.pdf_cards(desk(), who, circle, size if size in SIZES else "A4", lang),  # type: ignore[arg-type]
        "application/pdf",
        f"cards-{lang}.pdf",
    )


async def paper(request: Request) -> Response:
    """The quiz to read aloud, or its tally sheet, as PDF."""
    session, what = request.query_params.get("session", ""), request.query_params.get("what", "quiz")
    lang, kind = language(request), what if what in SHEETS else "quiz"
    return await _file(
        request,
        lambda who: group_quiz_paper.pdf_paper(desk(), who, session, lang, kind),  # type: ignore[arg-type]
        "application/pdf",
        f"{kind}-{lang}.pdf",
    )


async def report(request: Request) -> Response:
    """The report of a session as a table of counts."""
    session, lang = request.query_params.get("session", ""), language(request)
    table = lambda who: group_quiz_report.csv(desk(), who, session, lang).encode()  # noqa: E731
    return await _file(request, table, "text/csv; charset=utf-8", "group-quiz.csv")


async def _file(request: Request, make: Callable[[Who], bytes], kind: str, name: str) -> Response:
    who: Any = await seated(request)
    try:
        body = await asyncio.to_thread(make, who)
    except NotAllowed:
        return RedirectResponse("/door?adult=facilitator", 303)
    except ValueError as problem:  # more children than cards, an empty group: said on the page that was opened for it
        return Response(str(problem), 422, media_type="text/plain; charset=utf-8")
    where = "attachment" if kind.startswith("text/csv") else "inline"
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'{where}; filename="{name}"'}
    return Response(body, media_type=kind, headers=headers)
