"""What a bench found, as text and as a page of the documentation."""

from __future__ import annotations

from assessment.speed.bench import Line, lines_of
from assessment.speed.growth import SLOPE, points_of
from assessment.speed.kept import Measured

DIRECTIONS = {
    "people": "people",
    "ticks": "ticks",
    "contents": "contents on each channel",
    "channels": "channels",
}


def bench_text(found: list[Measured]) -> str:
    """Return the result for a terminal."""
    out = [_line_text(line) for line in lines_of(found)]
    by_name = {each.name: each for each in found}
    if "limits" in by_name:
        out += ["", *_limit_lines(by_name["limits"])]
    if "growth" in by_name:
        out += ["", *_growth_lines(by_name["growth"])]
    return "\n".join(out)


def _line_text(line: Line) -> str:
    value = "   not run" if line.value is None else f"{line.value:>10.4g}"
    wanted = "" if line.wanted is None else f"  wanted {line.wanted:.4g}: {_verdict(line)}"
    return f"{line.name:26}{value}{wanted}\n    {line.text}\n    {line.detail}".rstrip()


def _verdict(line: Line) -> str:
    return {True: "reached", False: "MISSED", None: "not run"}[line.reached]


def _limit_lines(limits: Measured) -> list[str]:
    v = limits.values
    return [
        f"memory, a triad: {v['triad_bytes'] / 1e9:.1f} GB a CPU-second; the kernel asks for {v['share_of_triad']:.1%} of it",
        (
            f"draws only: {v['hash_draws'] / 1e9:.2f} G a CPU-second; the kernel makes {v['share_of_hash']:.1%} of them "
            f"({v['draws_an_impression']:.1f} an impression)"
        ),
        f"200,000 people, {v['impressions'] / 1e6:.2f} M impressions a CPU-second; nanoseconds an impression:",
        *(f"  {name:48}{ns:8.0f}" for name, ns in limits.parts.items()),
    ]


def _growth_lines(growth: Measured) -> list[str]:
    out = ["growth of the CPU seconds (straight line through the logarithms):"]
    for name, text in DIRECTIONS.items():
        points = "  ".join(f"{size:,}: {cost:.3f}" for size, cost in points_of(growth.values, name))
        slope = growth.values[f"slope.{name}"]
        out.append(
            f"  {text:26}slope {slope:5.2f} ({'within' if slope <= SLOPE else 'ABOVE'} {SLOPE})   {points}"
        )
    return out


def bench_page(found: list[Measured], made: str) -> str:
    """Return the page of the documentation.

    Parameters
    ----------
    made : str
        Command, machine, commit and day.
    """
    out = ["# Speed, measured side by side", "", f"Made by {made}.", ""]
    out += [
        "Every comparison runs both programs as processes of their own on the same work, in turn; CPU seconds of one",
        "thread, medians over the turns. Setting up and compiling do not count, on either side. The peers model other",
        "things, and often more in one event: read large ratios as orders of magnitude.", "",
        "| measurement | value | wanted | verdict | work | detail |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for line in lines_of(found):
        value = "not run" if line.value is None else f"{line.value:.4g}"
        wanted = "" if line.wanted is None else f"{line.wanted:.4g}"
        verdict = "" if line.wanted is None else _verdict(line)
        out.append(f"| {line.name} | {value} | {wanted} | {verdict} | {line.text} | {line.detail} |")
    by_name = {each.name: each for each in found}
    if "limits" in by_name:
        out += ["", "## The machine's limits and where the rest goes", "", *_limit_page(by_name["limits"])]
    if "growth" in by_name:
        out += ["", "## Growth", "", *_growth_page(by_name["growth"])]
    return "\n".join(out) + "\n"


def _limit_page(limits: Measured) -> list[str]:
    head = [f"- {line}" for line in _limit_lines(limits)[:2]]
    text = (
        "The profile does parts of the work alone: making a day's sessions; the competition for places with nothing shown "
        "(the same compiled pieces); the panel in which everybody leaves within three seconds. The rest is what the "
        "whole panel costs more."
    )
    rows = [f"| {name} | {ns:.0f} |" for name, ns in limits.parts.items()]
    return [*head, "", text, "", "| part | ns an impression |", "|---|---|", *rows]


def _growth_page(growth: Measured) -> list[str]:
    text = (
        f"CPU seconds of quiet campaigns, best of three. A slope is that of a straight line through the logarithms; "
        f"at most {SLOPE} counts as growing in proportion. Channels are added one after another and compared with "
        "what they cost alone."
    )
    out = [text, "", "| of | slope | size: CPU seconds |", "|---|---|---|"]
    for name, label in DIRECTIONS.items():
        points = ", ".join(f"{size:,}: {cost:.3f}" for size, cost in points_of(growth.values, name))
        out.append(f"| {label} | {growth.values[f'slope.{name}']:.2f} | {points} |")
    return out
