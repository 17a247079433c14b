"""Plotly figures and heat cells from boards. Colour never stands alone: every cell and line has its number."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go
from plotly.subplots import make_subplots

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
    """A small chart for each area: the line with its 90 % band; months on x, percent on y."""
    lang = look.language()
    asked = [area for area in desk().course.areas if len(months.get(area.id, [])) >= 2]
    across = min(4, max(1, len(asked)))
    down = max(1, -(-len(asked) // across))
    heads = [f"{t(area.short)} {digits(round(100 * months[area.id][-1][1].mean), lang)} %" for area in asked]
    figure = make_subplots(
        rows=down, cols=across, subplot_titles=heads, shared_yaxes=True, vertical_spacing=0.16, horizontal_spacing=0.03
    )
    for nth, area in enumerate(asked):
        points, colour, place = months[area.id], LINES[area.tint], {"row": nth // across + 1, "col": nth % across + 1}
        x = [f"{month // 12}-{month % 12 + 1:02}-15" for month, _ in points]
        band = [*(100 * c.high for _, c in points), *(100 * c.low for _, c in reversed(points))]
        shade = {"fill": "toself", "line": {"width": 0}, "fillcolor": colour, "opacity": 0.16, "hoverinfo": "skip"}
        figure.add_scatter(x=[*x, *x[::-1]], y=band, **shade, **place)
        figure.add_scatter(
            x=x, y=[100 * c.mean for _, c in points], mode="lines+markers", line={"color": colour, "width": 3}, **place
        )
        figure.add_hline(y=100 * PIVOT, line={"color": "#88847C", "dash": "dot", "width": 1}, **place)
    figure.update_layout(
        height=70 + 210 * down,
        margin={"l": 40, "r": 10, "t": 40, "b": 30},
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "Sitthi, sans-serif", "size": 14, "color": "#2B2A33"},
    )
    figure.update_yaxes(range=[20, 100], gridcolor="#E6DCC8")
    figure.update_xaxes(gridcolor="#F5EEDF", tickformat="%m/%y", nticks=5)
    return figure


def interval(cell: Cell) -> str:
    """The evidence sentence: number, likely range, children, answers."""
    return w("staff.evidence", *(round(100 * x) for x in (cell.mean, cell.low, cell.high)), cell.members, cell.answers)


def heat(rows: list[tuple[str, list[Cell | None]]], heads: list[str], corner: str) -> str:
    """A real table, for readers of screens too."""
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join(f"<tr><td>{escape(name)}</td>{''.join(td(cell) for cell in cells)}</tr>" for name, cells in rows)
    return f'<div class="scroll"><table class="grid"><tr><th>{escape(corner)}</th>{head}</tr>{body}</table></div>'
