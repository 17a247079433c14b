"""`manage.py draw`: all pictures from assets/pictures/ into its drawn/ folder; it never writes half a set."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from drawing.compose import compose
from drawing.keep import faults
from drawing.read import Pictures, Problem, read
from drawing.small import icon, on_a_disc

PICTURES = Path(__file__).parents[1] / "assets" / "pictures"


def draw(pictures: Pictures) -> dict[str, str]:
    """Every finished file in memory: its path under drawn/, and its content."""
    parts = pictures.parts
    if parts is None:
        return {}
    drawn = {f"scenes/{name}.svg": compose(scene, parts) for name, scene in sorted(pictures.scenes.items())}
    drawn |= {f"small/{name}.svg": on_a_disc(small) for name, small in sorted({**parts.animals, **parts.things}.items())}
    drawn |= {f"icons/{name}.svg": icon(drawing) for name, drawing in sorted(parts.icons.items())}
    alt = {name: scene.alt.model_dump() for name, scene in sorted(pictures.scenes.items())}
    return {**drawn, "alt.json": json.dumps(alt, ensure_ascii=False, indent=1) + "\n"}


def check(drawn: dict[str, str]) -> list[Problem]:
    """What the finished pictures do not keep to."""
    return [fault for name, svg in drawn.items() if name.endswith(".svg") for fault in faults(name, svg)]


def write(drawn: dict[str, str], folder: Path) -> list[str]:
    """Writes what has changed, removes pictures that nothing describes any more; returns what it touched."""
    touched = []
    for name, content in drawn.items():
        file = folder / name
        if not file.exists() or file.read_bytes() != content.encode():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode())
            touched.append(name)
    for file in folder.glob("*/*.svg"):
        if (name := file.relative_to(folder).as_posix()) not in drawn:
            file.unlink()
            touched.append(name)
    return touched


def main() -> int:
    """Draws, or says every problem and writes nothing."""
    pictures = read(PICTURES)
    drawn = {} if pictures.problems else draw(pictures)
    if problems := pictures.problems or check(drawn):
        print("\n".join(map(str, problems)))
        print(f"{len(problems)} problems; nothing was written.")
        return 1
    touched = write(drawn, PICTURES / "drawn")
    print(f"{len(drawn) - 1} pictures, {sum(map(len, drawn.values())) // 1000} kB; {len(touched)} files changed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
