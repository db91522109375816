"""Figures of the report as inline SVG: value bars with whiskers, and curves with and without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from assessment.curves import Curve, Curves
from assessment.words import kpi_amount, short, signed
from simulator.kpis import kpi

HELPS, HARMS, MEANWHILE = "#1f6f9f", "#b4530a", "#7b8794"
"""Blue and orange of equal lightness (interface: never by colour alone; every bar has its sign beside it)."""
INK, FAINT = "#1f2933", "#d9dee3"
LINES = {
    "with": (HELPS, "2.2", ""),
    "without-best": (HARMS, "1.6", "2 3"),
    "without-worst": ("#6b4fa0", "1.6", "2 3"),
    "reference": (MEANWHILE, "1.6", "6 3"),
}
"""Colour, width and dashes of each line (interface: counterfactuals dotted)."""
BAR_WIDTH, BAR_HEIGHT = 180, 16
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 440, 190, 52, 108, 14, 22
LABEL_HEIGHT = 13
SIZE = 10.5
PLAIN = f"font-size='{SIZE}' fill='#52606d'"
"""Said at every text: who prints a page to PDF without a browser gives drawings no style sheet."""


def value_bar(value: float, error: float, most: float) -> str:
    """Return a bar from the middle with a whisker of one standard error to each side.

    Parameters
    ----------
    most : float
        Value at which a bar is full.
    """
    middle, half = BAR_WIDTH / 2, BAR_WIDTH / 2 - 2
    scale = half / most if most else 0.0
    x = middle + max(-half, min(half, value * scale))
    low, high = (middle + max(-half, min(half, (value + side * error) * scale)) for side in (-1, 1))
    left, width = min(middle, x), abs(x - middle)
    y = BAR_HEIGHT / 2
    return (
        f"<svg class='bar' width='{BAR_WIDTH}' height='{BAR_HEIGHT}' viewBox='0 0 {BAR_WIDTH} {BAR_HEIGHT}' role='img' "
        f"aria-label='{signed(value)} ± {error:.1f}'>"
        f"<rect x='{left:.1f}' y='3' width='{width:.1f}' height='10' fill='{HELPS if value >= 0 else HARMS}'/>"
        f"<line x1='{middle}' y1='0' x2='{middle}' y2='{BAR_HEIGHT}' stroke='{MEANWHILE}'/>"
        f"<path d='M{low:.1f} {y}H{high:.1f}M{low:.1f} {y - 4}v8M{high:.1f} {y - 4}v8' stroke='{INK}' fill='none'/></svg>"
    )


def share_bar(share: float) -> str:
    """Return a bar of a share, 0 to 1."""
    full = max(0.0, min(1.0, share)) * 120
    return (
        f"<svg class='bar' width='120' height='8' viewBox='0 0 120 8' aria-hidden='true'><rect width='120' height='8' rx='4' "
        f"fill='{FAINT}'/><rect width='{full:.0f}' height='8' rx='4' fill='{HELPS}'/></svg>"
    )


def curve_figures(curves: Curves, language: str, *, ends: int, targets: dict[str, float]) -> str:
    """Return a figure for each KPI.

    Parameters
    ----------
    ends : int
        Minute at which the trainee's time ended; the settlement tail is behind it.
    targets : dict of str to float
        Target of each KPI that has one.
    """
    return "".join(_figure(curves, name, language, ends, targets.get(name)) for name in curves.kpis)


def _figure(curves: Curves, name: str, language: str, ends: int, target: float | None) -> str:
    values = [value for line in curves.lines for value in line.values[name]]
    low, high = min(0.0, *values), max([*values, target or 0.0, 1e-9])
    last = curves.minutes[-1]

    def at(minute: float, value: float) -> tuple[float, float]:
        x = LEFT + (WIDTH - LEFT - RIGHT) * minute / max(1, last)
        return x, TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)

    label = kpi(name).label.of(language)
    parts = [_axes(name, language, low, high, last, at(ends, low)[0])]
    if target is not None:
        y = at(0, target)[1]
        word = "目标" if language == "zh" else "target"
        parts.append(
            f"<path d='M{LEFT} {y:.1f}H{WIDTH - RIGHT}' stroke='{INK}' stroke-width='.6'/>"
            f"<text {PLAIN} x='{LEFT + 4}' y='{y - 3:.1f}'>{word} {escape(kpi_amount(name, target, language))}</text>"
        )
    for line in curves.lines:
        path = "M" + "L".join(
            f"{x:.1f} {y:.1f}"
            for x, y in (at(m, v) for m, v in zip(curves.minutes, line.values[name], strict=True))
        )
        colour, width, dashes = LINES[line.key]
        parts.append(
            f"<path d='{path}' fill='none' stroke='{colour}' stroke-width='{width}' stroke-dasharray='{dashes}'/>"
        )
    parts += _labels(curves.lines, name, language, lambda value: at(last, value)[1])
    return (
        f"<figure><figcaption>{escape(label)}</figcaption><svg width='{WIDTH}' height='{HEIGHT}' "
        f"viewBox='0 0 {WIDTH} {HEIGHT}' role='img' aria-label='{escape(label)}'>{''.join(parts)}</svg></figure>"
    )


def _axes(name: str, language: str, low: float, high: float, last: int, x_end: float) -> str:
    base, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    days = max(1, last // 1440)
    every = max(1, days // 7)
    ticks = "".join(
        f"<text {PLAIN} x='{LEFT + (right - LEFT) * day * 1440 / last:.1f}' y='{HEIGHT - 6}'>D{day + 1}</text>"
        for day in range(0, days, every)
    )
    share = kpi(name).unit.zh == "占比"
    top, bottom = (f"{value * 100:.0f}%" if share else short(value, language) for value in (high, low))
    tail = "" if x_end >= right else (
        f"<rect x='{x_end:.1f}' y='{TOP}' width='{right - x_end:.1f}' height='{base - TOP}' fill='{FAINT}' opacity='.45'/>"
    )  # fmt: skip
    return (
        f"{tail}<path d='M{LEFT} {TOP}V{base}H{right}' fill='none' stroke='{MEANWHILE}' stroke-width='.8'/>"
        f"<text {PLAIN} text-anchor='end' x='{LEFT - 5}' y='{TOP + 4}'>{top}</text>"
        f"<text {PLAIN} text-anchor='end' x='{LEFT - 5}' y='{base}'>{bottom}</text>{ticks}"
    )


def _labels(lines: Sequence[Curve], name: str, language: str, height: Callable[[float], float]) -> list[str]:
    """Write each line's name and last value at its end, moved apart where they would meet."""
    ranked = sorted(lines, key=lambda line: height(line.values[name][-1]))
    out, lowest = [], 0.0
    room = HEIGHT - BOTTOM - LABEL_HEIGHT * 2 * len(ranked)
    for place, line in enumerate(ranked):
        wanted = min(height(line.values[name][-1]) + 4, room + LABEL_HEIGHT * (2 * place + 1))
        y = lowest = max(wanted, lowest + 2 * LABEL_HEIGHT if place else TOP)
        value = kpi_amount(name, line.values[name][-1], language)
        colour = LINES[line.key][0]
        out.append(
            f"<text font-size='{SIZE}' fill='{colour}' x='{WIDTH - RIGHT + 5}' y='{y:.1f}'>{escape(_name(line, language))}"
            f"<tspan x='{WIDTH - RIGHT + 5}' dy='{LABEL_HEIGHT - 1}'>{escape(value)}</tspan></text>"
        )
    return out


def _name(line: Curve, language: str) -> str:
    names = {
        "with": ("实际", "as played"), "reference": ("合格运营", "competent"),
        "without-best": ("去掉最佳一步", "without the best"), "without-worst": ("去掉最差一步", "without the worst"),
    }  # fmt: skip
    return names[line.key][language == "en"]


def legend(curves: Curves, language: str) -> str:
    """Return what each line is, in words, for those who print without colour."""
    said = []
    for line in curves.lines:
        colour, width, dashes = LINES[line.key]
        said.append(
            f"<span><svg width='28' height='8' aria-hidden='true'><path d='M0 4H28' stroke='{colour}' stroke-width='{width}' "
            f"stroke-dasharray='{dashes}'/></svg> {escape(line.label.of(language))}</span>"
        )
    return f"<p class='legend'>{''.join(said)}</p>"
