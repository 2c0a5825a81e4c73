"""What the analysis knows about each language; one that is not listed gets the same steps without any of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """The steps a language has: a Snowball stemmer, ways to join compounds, Tagalog's affixes, a skeleton to cross by."""

    stemmer: str | None = None
    # Spelling the stemmer expects, from native letters.
    spelling: Mapping[int, str] = field(default_factory=dict)
    # How the first part of a compound ends -> how the word by itself does; () for languages that do not join words.
    links: tuple[tuple[str, str], ...] = ()
    # Endings that are words too but make derivations, not compounds.
    suffixes: frozenset[str] = frozenset()
    affixes: bool = False
    # Languages of one family share skeletons.
    family: str | None = None


_DANISH = frozenset(
    "agtig artet bar dom else elsen elser ende ene eren erne eri eriet hed heden heder heds inde ing inge ingen inger"
    " ist isme kunst lig lige ligt ligst ling lings ning ningen ninger ner rig sel skab skaber skabet som uge ter ten tet"
    " iske isk ere est este ret tion ionen ioner ation ment ens ets ers erens ende endes enes ernes".split()
)
_NORWEGIAN = frozenset(
    "aktig artet bar dom else elsen elser elsene ende ene eren erne eri eriet het heten heter hets inne ing inga ingen"
    " inger ist isme lig lige ligst ling lings ning ningen ninger skap skapet skaper som ter ten tet iske isk ere est este"
    " sjon sjonen sjoner asjon ment ens ets ers ene enes nes ret a en et".split()
)
_SWEDISH = frozenset(
    "aktig artad bar dom domen ande anden andet are arens arna arnas else elsen elser ende ens eri eriet het heten heter"
    " hets ing ingen ingar inna ist ism lig liga ligt ligast ling lings ning ningen ningar skap skapet skaper som iske isk"
    " iska ret ade aste ast are ation tion tionen ment erna ernas orna ornas ens ets sam samma samt sel ser".split()
)

# Folder name of a language -> what is known about it.
RESOURCES: Mapping[str, Resources] = {
    "da": Resources(
        stemmer="danish",
        links=(("", ""), ("s", ""), ("e", ""), ("er", ""), ("es", ""), ("ns", "n"), ("", "e")),
        suffixes=_DANISH,
        family="nordic",
    ),
    "no": Resources(
        stemmer="norwegian",
        links=(("", ""), ("s", ""), ("e", ""), ("er", ""), ("es", ""), ("", "e")),
        suffixes=_NORWEGIAN,
        family="nordic",
    ),
    "sv": Resources(
        stemmer="swedish",
        spelling=str.maketrans({"æ": "ä", "ø": "ö"}),
        links=(("", ""), ("s", ""), ("e", ""), ("o", "a"), ("u", "a"), ("e", "a"), ("", "a"), ("", "e")),
        suffixes=_SWEDISH,
        family="nordic",
    ),
    "tl": Resources(affixes=True),
}
PLAIN = Resources(links=(("", ""), ("s", ""), ("e", ""), ("n", "")))


def resources(lang: str) -> Resources:
    """What is known about *lang*; something that works for any language if nothing is."""
    return RESOURCES.get(lang, PLAIN)
