"""Random catalogues and random readers, and what each reader must get by the letter of the specification."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, TypeVar

from hypothesis import strategies as st

from app.domain.diagram import Diagram, Node
from app.domain.entries import Entry
from app.domain.kinds.concept import Concept
from app.domain.kinds.model import Model
from app.domain.kinds.style import Style
from app.domain.library import Library, Move, Series, Why
from app.domain.locales import Locale
from app.domain.texts import PartText, Section, Status, Text
from app.languages import Negotiator
from tests.store.libraries import with_digest

LANGUAGES = {
    "da": Locale(lang="da", tag="da", data_locale="da", autonym="Dansk", title="T", description="D"),
    "no": Locale(
        lang="no", tag="nb", data_locale="no", autonym="Norsk", title="T", description="D", covers=("nb", "nn")
    ),
    "sv": Locale(lang="sv", tag="sv", data_locale="sv", autonym="Svenska", title="T", description="D"),
    "tl": Locale(
        lang="tl", tag="tl", data_locale="fil", autonym="Tagalog", title="T", description="D", covers=("fil",)
    ),
}
# Words that alphabets treat differently.
WORDS = ("Ås", "Aalborg", "Ær", "Öl", "Ñame", "Ngiti", "Zoo", "åben", "7-11", "Ωmega", "Émile")
HEADERS = st.one_of(
    st.sampled_from(
        ["", "*", "nb-NO,nb;q=0.9", "fil-PH", "fo", "ja", "da;q=0, sv", "sv;q=0, *;q=0.1", "*;q=0, no", "no;q=0"]
    ),
    st.lists(
        st.tuples(st.sampled_from(["da", "nb", "nn", "sv", "tl", "fil", "is", "en", "*"]), st.sampled_from("0159")),
        max_size=5,
    ).map(lambda ranges: ", ".join(f"{tag};q=0.{weight}" for tag, weight in ranges)),
    st.text(st.characters(max_codepoint=255, blacklist_categories=["Cc"]), max_size=40).map(str.strip),
)

_Revised = TypeVar("_Revised", Text, Concept, Style, Model)


@dataclass(frozen=True, slots=True)
class Asked:
    """How a reader asks: by the query or by the header."""

    lang: str | None
    header: str | None
    stale: bool

    @property
    def query(self) -> str:
        return "&".join(
            [*([f"lang={self.lang}"] if self.lang else []), *(["stale=fallback"] if self.stale else []), "limit=200"]
        )

    def only(self, *names: str) -> str:
        """The query with those parameters alone, for endpoints that have no others."""
        return "&".join(part for part in self.query.split("&") if part.partition("=")[0] in names)

    def chain(self, library: Library) -> tuple[str, ...]:
        """The languages in the order this reader wants them, those refused last."""
        negotiator = Negotiator(library.locales, library.default_lang)
        choice = negotiator.choose(self.lang) if self.lang else negotiator.negotiate(self.header)
        assert choice is not None
        return tuple(dict.fromkeys([*choice.chain, *(locale.lang for locale in library.locales)]))

    def expected(self, library: Library, entry: Entry | Series) -> str:
        """The language this reader must get of *entry*: the first of the chain, the fresh before the stale if asked."""
        there = [lang for lang in self.chain(library) if lang in entry.texts]
        fresh = [lang for lang in there if not (self.stale and entry.texts[lang].status is Status.OUTDATED)]
        return (fresh or there)[0]


@st.composite
def readers(draw: st.DrawFn, library: Library) -> Asked:
    langs = [locale.lang for locale in library.locales]
    if draw(st.booleans()):
        return Asked(draw(st.sampled_from(langs)), None, draw(st.booleans()))
    return Asked(None, draw(HEADERS), draw(st.booleans()))


@st.composite
def libraries(draw: st.DrawFn) -> Library:
    langs = draw(st.lists(st.sampled_from(sorted(LANGUAGES)), min_size=1, unique=True))
    ids = [f"entry-{number}" for number in range(draw(st.integers(1, 5)))]
    entries: dict[str, Entry] = {}
    moves: list[Move] = []
    for entry_id in ids:
        entry, gone = draw(_entries(entry_id, ids, langs))
        entries[entry_id] = entry
        moves += [Move(id=entry_id, why=Why.WITHDRAWN, lang=lang) for lang in gone]
    return with_digest(
        Library(
            licence="CC-BY-4.0",
            default_lang=draw(st.sampled_from(langs)),
            locales=tuple(LANGUAGES[lang] for lang in langs),
            entries=entries,
            series=draw(_all_series(ids, langs)),
            moves=tuple(moves),
            digest="",
        )
    )


@st.composite
def _entries(draw: st.DrawFn, entry_id: str, ids: list[str], langs: list[str]) -> tuple[Entry, list[str]]:
    source_lang = draw(st.sampled_from(langs))
    others = [other for other in ids if other != entry_id]
    sections = draw(st.lists(st.sampled_from(["what", "why", "how"]), unique=True))
    links = draw(st.lists(st.sampled_from(others), max_size=2, unique=True)) if others else []
    kind = draw(st.sampled_from([Concept, Style, Model]))
    texts, gone = {}, []
    for lang in [source_lang, *(lang for lang in langs if lang != source_lang)]:
        fate = "source" if lang == source_lang else draw(st.sampled_from(["current", "outdated", "missing", "gone"]))
        if fate == "gone":
            gone.append(lang)
        if fate in {"gone", "missing"}:
            continue
        has = sections if fate == "source" or not sections else sections[: draw(st.integers(0, len(sections)))]
        late = [section for section in sections if section not in has or fate == "outdated"]
        label = f"{draw(st.sampled_from(WORDS))} {entry_id} {lang}"
        texts[lang] = _revised(
            replace(
                _text(entry_id, lang, label, Status(fate)),
                sections=_sections(lang, has, links, Status(fate)),
                behind=tuple(late),
            )
        )
    common: dict[str, Any] = {
        "id": entry_id,
        "source_lang": source_lang,
        "related": tuple(draw(st.lists(st.sampled_from(others), max_size=2, unique=True)) if others else ()),
        "licence": "CC-BY-4.0",
        "revision": "r",
        "texts": texts,
    }
    if kind is Model:
        nodes = (Node(id="first", entry=draw(st.sampled_from(others))) if others else Node(id="first"),)
        source = replace(texts[source_lang], parts={"first": PartText(label=f"{source_lang} part", text="T")})
        common |= {"texts": {**texts, source_lang: _revised(source)}}
        return _revised(Model(**common, diagram=Diagram(figure="hub", nodes=nodes))), gone
    if kind is Style:
        return _revised(Style(**common, leaders=("A",))), gone
    return _revised(Concept(**common)), gone


def _revised(value: _Revised) -> _Revised:
    """*value* with a revision that moves whenever anything in it does, as the content reader gives it."""
    return replace(value, revision=sha256(repr(value).encode()).hexdigest()[:10])


def _text(subject: str, lang: str, label: str, status: Status) -> Text:
    return Text(
        lang=lang,
        slug=f"{subject}-{lang}",
        pref_label=label,
        definition=f"{lang} {subject}.",
        digest="d",
        revision=f"{label} {status}",
        status=status,
    )


def _sections(lang: str, has: list[str], links: list[str], status: Status) -> tuple[Section, ...]:
    markdown = f"In {lang}. " + " ".join(f"[{target}](entry:{target})" for target in links)
    return tuple(
        Section(id=section, title=f"{lang} {section}", markdown=markdown, digest="d", status=status) for section in has
    )


@st.composite
def _all_series(draw: st.DrawFn, ids: list[str], langs: list[str]) -> Mapping[str, Series]:
    if not draw(st.booleans()):
        return {}
    parts = [*draw(st.lists(st.sampled_from(ids), min_size=1, unique=True)), "planned"]
    having = draw(st.lists(st.sampled_from(langs), min_size=1, unique=True))
    texts = {
        lang: replace(
            _text("path", lang, f"Vej {lang}", Status.SOURCE if lang == having[0] else Status.CURRENT),
            planned={"planned": f"planned {lang}"},
        )
        for lang in having
    }
    return {"path": Series(id="path", source_lang=having[0], parts=tuple(parts), revision="r", texts=texts)}
