"""Line charts as SVG, drawn by hand: panels below one another, each with axes from zero (or a logarithmic x) and a legend."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 34, 42
COLOURS = ("#1f5fa8", "#c0562a", "#2d7d46", "#7b4ba0")
MOST_DOTS = 800
Point = tuple[float, float]


@dataclass(frozen=True)
class Panel:
    """`lines`: name → points in the order of x. `dots` leaves the points unconnected (samples instead of a
    course) and draws at most `MOST_DOTS` of a line, evenly taken."""

    title: str
    across: str
    up: str
    lines: Mapping[str, Sequence[Point]]
    logarithmic: bool = False
    dots: frozenset[str] = frozenset()


def svg(panels: Sequence[Panel]) -> str:
    total = HEIGHT * len(panels)
    style = "text{font:12px sans-serif;fill:#333}.t{font-weight:bold;font-size:13px}.g{stroke:#ddd}.a{stroke:#555}"
    drawn = "\n".join(_panel(panel, HEIGHT * number) for number, panel in enumerate(panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}" role="img">\n'
        f'<style>{style}</style>\n<rect width="{WIDTH}" height="{total}" fill="#fff"/>\n{drawn}\n</svg>\n'
    )


def ticks(most: float) -> list[float]:
    """Four to eight round numbers from 0 to above `most`."""
    step = 10.0 ** math.floor(math.log10(max(most, 1e-9)))
    step = next(step * part for part in (0.125, 0.25, 0.5, 1, 1.25) if most / (step * part) <= 8)
    return [step * number for number in range(math.ceil(most / step) + 1)]


def _panel(panel: Panel, top: int) -> str:
    points = [point for line in panel.lines.values() for point in line]
    marks_up = ticks(max(y for _, y in points))
    xs = sorted({x for x, _ in points})
    marks_across = xs if panel.logarithmic else ticks(xs[-1])

    def place(x: float, y: float) -> Point:
        on_log = panel.logarithmic
        share = math.log(x / xs[0]) / (math.log(xs[-1] / xs[0]) or 1) if on_log else x / marks_across[-1]
        across = LEFT + share * (WIDTH - LEFT - RIGHT)
        return round(across, 1), round(HEIGHT - BOTTOM - y / marks_up[-1] * (HEIGHT - TOP - BOTTOM), 1)

    parts = [f'<g transform="translate(0 {top})">', _text(LEFT, 18, panel.title, "t")]
    floor, ceiling = HEIGHT - BOTTOM, TOP
    for mark in marks_up:
        _, y = place(xs[0], mark)
        parts += [f'<path class="g" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>', _text(LEFT - 6, y + 4, f"{mark:g}", "", "end")]
    for mark in marks_across:
        x, _ = place(mark, 0)
        parts += [f'<path class="a" d="M{x} {floor}v4"/>', _text(x, floor + 17, f"{mark:,g}", "", "middle")]
    parts += [f'<path class="a" fill="none" d="M{LEFT} {ceiling}V{floor}H{WIDTH - RIGHT}"/>']
    parts += [_text(WIDTH - RIGHT, floor + 34, panel.across, "", "end"), _text(LEFT, ceiling - 4, panel.up)]
    for number, (name, line) in enumerate(panel.lines.items()):
        parts += _line(name, [place(*point) for point in line], number, name in panel.dots)
    return "\n".join([*parts, "</g>"])


def _line(name: str, places: Sequence[Point], number: int, dots: bool) -> list[str]:
    colour = COLOURS[number % len(COLOURS)]
    radius = 1.2 if dots else 3
    marked = places[:: math.ceil(len(places) / MOST_DOTS)] if dots else places if len(places) < 20 else ()
    drawn = [f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>' for x, y in marked]
    if not dots:
        drawn.append(
            f'<path fill="none" stroke="{colour}" stroke-width="1.5" d="M{"L".join(f"{x} {y}" for x, y in places)}"/>'
        )
    at = WIDTH - RIGHT - 150
    legend = [
        f'<rect x="{at}" y="{8 + 14 * number}" width="10" height="4" fill="{colour}"/>',
        _text(at + 14, 14 + 14 * number, name),
    ]
    return drawn + legend


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'
