"""The forest plot of labels by coefficients, for the drawing process of app.charts, which runs this file.

Every coefficient has a panel of its own, since values of different coefficients must not be read against
each other; labels stand in the same line in all of them.
"""

from collections.abc import Mapping
from typing import Any

PANEL, STEP = 150, 24
# Krippendorff 2018, ch. 12, for alpha alone: rely on .800, conclude tentatively from .667.
THRESHOLDS = (0.667, 0.8)

Data = Mapping[str, Any]
Look = Mapping[str, str]


def label_forest(data: Data, look: Look) -> Any:
    """Return the chart: a panel for each coefficient, a line for each label, points with intervals."""
    import altair as alt

    points = data["points"]
    names = list(dict.fromkeys(point["name"] for point in points))
    seen = [point[key] for point in points for key in ("low", "value") if point[key] is not None]
    domain = [max(-1.0, min([0.0, *seen])), 1.0]
    panels = []
    for place, way in enumerate(dict.fromkeys(point["way"] for point in points)):
        here = [dict(point) for point in points if point["way"] == way]
        panels.append(_panel(way, here, names, domain, look, is_first=place == 0))
    title = alt.TitleParams(text=data["title"], subtitle=data["basis"], anchor="start", offset=14)
    return alt.hconcat(*panels, spacing=26, title=title)


def _panel(
    way: str, here: list[dict[str, Any]], names: list[str], domain: list[float], look: Look, *, is_first: bool
) -> Any:
    import altair as alt

    x = alt.X("value:Q", title=None).scale(domain=domain, nice=False, clamp=True).axis(tickCount=5)
    axis = alt.Axis(labelLimit=230) if is_first else alt.Axis(labels=False, ticks=False)
    place = {
        "y": alt.Y("name:N", sort=names, title=None, axis=axis).scale(domain=names),
        "description": "told:N",
    }
    base = alt.Chart(alt.InlineData(values=here)).properties(
        width=PANEL, height={"step": STEP}, title=alt.TitleParams(text=way, fontSize=12)
    )
    known, none = (
        base.transform_filter("isValid(datum.value)"),
        base.transform_filter("!isValid(datum.value)"),
    )
    drawn = (
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=2, color=look["mark"])
        .encode(x=alt.X("low:Q", title=None), x2="high:Q", **place)
        + known.mark_point(filled=True, size=60, opacity=1, color=look["mark"]).encode(x=x, **place)
        + none.mark_text(text="undefined", align="left", fontStyle="italic", color=look["soft"]).encode(
            x=alt.value(4), **place
        )
    )
    if not way.startswith("Alpha"):
        return drawn
    limits = alt.Chart(alt.InlineData(values=[{"value": value} for value in THRESHOLDS]))
    return limits.mark_rule(color=look["soft"], strokeDash=[3, 3]).encode(x=x) + drawn


DRAWN = {"label_forest": label_forest}
