"""What was new in the content, with its day and its lessons, for grown-ups. It must never show a lesson that is not there now."""

from __future__ import annotations

from actions import content
from actions.desk import desk
from actions.permissions import Who
from curriculum.course import Entry
from screens.look import href, te, we
from screens.parts import day


def newest(who: Who) -> str:
    """The newest entries as a card; nothing while there is none."""
    rows = "".join(_entry(one) for one in content.newest(desk(), who))
    return f'<section class="card sheet news"><h2>{we("changelog.title")}</h2><ol>{rows}</ol></section>' if rows else ""


def _entry(one: Entry) -> str:
    found = [lesson for name in one.lessons if (lesson := desk().course.lessons.get(name))]
    links = "".join(f'<li><a href="{href("lesson", lesson=lesson.id)}">{te(lesson.title)}</a></li>' for lesson in found)
    count = we("changelog.lesson") if len(found) == 1 else we("changelog.lessons", len(found))
    listed = f"<details><summary>{count}</summary><ul>{links}</ul></details>" if found else ""
    return f'<li><time datetime="{one.on}">{day(one.on)}</time><div><p>{te(one.what)}</p>{listed}</div></li>'
