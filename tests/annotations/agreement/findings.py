"""Agreement values made by hand, for whatever is said or printed about them."""

from annotations.agreement.result import Agreement, Interval


def interval(low: float | None = 0.5, high: float | None = 0.8, reason: str = "") -> Interval:
    return Interval(
        low=low,
        high=high,
        reason=reason,
        method="jackknife over articles, t with 39 degrees of freedom",
        confidence=0.95,
        replicates=0,
        undefined=0,
        seed=7,
        clusters=40,
        kind="article",
        scale="artanh",
    )


def finding(coefficient: str, value: float | None, **more: object) -> Agreement:
    facts = {
        "variant": "nominal",
        "level": "nominal",
        "reason": "" if value is not None else "no variation: every value is no",
        "standard_error": 0.05,
        "interval": interval(),
        "units": 40,
        "annotators": 3,
        "values": 110,
        "clusters": 40,
        "prevalence": (("no", 0.9), ("yes", 0.1)),
    }
    return Agreement(coefficient=coefficient, value=value, **(facts | more))
