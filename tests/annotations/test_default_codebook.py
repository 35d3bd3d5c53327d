import csv
import itertools
from pathlib import Path

import numpy as np
import pytest

from annotations.codebook_toml import read_toml, write_toml

ROOT = Path(__file__).resolve().parents[2]
CODEBOOK = read_toml((ROOT / "app" / "data" / "framing.toml").read_text(encoding="utf-8"))
FRAMING = CODEBOOK.layer("framing")
SHARED = ROOT.parent / "shared" / "examples"
COLOURS = {label.code: label.colour for label in FRAMING.labels}
WHITE, DARK = "#FFFFFF", "#212529"  # what Bootstrap writes on in its two modes


def linear(colour):
    values = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Contrast ratio of WCAG 2.2."""
    light = sorted(
        (float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other)), reverse=True
    )
    return (light[0] + 0.05) / (light[1] + 0.05)


def test_the_default_codebook_survives_being_written_and_read():
    assert read_toml(write_toml(CODEBOOK)) == CODEBOOK


def test_every_label_explains_itself():
    for label in FRAMING.labels:
        assert label.definition
        assert label.include
        assert label.exclude
        assert len(label.examples) >= 2
        assert label.hotkey
    assert sorted(label.priority for label in FRAMING.labels) == list(range(1, 13))


@pytest.mark.parametrize("background", [WHITE, DARK])
@pytest.mark.parametrize("code", COLOURS)
def test_every_colour_stands_out_from_the_page(code, background):
    assert contrast(COLOURS[code], background) >= 3


# Machado, Oliveira & Fernandes 2009, table 1: full protanopia and deuteranopia on linear RGB.
SIGHTS = {
    "full colour": np.eye(3),
    "no red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}
# Björn Ottosson's Oklab: from linear RGB to cone responses, and from their cube roots to a uniform space.
CONES = [[0.41222, 0.53633, 0.05145], [0.21190, 0.68070, 0.10740], [0.08830, 0.28172, 0.62998]]
OKLAB = [[0.21045, 0.79362, -0.00407], [1.97800, -2.42859, 0.45059], [0.02590, 0.78277, -0.80868]]


@pytest.mark.parametrize("sight", SIGHTS)
def test_no_two_colours_look_alike_to_people_who_see_fewer(sight):
    seen = {}
    for code, colour in COLOURS.items():
        light = np.clip(np.array(SIGHTS[sight]) @ linear(colour), 0, 1)
        seen[code] = np.array(OKLAB) @ np.cbrt(np.array(CONES) @ light)
    nearest = min(float(np.linalg.norm(seen[a] - seen[b])) for a, b in itertools.combinations(seen, 2))
    assert nearest > 0.06  # about three times a difference that is just noticed


def test_the_speaker_is_owed_unless_the_outlet_speaks():
    speaker = FRAMING.attribute("voice_source")
    assert not speaker.demanded({"voice": "outlet"})
    assert speaker.demanded({"voice": "paraphrase"})


def test_all_questions_of_the_template_are_there():
    article = [question.code.partition("_")[0] for question in CODEBOOK.article_questions]
    assert list(dict.fromkeys(article)) == ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"]
    outlet = [question.code.partition("_")[0] for question in CODEBOOK.outlet_questions]
    assert list(dict.fromkeys(outlet)) == [f"C{i}" for i in range(1, 11)] + ["C17", "C18"]
    assert [category.code for category in CODEBOOK.article_question("A2").categories] == list(COLOURS)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the example codebook is not beside this checkout")
def test_codes_hotkeys_and_priorities_are_those_of_the_example_but_no_wording_is():
    with (SHARED / "codebook.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ours = {
        (FRAMING.attribute(v).code, c.code): c
        for v in ("target", "voice", "valence")
        for c in FRAMING.attribute(v).categories
    }
    ours |= {("label", label.code): label for label in FRAMING.labels}
    assert set(ours) == {(row["dimension"], row["code"]) for row in rows}
    for row in rows:
        mine = ours[row["dimension"], row["code"]]
        assert (mine.parent, mine.hotkey, str(mine.priority or "")) == (
            row["parent"],
            row["hotkey"],
            row["priority"],
        )
        assert not row["definition"] or row["definition"] != mine.definition
