"""How well the suggested zones of the five seed articles fit a key made by hand, counted in characters."""

import tomllib
from pathlib import Path

import pytest

from annotations.text import decode
from annotations.zones import ZONE_KINDS, suggest_zones, zone_finder

KEY = Path(__file__).with_name("seed_zones.toml")
SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not beside this checkout")
def test_suggested_zones_fit_the_key_made_by_hand():
    key = tomllib.loads(KEY.read_text())
    right, said, meant = ({kind: 0 for kind in ZONE_KINDS} for _ in range(3))
    for path in sorted(SEEDS.glob("*.txt")):
        text = decode(path.read_bytes()).text
        found = zone_finder(suggest_zones(text))
        known = {
            place: kind
            for kind, ranges in key[path.name[:3]].items()
            for start, end in ranges
            for place in range(start, end)
        }
        for place, character in enumerate(text):
            if not character.isspace():
                kind = known.get(place, "body")
                meant[kind] += 1
                said[found(place)] += 1
                right[kind] += kind == found(place)
    for kind in ZONE_KINDS:
        precision, recall = right[kind] / said[kind], right[kind] / meant[kind]
        print(f"{kind:12} precision {precision:.3f} recall {recall:.3f} of {meant[kind]:,} characters")
        assert precision >= 0.98, kind
        assert recall >= 0.98, kind
