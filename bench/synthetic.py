"""Synthetic catalogues of any size in four languages, the same every time."""

import random
from functools import cache
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path

import marisa_trie

from app.content.stamp import stamp
from app.domain.entries import Entry
from app.domain.kinds.concept import Concept
from app.domain.library import Library
from app.domain.locales import Locale
from app.domain.texts import Section, Status, Text
from app.languages.slugs import slugify
from app.search.lexicon import DATA

LOCALES = (
    Locale(lang="da", tag="da", data_locale="da", autonym="Dansk", title="T", description="D"),
    Locale(lang="no", tag="nb", data_locale="no", autonym="Norsk", title="T", description="D", covers=("nb", "nn")),
    Locale(lang="sv", tag="sv", data_locale="sv", autonym="Svenska", title="T", description="D"),
    Locale(lang="tl", tag="tl", data_locale="fil", autonym="Tagalog", title="T", description="D", covers=("fil",)),
)
DATA_LOCALES = {locale.lang: locale.data_locale for locale in LOCALES}
# A sixth of a shipped text, so that 400,000 of them can be made and kept on a laptop.
WORDS_A_TEXT = 60
_VOCABULARY = 20_000


@cache
def words(lang: str) -> tuple[list[str], list[float]]:
    """Words of the language's dictionary, and how common each is by Zipf's law, summed up."""
    found = marisa_trie.Trie().mmap(str(DATA / f"{lang}.trie"))
    usual = sorted(word for word in found if word.isalpha() and 3 <= len(word) <= 14)
    chosen = random.Random(lang).sample(usual, min(_VOCABULARY, len(usual)))
    return chosen, list(accumulate(1 / (place + 10) for place in range(len(chosen))))


def some(lang: str, number: int, chance: random.Random) -> str:
    usual, common = words(lang)
    return " ".join(chance.choices(usual, cum_weights=common, k=number))


def synthetic(size: int) -> Library:
    """Entries with a text in each language, some relations and links."""
    chance = random.Random(size)
    entries: dict[str, Entry] = {}
    for number in range(size):
        entry_id = f"entry-{number}"
        others = [f"entry-{chance.randrange(size)}" for _ in range(3)]
        if others[0] == entry_id:
            others[0] = f"entry-{(number + 1) % size}"
        entries[entry_id] = Concept(
            id=entry_id,
            source_lang="da",
            broader=(others[1],) if others[1] != entry_id else (),
            related=(others[2],) if others[2] != entry_id else (),
            licence="CC-BY-4.0",
            revision="1",
            texts={locale.lang: text(entry_id, locale.lang, others[0], chance) for locale in LOCALES},
        )
    return Library(licence="CC-BY-4.0", default_lang="da", locales=LOCALES, entries=entries, digest=str(size))


def text(entry_id: str, lang: str, other: str, chance: random.Random) -> Text:
    label = f"{some(lang, 2, chance)} {entry_id} {lang}".capitalize()
    markdown = f"{some(lang, WORDS_A_TEXT, chance)} [{label}](entry:{other}).\n"
    status = Status.SOURCE if lang == "da" else Status.CURRENT
    return Text(
        lang=lang,
        slug=slugify(label, DATA_LOCALES[lang]),
        pref_label=label,
        definition=some(lang, 12, chance),
        sections=(Section(id="what", title="Hvad", markdown=markdown, digest=digest(markdown), status=status),),
        digest=digest(label + markdown),
        revision=digest(lang + label + markdown),
        status=status,
    )


def digest(written: str) -> str:
    return blake2b(written.encode(), digest_size=6).hexdigest()


def write(library: Library, folder: Path) -> None:
    """The same as a content tree in *folder*, stamped; of relations only those that lead to entries made before."""
    files = {"_shared/catalogue.yaml": "licence: CC-BY-4.0\ndefault_lang: da\nsite_order: [da, no, sv, tl]\n"}
    for locale in library.locales:
        lines = [
            f"{name}: {getattr(locale, name)}\n" for name in ("autonym", "tag", "data_locale", "title", "description")
        ]
        files[f"{locale.lang}/_locale.yaml"] = "".join(lines)
    before: set[str] = set()
    for entry in library.entries.values():
        broader = ", ".join(other for other in entry.broader if other in before)
        files[f"_shared/concepts/{entry.id}.yaml"] = f"source_lang: da\nrelations: {{broader: [{broader}]}}\n"
        before.add(entry.id)
        for one in entry.texts.values():
            front = f"---\npref_label: {one.pref_label}\ndefinition: {one.definition}\n---\n"
            body = "".join(f"## {part.title} {{#{part.id}}}\n\n{part.markdown}" for part in one.sections)
            files[f"{one.lang}/concepts/{entry.id}.md"] = front + body
    for path, written in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(written)
    stamp(folder, [])
