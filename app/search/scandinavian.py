"""A skeleton that Danish, Norwegian and Swedish cognates share: mulighed, mulighet and möjlighet meet in one key."""

import re
from functools import lru_cache

# Applied in order to a native form; the aim is one key for one historical word, not a pronunciation.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"aa", "å"),
        (r"ck|ch|qu?", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"z|c(?=[eiyæø])", "s"),
        (r"c", "k"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"(?<=.)(?:tion|sjon|ssion|sion|shon)", "sjon"),
        (r"^(?:hj|gj|lj|dj)", "j"),
        (r"^hv", "v"),
        (r"(?<=[sk])j(?=[eiyæø])", ""),
        (r"(?<=g)j", ""),
        (r"^u(?=[^aeiouyæøå]{1,2}[aeiouyæøå])", "o"),
        (r"(?:hed|het)$", "het"),
        (r"(?:skab|skap)$", "skap"),
        (r"nd(?=[aeiouyæøå]|$)", "n"),
        (r"ld(?=[aeiouyæøå]|$)", "l"),
        (r"[eæ]j|[eæ]i|ai", "e"),
        (r"ø[jy]", "ø"),
        (r"av|af", "av"),
        (r"å", "o"),
        (r"[æ]", "e"),
        (r"[øuy]", "o"),
        (r"d", "t"),
        (r"b", "p"),
        (r"g", "k"),
        (r"v", "f"),
        (r"(.)\1+", r"\1"),
        (r"(?<=.{3})[aeo]+(?:[rnt]|na|ne|s)?$", ""),
        (r"(?<=.{2})[aeo]+$", ""),
        (r"(?<=.{2})e(?=[rln]$)", ""),
        (r"(?<=.)a", "e"),
    )
)


_SHORTEST = 3


@lru_cache(maxsize=1 << 14)
def skeleton(form: str) -> str:
    """The key of a native form, ideally a lemma; "" for one too short to tell anything."""
    if len(form) < _SHORTEST:
        return ""
    key = form
    for pattern, replacement in _RULES:
        key = pattern.sub(replacement, key)
    return key if len(key) > 1 else ""
