"""The codes behind the names of controls, which are longer where two things have the same code."""

from __future__ import annotations

from collections import Counter

from exports.labelstudio.model import REGION_TAGS, TEXT, Config, Control


def plain_names(config: Config) -> dict[str, str]:
    """Name controls as the codebook does: without what was put before codes that two of them have."""
    layers = [control.name.removesuffix(".labels") for control in config.regions()]
    short = {name: _short(control, layers) for name, control in config.controls.items()}
    times = Counter(short.values())
    return {name: plain if times[plain] > 1 or plain == TEXT else name for name, plain in short.items()}


def _short(control: Control, layers: list[str]) -> str:
    if control.tag in REGION_TAGS:
        return control.name.removesuffix(".labels")
    if not control.per_region:
        return control.name.removeprefix("article.")
    layer = next((one for one in layers if control.name.startswith(f"{one}.")), "")
    return control.name.removeprefix(f"{layer}.") if layer else control.name
