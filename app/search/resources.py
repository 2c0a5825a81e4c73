"""What the analysis knows about each language; one that is not listed gets the same steps without any of it."""

# A list of endings reads better as words.
# ruff: noqa: SIM905

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """The steps a language has: a Snowball stemmer, joints of compounds, Tagalog's affixes, a skeleton to cross by."""

    stemmer: str | None = None
    # Spelling the stemmer expects, from native letters.
    spelling: Mapping[int, str] = field(default_factory=dict)
    # What stands between the parts of a compound; () for languages that do not join words.
    links: tuple[str, ...] = ()
    # How a first part ends -> how the word by itself does, where the compound takes something off it: gat-u is gat-a.
    endings: tuple[tuple[str, str], ...] = ()
    # Endings that are words too but make derivations, not compounds.
    suffixes: frozenset[str] = frozenset()
    # Endings that make a noun of a verb or name its doer, longest first; what is left is what they are kin by.
    derivations: tuple[str, ...] = ()
    affixes: bool = False
    # Languages of one family share skeletons.
    family: str | None = None


_DANISH = frozenset(
    "agtig artet bar dom else elsen elser ende ene eren erne eri eriet hed heden heder heds inde ing inge ingen"
    " inger ist isme kunst lig lige ligt ligst ling lings ning ningen ninger ner rig sel skab skaber skabet som"
    " uge ter ten tet iske isk ere est este ret tion ionen ioner ation ment ens ets ers erens endes enes ernes løs"
    " løse løst".split()
)
_NORWEGIAN = frozenset(
    "aktig artet bar dom else elsen elser elsene ende ene eren erne eri eriet het heten heter hets inne ing inga"
    " ingen inger ist isme lig lige ligst ling lings ning ningen ninger skap skapet skaper som ter ten tet iske"
    " isk ere est este sjon sjonen sjoner asjon ment ens ets ers enes nes ret a en et løs løse løst".split()
)
_SWEDISH = frozenset(
    "aktig artad bar dom domen ande anden andet are arens arna arnas else elsen elser ende ens eri eriet het"
    " heten heter hets ing ingen ingar inna ist ism lig liga ligt ligast ling lings ning ningen ningar skap skapet"
    " skaper som iske isk iska ret ade aste ast ation tion tionen ment erna ernas orna ornas ets sam samma samt"
    " sel ser løs løsa løst".split()
)

# Folder name of a language -> what is known about it.
RESOURCES: Mapping[str, Resources] = {
    "da": Resources(
        stemmer="danish",
        links=("", "s", "e", "er", "es"),
        endings=(("", "e"),),
        suffixes=_DANISH,
        derivations=("ning", "else", "ing", "er", "e"),
        family="nordic",
    ),
    "no": Resources(
        stemmer="norwegian",
        links=("", "s", "e", "er", "es"),
        endings=(("", "e"),),
        suffixes=_NORWEGIAN,
        derivations=("ning", "else", "ing", "er", "e"),
        family="nordic",
    ),
    "sv": Resources(
        stemmer="swedish",
        spelling=str.maketrans({"æ": "ä", "ø": "ö"}),
        links=("", "s", "e"),
        endings=(("o", "a"), ("u", "a"), ("e", "a"), ("", "a"), ("", "e")),
        suffixes=_SWEDISH,
        derivations=("ande", "ende", "ning", "else", "are", "ing", "a", "e"),
        family="nordic",
    ),
    "tl": Resources(affixes=True),
}
PLAIN = Resources(links=("", "s", "e", "n"))


def resources(lang: str) -> Resources:
    """What is known about *lang*; something that works for any language if nothing is."""
    return RESOURCES.get(lang, PLAIN)
