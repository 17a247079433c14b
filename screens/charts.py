"""Plotly figures and heat cells from boards. Colour never stands alone: every cell and line has its number."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go

from actions.boards import Cell
from actions.desk import desk
from curriculum.ui_words import digits
from screens import look
from screens.look import t, w

LINES = {"sky": "#1A526B", "clay": "#82371C", "lotus": "#8C2446", "rice": "#1B5633", "sun": "#7A4B00"}
LESS, TOO_EARLY, PIVOT = 0.10, 0.16, 0.60  # half-width of the interval; the low line


def tone(cell: Cell | None) -> str:
    """Value-suppressing: four steps when certain, two when less certain, none when hardly known."""
    if cell is None or cell.half > TOO_EARLY:
        return "k0"
    if cell.half > LESS:
        return "ka" if cell.mean < PIVOT else "kb"
    return "k1" if cell.mean < 0.45 else "k2" if cell.mean < PIVOT else "k3" if cell.mean < 0.75 else "k4"


def td(cell: Cell | None) -> str:
    """One cell of a heat table: number, interval; or why there is none."""
    lang = look.language()
    if cell is None:
        return '<td class="k0">·</td>'
    if cell.is_hidden:
        return f'<td class="hidden">&lt;{digits(5, lang)}</td>'
    mean, low, high = (digits(round(100 * x), lang) for x in (cell.mean, cell.low, cell.high))
    return f'<td class="{tone(cell)}"><b>{mean}</b><small>{low}–{high}</small></td>'


def trend(months: dict[str, list[tuple[int, Cell]]]) -> go.Figure:
    """One line an area with its 90 % band; months on x, percent on y."""
    figure = go.Figure()
    lang = look.language()
    for area in desk().course.areas:
        points = months.get(area.id, [])
        if len(points) < 2:
            continue
        colour = LINES[area.tint]
        x = [f"{month // 12}-{month % 12 + 1:02}-15" for month, _ in points]
        band = [*(100 * c.high for _, c in points), *(100 * c.low for _, c in reversed(points))]
        figure.add_scatter(
            x=[*x, *x[::-1]],
            y=band,
            fill="toself",
            line={"width": 0},
            fillcolor=colour,
            opacity=0.13,
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            x=x, y=[100 * c.mean for _, c in points], mode="lines+markers", name=t(area.short), line={"color": colour, "width": 3}
        )
        figure.add_annotation(
            x=x[-1],
            y=100 * points[-1][1].mean,
            text=f" {t(area.short)} {digits(round(100 * points[-1][1].mean), lang)}",
            showarrow=False,
            xanchor="left",
            font={"color": colour, "size": 15},
        )
    figure.add_hline(y=100 * PIVOT, line={"color": "#88847C", "dash": "dot", "width": 1})
    figure.update_layout(
        height=340,
        margin={"l": 40, "r": 130, "t": 10, "b": 30},
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "Sitthi, sans-serif", "size": 15, "color": "#2B2A33"},
        yaxis={"range": [20, 100], "gridcolor": "#E6DCC8", "ticksuffix": " %"},
        xaxis={"gridcolor": "#F5EEDF", "tickformat": "%m/%y"},
    )
    return figure


def interval(cell: Cell) -> str:
    """The evidence sentence: number, likely range, children, answers."""
    return w("staff.evidence", *(round(100 * x) for x in (cell.mean, cell.low, cell.high)), cell.members, cell.answers)


def heat(rows: list[tuple[str, list[Cell | None]]], heads: list[str], corner: str) -> str:
    """A real table, for readers of screens too."""
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join(f"<tr><td>{escape(name)}</td>{''.join(td(cell) for cell in cells)}</tr>" for name, cells in rows)
    return f'<div class="scroll"><table class="grid"><tr><th>{escape(corner)}</th>{head}</tr>{body}</table></div>'
