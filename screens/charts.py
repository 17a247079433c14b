"""Heat tables, trends and dots with ranges. Colour never stands alone: every cell and mark has its number."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Any
from urllib.parse import quote

import plotly.graph_objects as go
import streamlit as st
from plotly.subplots import make_subplots

from actions.overview import LOW_LINE, Cell
from curriculum.course import Area
from progress.learning.evaluation import Mean
from progress.learning.shares import Share
from screens.look import LOOKS, href, icon, n, t, te, w, we
from screens.parts import month, percent

LESS, TOO_EARLY = 0.10, 0.16  # half-width of the interval: less certain, hardly known
LONG = 36  # characters of a title that fit across a chart on a phone
ACROSS = 5  # small charts in a row: ten areas are two full rows


@cache
def tokens() -> dict[str, str]:
    """Name → colour, from the only place where colours are invented."""
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", (LOOKS / "tokens.css").read_text("utf-8")))


def tone(cell: Cell) -> str:
    """Value-suppressing: four steps when certain, two when less certain, none when hardly known."""
    if cell.half > TOO_EARLY:
        return "k0"
    if cell.half > LESS:
        return "ka" if cell.mean < LOW_LINE else "kb"
    return "k1" if cell.mean < 0.45 else "k2" if cell.mean < LOW_LINE else "k3" if cell.mean < 0.75 else "k4"


def td(cell: Cell | None, to: str = "") -> str:
    """One cell of a heat table: number and range, or why there is none; a tap goes `to` its page."""
    if cell is None:
        return f'<td class="none">–<span class="sr">{we("board.none")}</span></td>'
    if cell.is_hidden:
        return f'<td class="hidden">&lt;{n(5)}<span class="sr">{we("staff.hidden")}</span></td>'
    inside = f"<b>{n(percent(cell.mean))}</b><small>{n(percent(cell.low))}–{n(percent(cell.high))}</small>"
    return f'<td class="{tone(cell)}">' + (f'<a href="{to}">{inside}</a>' if to else inside) + "</td>"


def heat(rows: list[tuple[str, str, dict[str, Cell]]], areas: tuple[Area, ...], total: dict[str, Cell]) -> str:
    """A real table: (school id, name, area → cell) by area; the last row holds all. Never sorted by result."""
    heads = "".join(
        f'<th scope="col"><a href="{href("area", area=area.id)}">{icon(area.id)}{te(area.short)}</a></th>' for area in areas
    )
    body = ""
    for school, name, cells in rows:
        line = "".join(td(cells.get(area.id), href("school", school=school, area=area.id)) for area in areas)
        body += f'<tr><th scope="row"><a href="{href("school", school=school)}">{escape(name)}</a></th>{line}</tr>'
    if total:
        line = "".join(td(total.get(area.id), href("area", area=area.id)) for area in areas)
        body += f'<tr class="total"><th scope="row">{we("staff.all")}</th>{line}</tr>'
    head = f'<thead><tr><th><span class="sr">{we("staff.school")}</span></th>{heads}</tr></thead>'
    return f'<div class="scroll" tabindex="0"><table class="grid">{head}<tbody>{body}</tbody></table></div>'


def scale() -> str:
    """What the colours of a heat table say."""
    steps = "".join(f'<i class="{name}"></i>' for name in ("k1", "k2", "k3", "k4"))
    return (
        f'<p class="scale"><span>{we("staff.low")} {steps} {we("staff.high")} · {we("staff.certain")}</span>'
        f'<span><i class="ka"></i><i class="kb"></i>{we("staff.less")}</span><span><i class="k0"></i>{we("staff.hardly")}</span>'
        f'<span><i class="hidden"></i>&lt;{n(5)}</span></p>'
    )


def trend(months: dict[str, list[tuple[int, Cell]]], areas: tuple[Area, ...]) -> go.Figure:
    """A small chart for each area with one y-axis: the line with its 90 % band, the last value at its mark."""
    asked = [area for area in areas if len(months.get(area.id, [])) >= 2]
    across, ink = min(ACROSS, max(1, len(asked))), tokens()
    down = max(1, -(-len(asked) // across))
    heads = [t(area.title) for area in asked]
    gap = {"horizontal_spacing": 0.03, "vertical_spacing": 0.22 if down > 1 else 0}
    figure = make_subplots(rows=down, cols=across, subplot_titles=heads, shared_yaxes=True, **gap)
    for nth, area in enumerate(asked):
        points, place = months[area.id], {"row": nth // across + 1, "col": nth % across + 1}
        x = [at for at, _ in points]
        y = [percent(cell.mean) for _, cell in points]
        band = [*(100 * cell.high for _, cell in points), *(100 * cell.low for _, cell in reversed(points))]
        shade = {"fill": "toself", "mode": "lines", "line": {"width": 0}, "fillcolor": ink["know-b"], "hoverinfo": "skip"}
        figure.add_scatter(x=[*x, *x[::-1]], y=band, **shade, **place)
        said = [f"{_when(at)} · {n(value)} %" for at, value in zip(x, y, strict=True)]
        sizes = [0] * (len(x) - 1) + [11]
        line = {
            "line": {"color": ink["know-4"], "width": 3.5},
            "marker": {"size": sizes, "color": ink["know-4"]},
            "cliponaxis": False,
        }
        figure.add_scatter(x=x, y=y, mode="lines+markers", hovertext=said, hoverinfo="text", **line, **place)
        figure.add_annotation(
            x=x[-1], y=y[-1], text=f"<b>{n(y[-1])}%</b>", yshift=20, showarrow=False, font={"size": 17}, **place
        )
        figure.add_hline(y=100 * LOW_LINE, line={"color": ink["ink"], "width": 1.5, "dash": "dash"}, **place)
        ticks, edge = [x[0], x[len(x) // 2], x[-1]], 0.13 * (x[-1] - x[0])  # room for the names of the first and last month
        reach = [x[0] - edge, x[-1] + edge]
        figure.update_xaxes(tickvals=ticks, ticktext=[month(at % 12 + 1) for at in ticks], range=reach, **place)
    values = (40, 60, 80, 100)
    figure.update_yaxes(range=[30, 104], tickvals=values, ticktext=[f"{n(value)}%" for value in values])
    figure.update_layout(template=_template(), height=60 + 190 * down, margin={"l": 8, "r": 16, "t": 40, "b": 30})
    return figure


def whiskers(rows: list[tuple[str, Share | Cell]]) -> go.Figure:
    """Dot and range for each name: clay when all of the range is under the line, blue when all is above, grey when we cannot tell.

    A name stands above its line: beside it, the title of a lesson would leave no room for the line.
    """
    ink = tokens()
    figure = go.Figure()
    for nth, (name, one) in enumerate(rows):
        dot, tint = (
            (ink["know-1"], ink["know-2"]) if one.high < LOW_LINE
            else (ink["know-4"], ink["know-3"]) if one.low > LOW_LINE
            else (ink["muted"], "#D8D2C6")
        )  # fmt: skip
        reach = {"type": "data", "array": [100 * (one.high - one.mean)], "arrayminus": [100 * (one.mean - one.low)]}
        figure.add_scatter(
            x=[100 * one.mean], y=[name], mode="markers",
            error_x={**reach, "symmetric": False, "thickness": 7, "width": 0, "color": tint}, cliponaxis=False,
            marker={"size": 13, "color": dot, "line": {"width": 2, "color": "#fff"}},
            hovertext=[f"{name} · {n(percent(one.mean))} % ({n(percent(one.low))}–{n(percent(one.high))})"], hoverinfo="text",
        )  # fmt: skip
        # by its place: "09" as a name would be read as a number; on white, so that no line goes through it
        above = {"y": nth, "showarrow": False, "yanchor": "bottom", "yshift": 9, "bgcolor": ink["card"], "align": "left"}
        figure.add_annotation(x=0, xref="paper", text=_in_two(name), xanchor="left", **above)
        figure.add_annotation(x=1, xref="paper", text=f"<b>{n(percent(one.mean))}</b>", xanchor="right", **above)
    high = 76 if any(_in_two(name) != escape(name, quote=False) for name, _ in rows) else 56
    figure.update_layout(template=_template(), height=60 + high * len(rows), margin={"l": 8, "r": 20, "t": 20, "b": 28})
    ticks = (20, 40, 60, 80, 100)
    figure.update_xaxes(
        range=[12, 103], tickvals=ticks, ticktext=[f"{n(v)}%" for v in ticks], showgrid=True, gridcolor=ink["line"]
    )
    figure.update_yaxes(showgrid=False, range=[len(rows) - 0.5, -0.9], showticklabels=False)
    figure.add_vline(x=100 * LOW_LINE, line={"color": ink["ink"], "width": 1.5, "dash": "dash"})
    return figure


def _in_two(name: str) -> str:
    """A long title in two lines, torn at the space nearest to its middle: on a phone one would run out of the chart."""
    spaces = [at for at, one in enumerate(name) if one == " "]
    if len(name) <= LONG or not spaces:
        return escape(name, quote=False)
    at = min(spaces, key=lambda one: abs(one - len(name) / 2))
    return f"{escape(name[:at], quote=False)}<br>{escape(name[at + 1 :], quote=False)}"


def show(figure: go.Figure, key: str, heads: list[str], rows: list[list[str]]) -> None:
    """The chart, and the same as a table: a chart alone tells nothing to who cannot see it."""
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key=key)
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(one)}</td>" for one in row) + "</tr>" for row in rows)
    table = f'<div class="scroll" tabindex="0"><table class="plain-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    st.html(f"<details><summary>{we('staff.as_table')}</summary>{table}</details>")


def tests(rows: list[tuple[str, list[Mean | None]]], names: list[str]) -> go.Figure:
    """Three dots with their ranges for each area: a ring, a disc, a diamond; each number stands at the end of its line."""
    ink, figure = tokens(), go.Figure()
    looks = (("circle-open", ink["know-4"]), ("circle", ink["know-4"]), ("diamond", ink["sun-deep"]))
    for nth, (shape, tint) in enumerate(looks):
        seen = [(row + 0.27 * (nth - 1), name, one) for row, (name, means) in enumerate(rows) if (one := means[nth])]
        x, y = [100 * one.mean for _, _, one in seen], [at for at, _, _ in seen]
        more = [100 * (min(1.0, one.high) - one.mean) for _, _, one in seen]
        less = [100 * (one.mean - max(0.0, one.low)) for _, _, one in seen]
        reach = {"type": "data", "array": more, "arrayminus": less, "symmetric": False}
        said = [
            f"{name} · {names[nth]} · {n(percent(one.mean))} % ({_range(one)}), n = {n(one.members)}" for _, name, one in seen
        ]
        figure.add_scatter(
            x=x, y=y, mode="markers", hovertext=said, hoverinfo="text", cliponaxis=False,
            error_x={**reach, "thickness": 4, "width": 0, "color": ink["line"] if nth == 0 else ink["know-3"] if nth == 1 else ink["sun"]},
            marker={"symbol": shape, "size": 12, "color": tint, "line": {"width": 3 if nth == 0 else 0, "color": tint}},
        )  # fmt: skip
        figure.add_scatter(
            x=[103] * len(seen), y=y, mode="text", text=[n(percent(one.mean)) for _, _, one in seen], hoverinfo="skip",
            textposition="middle right", textfont={"size": 13, "color": tint}, cliponaxis=False,
        )  # fmt: skip
    figure.update_layout(template=_template(), height=50 + 62 * len(rows), margin={"l": 8, "r": 8, "t": 10, "b": 28})
    ticks = (0, 20, 40, 60, 80, 100)
    figure.update_xaxes(
        range=[0, 109], tickvals=ticks, ticktext=[f"{n(v)}%" for v in ticks], showgrid=True, gridcolor=ink["line"]
    )
    figure.update_yaxes(
        range=[len(rows) - 0.4, -0.6], tickvals=list(range(len(rows))), ticktext=[name for name, _ in rows], showgrid=False,
        tickfont={"size": 15, "color": ink["ink"]},
    )  # fmt: skip
    return figure


def _range(one: Mean) -> str:
    return f"{n(percent(max(0.0, one.low)))}–{n(percent(min(1.0, one.high)))}"


def slope(first: tuple[int, Cell], last: tuple[int, Cell]) -> str:
    """From our own first measurement to now: lines as a picture (pages may hold no drawing of their own), numbers as words."""
    (before, then), (after, now) = first, last
    ink, y = tokens(), [round(118 - 1.1 * percent(value)) for value in (then.mean, now.mean, now.low, now.high)]
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 280 120'><path d='M64 {y[0]}L196 {y[1]}' stroke='{ink['know-3']}' stroke-width='3'/>"
        f"<path d='M196 {y[2]}V{y[3]}' stroke='{ink['know-3']}' stroke-width='10'/><circle cx='64' cy='{y[0]}' r='6' fill='#fff' stroke='{ink['know-4']}' stroke-width='3'/>"
        f"<circle cx='196' cy='{y[1]}' r='7' fill='{ink['know-4']}' stroke='#fff' stroke-width='1.5'/></svg>"
    )
    said = f"{_when(before)} {n(percent(then.mean))} %, {_when(after)} {n(percent(now.mean))} %"
    return (
        f'<div class="slope"><img alt="{escape(said)}" src="data:image/svg+xml,{quote(svg)}"><span style="top:{y[0] / 1.2:.0f}%">{n(percent(then.mean))}</span>'
        f'<b style="top:{y[1] / 1.2:.0f}%">{n(percent(now.mean))}%</b></div><p class="slope-ends"><span>{escape(_when(before))}</span><span>{escape(_when(after))}</span></p>'
    )


def trend_rows(months: dict[str, list[tuple[int, Cell]]], areas: tuple[Area, ...]) -> list[list[str]]:
    """The table beside `trend`: area, month, number, range, children."""
    return [
        [t(area.title), _when(at), n(percent(cell.mean)), f"{n(percent(cell.low))}–{n(percent(cell.high))}", n(cell.members)]
        for area in areas
        for at, cell in months.get(area.id, [])
    ]


def _when(at: int) -> str:
    return w("date.month", month(at % 12 + 1), at // 12)


def _template() -> dict[str, Any]:
    ink = tokens()
    axis = {
        "showline": False,
        "ticks": "",
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "tickfont": {"size": 13, "color": ink["muted"]},
    }
    font = {"family": "Sitthi, sans-serif", "size": 15, "color": ink["ink"]}
    hover = {"bgcolor": ink["card"], "bordercolor": ink["edge"], "font": font}
    layout = {
        "font": font,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": hover,
    }
    return {"layout": {**layout, "xaxis": {**axis, "showgrid": False}, "yaxis": {**axis, "gridcolor": ink["line"]}}}
