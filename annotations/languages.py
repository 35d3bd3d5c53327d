"""Which language a text seems to be in: by its script, or by its small words. A proposal, no more."""

from __future__ import annotations

import re
from collections import Counter

# Fewer words or characters tell too little.
ENOUGH_WORDS = 50
ENOUGH_LETTERS = 100
LOOKED_AT = 20_000
SHARE = 0.12  # of all words are small ones of its language
AHEAD = 1.5  # times as many as of the next language

_SMALL = {
    "en": "the of and to in that is was for with as his on he by at which have from were been but they",
    "de": "der die und das den von zu mit sich des auf ist im dem nicht ein eine als auch es werden nach",
    "fr": "le la les de des et du une est dans que qui pour par sur pas au avec il ce se sont plus",
    "es": "el la los de que y en del las un por con una su para es se al lo como más sus pero",
    "it": "il di che la e del un per della in non una con le dei è alla si nel da gli sono anche",
    "pt": "o de que e do da em um para com não uma os no se na por mais as dos ao foi pelo",
    "nl": "de het een van en in dat is op te zijn voor met die niet aan er om ook als bij door",
    "pl": "w i na z się nie do że jest o po za od jak przez oraz to co dla był są roku",
    "sv": "och att det som en är av för på den med i till har de inte om ett men var sig",
    "tr": "ve bir bu da de için ile olarak daha çok olan gibi sonra kadar ise ancak en ne ya",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_SCRIPTS = {
    "ja": "[\u3040-\u30ff]",
    "ko": "[\uac00-\ud7a3]",
    "zh": "[\u4e00-\u9fff]",
    "uk": "[іїєґІЇЄҐ]",
    "ru": "[\u0400-\u04ff]",
    "fa": "[پچژگ]",
    "ar": "[\u0600-\u06ff]",
    "he": "[\u0590-\u05ff]",
    "el": "[\u0370-\u03ff]",
    "hi": "[\u0900-\u097f]",
}
_RARE = {"ja": 0.1, "uk": 0.03, "fa": 0.01}  # their own letters stand between those they share


def language_of(text: str) -> str:
    """Return a language tag such as en; empty where the text does not tell."""
    head = text[:LOOKED_AT]
    letters = sum(character.isalpha() for character in head)
    for language, signs in _SCRIPTS.items():
        found = len(re.findall(signs, head))
        if letters >= ENOUGH_LETTERS and found >= letters * _RARE.get(language, 0.5):
            return language
    words = re.findall(r"[^\W\d_]+", head.lower())
    if len(words) < ENOUGH_WORDS:
        return ""
    counts = Counter({language: sum(word in small for word in words) for language, small in _WORDS.items()})
    (best, most), (_, next_most) = counts.most_common(2)
    return best if most >= SHARE * len(words) and most >= AHEAD * next_most else ""
