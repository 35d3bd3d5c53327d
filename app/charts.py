"""Pictures of results, drawn by Altair and vl-convert in a process that ends when the picture is done.

The drawing engine needs more memory than the rest of the site and a second to start, so it never runs
inside the server. Run as a script this file reads what to draw as JSON and writes the picture. Pictures
are kept under the digest of what they show.
"""

import hashlib
import json
import math
import runpy
import subprocess
import sys
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Point = Mapping[str, Any]  # of a forest plot: panel, name, kind, value, low, high
Cell = Mapping[str, Any]  # of a heat map: one, other, value

DRAWING = 3  # counted up whenever the same data shall look different
TIMEOUT = 60
WIDTH, STEP = 300, 22
# Krippendorff 2018, ch. 12: rely on what is at least .800, conclude tentatively from .667.
THRESHOLDS = (0.667, 0.8)
COLOURS = {
    "light": {"ink": "#1b2430", "soft": "#55606e", "line": "#dfdcd3", "mark": "#1d5a8a", "other": "#8a5a00"},
    "dark": {"ink": "#e7e5df", "soft": "#a9afb8", "line": "#363d47", "mark": "#8cc2ea", "other": "#e5b85c"},
}
# From no agreement beyond chance to perfect agreement, by lightness alone, and the ink on either half.
SHADES = {"light": ("#f3f6f9", "#123f63"), "dark": ("#222a33", "#b9dcf5")}
ON_SHADES = {"light": ("#1b2430", "#ffffff"), "dark": ("#e7e5df", "#0d1b27")}
FIELD = 46
GROUND = {"light": "#ffffff", "dark": "#14181d"}
FORMS = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


class PictureNotDrawn(RuntimeError):
    """The drawing process failed; the table says the same as the picture."""


def forest_svg(folder: Path, points: Sequence[Point], theme: str) -> bytes:
    """Return a forest plot of coefficients with their intervals as SVG, drawn once and then kept.

    Raises:
        PictureNotDrawn: with what the drawing process said.
    """
    return _svg(folder, "forest", points, theme)


def heat_svg(folder: Path, cells: Sequence[Cell], theme: str) -> bytes:
    """Return a heat map of pairs as SVG, drawn once and then kept.

    Raises:
        PictureNotDrawn: with what the drawing process said.
    """
    return _svg(folder, "heat", cells, theme)


def _svg(folder: Path, kind: str, data: Sequence[Mapping[str, Any]], theme: str) -> bytes:
    return picture(folder, kind, list(data), theme)


def picture(folder: Path, kind: str, data: Any, theme: str, form: str = "svg") -> bytes:
    """Return a picture of one of KINDS or of app.framing_charts as SVG, PNG or PDF, drawn once and then kept.

    Raises:
        PictureNotDrawn: with what the drawing process said.
    """
    order = json.dumps([DRAWING, kind, theme, data, form], sort_keys=True).encode()
    kept = folder / "pictures" / f"{hashlib.sha256(order).hexdigest()}.{form}"
    if not kept.exists():
        drawn = _drawn(order)
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        unfinished = kept.with_suffix(f".{uuid.uuid4().hex}")
        unfinished.write_bytes(drawn)
        unfinished.replace(kept)
    return kept.read_bytes()


def _drawn(order: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and this very file
            [sys.executable, "-I", __file__], input=order, capture_output=True, timeout=TIMEOUT, check=True
        )
    except subprocess.CalledProcessError as error:
        raise PictureNotDrawn(error.stderr.decode(errors="replace")[-2_000:]) from error
    except subprocess.TimeoutExpired as error:
        raise PictureNotDrawn(f"Drawing took longer than {TIMEOUT} seconds.") from error
    return done.stdout


def forest(points: Sequence[Point], theme: str) -> Any:
    """Return the chart: a panel for each way of comparing, a row for each variable."""
    import altair as alt

    panels = list(dict.fromkeys(point["panel"] for point in points))
    seen = [point[key] for point in points for key in ("low", "value") if point[key] is not None]
    lowest = max(-1.0, math.floor(5 * min([0.0, *seen])) / 5)
    x = alt.X("value:Q", title=None).scale(domain=[lowest, 1.0], nice=False, clamp=True)
    charts = [
        _panel(panel, [point for point in points if point["panel"] == panel], x, COLOURS[theme])
        for panel in panels
    ]
    stacked = alt.vconcat(*charts, spacing=18).resolve_scale(color="independent", shape="independent")
    return _themed(stacked, COLOURS[theme])


def _panel(title: str, points: Sequence[Point], x: Any, colours: Mapping[str, str]) -> Any:
    import altair as alt

    names = list(dict.fromkeys(point["name"] for point in points))
    kinds = list(dict.fromkeys(point["kind"] for point in points))
    base = alt.Chart(_inline([dict(point) for point in points])).properties(
        width=WIDTH, height={"step": STEP * (1 + len(kinds)) / 2, "for": "position"}, title=title
    )
    # What a mark tells somebody who points at it.
    place: dict[str, Any] = {"y": alt.Y("name:N", sort=names, title=None), "description": "told:N"}
    legend = None
    if len(kinds) > 1:
        place["yOffset"] = alt.YOffset("kind:N", sort=kinds)
        legend = alt.Legend(title=None)
    colour = alt.Color("kind:N", legend=legend).scale(
        domain=kinds, range=[colours["mark"], colours["other"]][: len(kinds)]
    )
    shape = alt.Shape("kind:N", legend=legend).scale(domain=kinds, range=["circle", "square"][: len(kinds)])
    thresholds = alt.Chart(_inline([{"value": value} for value in THRESHOLDS]))
    return (
        thresholds.mark_rule(color=colours["soft"], strokeDash=[3, 3]).encode(x=x)
        + base.transform_filter("datum.low != null")
        .mark_rule(strokeWidth=2)
        .encode(x=alt.X("low:Q", title=None), x2="high:Q", color=colour, **place)
        + base.transform_filter("datum.value != null")
        .mark_point(filled=True, size=60, opacity=1)
        .encode(x=x, color=colour, shape=shape, **place)
        + base.transform_filter("datum.value == null")
        .mark_text(text="undefined", align="left", fontStyle="italic", color=colours["soft"])
        .encode(x=alt.value(4), **place)
    )


def heat(cells: Sequence[Cell], theme: str) -> Any:
    """Return the chart: a field for every two annotators, its lightness by how far they agree."""
    import altair as alt

    names = sorted({str(cell[key]) for cell in cells for key in ("one", "other")})
    place = {
        "x": alt.X("one:N", sort=names, title=None).axis(
            orient="top", labelAngle=0 if len(names) < 8 else -90
        ),
        "y": alt.Y("other:N", sort=names, title=None),
        "description": "told:N",
    }
    base = alt.Chart(_inline([dict(cell) for cell in cells])).properties(
        width={"step": FIELD}, height={"step": FIELD * 0.7}
    )
    low, high = ON_SHADES[theme]
    known, unknown = "isValid(datum.value)", "!isValid(datum.value)"
    fields = base.mark_rect(stroke=COLOURS[theme]["line"]).encode(
        color=alt.Color("value:Q", legend=None).scale(domain=[0, 1], range=SHADES[theme], clamp=True), **place
    )
    numbers = (
        base.transform_filter(known)
        .mark_text(fontSize=12)
        .encode(
            text=alt.Text("value:Q", format=".2f"),
            color=alt.condition("datum.value > 0.5", alt.value(high), alt.value(low)),
            **place,
        )
    )
    none = base.transform_filter(unknown)
    crossed = none.mark_text(text="×", fontSize=14, color=COLOURS[theme]["soft"]).encode(**place)
    return _themed(fields.transform_filter(known) + numbers + crossed, COLOURS[theme])


def _inline(values: list[dict[str, Any]]) -> Any:
    import altair as alt

    return alt.InlineData(values=values)


def _themed(chart: Any, colours: Mapping[str, str]) -> Any:
    # Room at the left, since a browser may know another font than the one that was measured here.
    return (
        chart.configure(
            background="transparent",
            font="Arial, 'Liberation Sans', Helvetica, sans-serif",
            padding={"left": 36, "right": 12, "top": 4, "bottom": 4},
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=colours["ink"],
            labelFontSize=12,
            labelLimit=210,
            labelFlush=False,
            gridColor=colours["line"],
            domainColor=colours["line"],
            tickColor=colours["line"],
            titleColor=colours["soft"],
            titleFontWeight="normal",
        )
        .configure_legend(labelColor=colours["ink"], labelFontSize=12, orient="bottom", columnPadding=36)
        .configure_title(
            color=colours["ink"],
            fontSize=13,
            anchor="start",
            frame="group",
            subtitleColor=colours["soft"],
            subtitleFontSize=12,
        )
    )


def main() -> None:
    """Draw what standard input asks for."""
    import vl_convert

    _drawing, kind, theme, data, form = json.load(sys.stdin)
    spec = _spec(kind, data, theme)
    if form == "svg":
        sys.stdout.write(vl_convert.vegalite_to_svg(spec))
        return
    # What is put into a paper or on a slide has a ground of its own.
    spec["config"]["background"] = GROUND[theme]
    drawn = vl_convert.vegalite_to_png(spec, scale=3) if form == "png" else vl_convert.vegalite_to_pdf(spec)
    sys.stdout.buffer.write(drawn)


def _spec(kind: str, data: Any, theme: str) -> dict[str, Any]:
    if kind in KINDS:
        chart = KINDS[kind](data, theme)
    else:
        files = [Path(__file__).with_name(name) for name in ("framing_charts.py", "coefficient_charts.py")]
        drawn = {name: draw for file in files for name, draw in runpy.run_path(str(file))["DRAWN"].items()}
        low, high = SHADES[theme]
        on_low, on_high = ON_SHADES[theme]
        look = COLOURS[theme] | {"shade_low": low, "shade_high": high, "on_low": on_low, "on_high": on_high}
        chart = _themed(drawn[kind](data, look), COLOURS[theme])
    spec: dict[str, Any] = chart.to_dict()
    return spec


KINDS = {"forest": forest, "heat": heat}


if __name__ == "__main__":
    main()
