"""The pictures of framing profiles, for the drawing process of app.charts, which runs this file.

Lightness, symbols and numbers carry the meaning; one hue is enough, so that grey prints and every eye read
the same. What is undefined is said in words where the number would be.
"""

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, STEP = 290, 26
FIELD = 58
PANEL = 96
TOLD = "told:N"  # what a mark tells somebody who points at it
UNDEFINED = "!isValid(datum.value)"
KNOWN = "isValid(datum.value)"

Data = Mapping[str, Any]
Look = Mapping[str, str]


def frame_heat(data: Data, look: Look) -> Any:
    """Return the chart: a field for every outlet and label, its lightness by the rate, with the number."""
    import altair as alt

    rows = data["rows"]
    outlets = list(dict.fromkeys(row["outlet"] for row in rows))
    labels = list(dict.fromkeys(row["label"] for row in rows))
    most = max((row["value"] for row in rows if row["value"] is not None), default=0) or 1
    place = {
        "x": alt.X("label:N", sort=labels, title=None).axis(orient="top", labelAngle=-40, labelLimit=180),
        "y": alt.Y("outlet:N", sort=outlets, title=None),
    }
    base = _chart(rows).properties(width={"step": FIELD}, height={"step": STEP}, title=_title(data))
    known = base.transform_filter(KNOWN)
    shades = alt.Scale(domain=[0, most], range=[look["shade_low"], look["shade_high"]])
    fields = known.mark_rect(stroke=look["line"]).encode(
        color=alt.Color("value:Q", legend=None, scale=shades), description=TOLD, **place
    )
    on_dark = alt.condition(
        f"datum.value > {most / 2}", alt.value(look["on_high"]), alt.value(look["on_low"])
    )
    numbers = known.mark_text(fontSize=11).encode(
        text=alt.Text("value:Q", format=".2~f"), color=on_dark, description=TOLD, **place
    )
    none = base.transform_filter(UNDEFINED).mark_text(text="too few", fontSize=10, color=look["soft"])
    return fields + numbers + none.encode(description=TOLD, **place)


def lollipops(data: Data, look: Look) -> Any:
    """Return the chart: a stick from nothing to the mean valence, with its interval and its number."""
    import altair as alt

    rows = data["rows"]
    names = list(dict.fromkeys(row["name"] for row in rows))
    low, high = data["domain"]
    y = alt.Y("name:N", sort=names, title=None)
    x = alt.X("value:Q", title=data["axis"]).scale(domain=[low, high], nice=False)
    base = _chart(rows).properties(width=WIDTH, height={"step": STEP}, title=_title(data))
    known = base.transform_filter(KNOWN)
    nothing = _chart([{"value": 0}]).mark_rule(color=look["soft"]).encode(x=x)
    sticks = known.mark_rule(strokeWidth=3, color=look["mark"]).encode(
        x=x, x2=alt.datum(0), y=y, description=TOLD
    )
    spans = known.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=1, color=look["ink"])
    shape = alt.condition("datum.value < 0", alt.value("triangle-left"), alt.value("triangle-right"))
    heads = known.mark_point(filled=True, size=110, opacity=1, color=look["mark"]).encode(
        x=x, y=y, shape=shape, description=TOLD
    )
    said = known.mark_text(dy=-11, fontSize=11, color=look["ink"]).encode(
        x=x, y=y, text=alt.Text("value:Q", format="+.2f"), description=TOLD
    )
    ends = spans.encode(x=alt.X("low:Q", title=data["axis"]), x2="high:Q", y=y, description=TOLD)
    return nothing + sticks + ends + heads + said + _in_words(base, y, look)


def profile(data: Data, look: Look) -> Any:
    """Return the chart: the rate of every label with its interval, and the shrunk rate as a diamond."""
    import altair as alt

    rows = data["rows"]
    names = list(dict.fromkeys(row["name"] for row in rows))
    y = alt.Y("name:N", sort=names, title=None)
    most = (
        max([row[key] for row in rows for key in ("value", "high") if row[key] is not None], default=1) or 1
    )
    x = alt.X("value:Q", title=data["axis"]).scale(domain=[0, most], clamp=True)
    base = _chart(rows).properties(width=WIDTH, height={"step": STEP}, title=_title(data))
    known = base.transform_filter(KNOWN)
    spans = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2, color=look["mark"])
    points = known.mark_point(filled=True, size=70, opacity=1, color=look["mark"]).encode(
        x=x, y=y, description=TOLD
    )
    shrunk = base.transform_filter("isValid(datum.shrunk)").mark_point(
        shape="diamond", size=90, strokeWidth=1.5, opacity=1, color=look["ink"]
    )
    return (
        spans.encode(x=alt.X("low:Q", title=data["axis"]), x2="high:Q", y=y, description=TOLD)
        + points
        + shrunk.encode(x=alt.X("shrunk:Q", title=data["axis"]), y=y, description=TOLD)
        + _in_words(base, y, look)
    )


def timeline(data: Data, look: Look) -> Any:
    """Return the chart: a panel for each label, the rate of each month with its interval."""
    import altair as alt

    rows = data["rows"]
    months = sorted({row["month"] for row in rows})
    panels = []
    for name in dict.fromkeys(row["name"] for row in rows):
        here = [row for row in rows if row["name"] == name]
        x = alt.X("month:O", sort=months, title=None).axis(labelAngle=-40).scale(domain=months)
        y = alt.Y("value:Q", title=None).scale(zero=True).axis(tickCount=4)
        base = _chart(here).properties(width=WIDTH, height=PANEL, title=name)
        known = base.transform_filter(KNOWN)
        spans = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=1.5, color=look["mark"])
        panels.append(
            spans.encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q", description=TOLD)
            + base.mark_line(color=look["mark"], strokeWidth=1).encode(x=x, y=y)
            + known.mark_point(filled=True, size=45, opacity=1, color=look["mark"]).encode(
                x=x, y=y, description=TOLD
            )
            + base.transform_filter(UNDEFINED)
            .mark_text(text="×", color=look["soft"])
            .encode(x=x, y=alt.datum(0), description=TOLD)
        )
    return alt.vconcat(*panels, spacing=14, title=_title(data))


def _title(data: Data) -> Any:
    """Return the title with what it rests on below: a picture is passed on without its page."""
    import altair as alt

    return alt.TitleParams(text=data["title"], subtitle=data["basis"])


def _in_words(base: Any, y: Any, look: Look) -> Any:
    """Return the reasons of what is undefined, where its number would be."""
    import altair as alt

    none = base.transform_filter(UNDEFINED).mark_text(align="left", fontStyle="italic", color=look["soft"])
    return none.encode(x=alt.value(4), y=y, text="reason:N", description=TOLD)


def _chart(rows: Sequence[Mapping[str, Any]]) -> Any:
    import altair as alt

    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))


DRAWN = {"frame_heat": frame_heat, "lollipops": lollipops, "profile": profile, "timeline": timeline}
