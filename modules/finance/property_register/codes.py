"""Letters of the owners' index: a Thai word is filed under its first consonant, not under a vowel written before it."""

from __future__ import annotations

import re

LEADING_VOWELS = "เแโใไ"
_MARKS = re.compile("[\u0e47-\u0e4e]")
_LEADING = re.compile(f"([{LEADING_VOWELS}])([ก-ฮ])")


def first_consonant(name: str) -> str:
    """The letter a name is filed under: เกษม under ก; a name in other letters under its first, "-" for none."""
    for letter in name:
        if "ก" <= letter <= "ฮ":
            return letter
        if letter.isalpha() and letter not in LEADING_VOWELS:
            return letter.upper()
    return "-"


def in_dictionary_order(name: str) -> tuple[str, str]:
    """A key that sorts names as the Royal Institute's dictionary does: a vowel written before a consonant counts after
    it, tone marks only between names that are otherwise alike.
    """
    turned = _LEADING.sub(r"\2\1", name.strip())
    return _MARKS.sub("", turned), turned
