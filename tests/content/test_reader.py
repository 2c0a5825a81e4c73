"""A tree becomes a Library, whatever holds it; what has no place in it is told."""

from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.files import Kept
from app.content.problems import Severity
from app.content.reader import read
from app.content.tree import MAX_BYTES, MemoryTree, open_tree
from app.domain.kinds.model import Model
from app.domain.kinds.style import Style
from app.domain.library import Library, Move, Why
from app.domain.texts import Status, TranslatedFrom
from tests.content.trees import BASE, TRUST_NO, grow, reading, told


def library(root: Path, changes: dict[str, str | None] | None = None, *, stamped: bool = False) -> Library:
    found = read(open_tree(grow(root, changes, stamped=stamped)))
    assert found.library is not None, [problem.told() for problem in found.problems]
    return found.library


def test_a_folder_and_an_archive_in_memory_give_the_same_library(tmp_path: Path) -> None:
    files = {path: text.encode() for path, text in BASE.items()}

    assert read(MemoryTree(files)).library == library(tmp_path)


def test_what_is_written_arrives(tmp_path: Path) -> None:
    catalogue = library(
        tmp_path,
        {
            "_shared/concepts/trust.yaml": (
                "source_lang: da\nrelations: {broader: [loyalty], related: [stairs]}\n"
                "sources: [bitner-1995]\nlicence: MIT\n"
            ),
            "_shared/bibliography.yaml": (
                "bitner-1995:\n  type: book\n  title: T\n  year: 1995\n  volume: 012\n"
                "  authors: [{family: Bitner, given: Mary Jo}, {literal: ISO}]\n  doi: 10.1000/x\n  url: https://example.org/\n"
            ),
            "_shared/models/stairs.yaml": (
                "source_lang: da\ndiagram:\n  figure: matrix\n  nodes: [{id: a, at: [low, high], group: g}]\n"
                "  axes: {x: x, y: y}\n  groups: [g]\n  lanes: [good]\n"
            ),
            "_shared/styles/classic.yaml": "source_lang: da\nrelations: {broader: [trust]}\nleaders: [W.W. Grainger]\n",
            "_shared/series/path.yaml": "source_lang: da\nparts: [trust, hope]\n",
            "_shared/moved.yaml": (
                "older: {why: renamed, to: old}\nold: {why: merged, to: trust}\nno/trust: {why: withdrawn}\n"
            ),
            "da/models/stairs.md": (
                "---\npref_label: Trappen\ndefinition: D.\nparts:\n  a: {label: A, variants: {good: G.}}\n"
                "  x: {label: X, text: Bred.}\n  y: {label: Y}\n  g: {label: G}\n  good: {label: God}\n---\n"
            ),
            "da/styles/classic.md": "---\npref_label: Klassikeren\ndefinition: D.\n---\n",
            "da/series/path.md": "---\npref_label: Vejen\ndefinition: D.\nplanned: {hope: Håb}\n---\n",
            "da/concepts/trust.md": BASE["da/concepts/trust.md"].replace(
                "---\n##", "alt_labels: [tiltro]\nscope_note: S.\neditorial_note: E.\nslug: at-stole-på\n---\n##"
            ),
            "no/_locale.yaml": BASE["no/_locale.yaml"] + "covers: [nb, nn]\nfallback: [da]\n",
        },
    )

    trust, stairs, classic = (catalogue.entries[name] for name in ("trust", "stairs", "classic"))
    assert (trust.kind, trust.broader, trust.related, trust.sources) == (
        "concept", ("loyalty",), ("stairs",), ("bitner-1995",)
    )  # fmt: skip
    assert (trust.licence, stairs.licence) == ("MIT", "CC-BY-4.0")
    text = trust.source
    assert (text.slug, text.alt_labels, text.scope_note, text.editorial_note) == (
        "at-stole-på",
        ("tiltro",),
        "S.",
        "E.",
    )
    assert [(section.id, section.title, section.markdown) for section in text.sections] == [
        ("what-it-is", "Hvad det er", "Tillid giver loyalitet."),
        ("limits", "Grænser", "Den kan brydes."),
    ]
    assert isinstance(stairs, Model)
    assert list(stairs.diagram.part_ids()) == ["a", "g", "x", "y", "good"]
    assert stairs.source.parts["a"].variants == {"good": "G."}
    assert stairs.source.parts["x"].text == "Bred."
    assert stairs.source.slug == "trappen"
    assert isinstance(classic, Style)
    assert classic.leaders == ("W.W. Grainger",)
    assert catalogue.series["path"].parts == ("trust", "hope")
    assert catalogue.series["path"].texts["da"].planned == {"hope": "Håb"}
    work = catalogue.bibliography["bitner-1995"]
    assert (work.year, work.volume, work.authors[0].family, work.authors[1].literal) == (1995, "012", "Bitner", "ISO")
    assert catalogue.moves == (
        Move(id="older", why=Why.RENAMED, to="trust"),
        Move(id="old", why=Why.MERGED, to="trust"),
        Move(id="trust", why=Why.WITHDRAWN, lang="no"),
    )
    assert [(one.lang, one.tag, one.covers, one.fallback) for one in catalogue.locales] == [
        ("da", "da", (), None),
        ("no", "nb", ("nb", "nn"), ("da",)),
    ]
    assert (catalogue.licence, catalogue.default_lang) == ("CC-BY-4.0", "da")


def test_a_string_of_the_library_is_nothing_but_a_string(tmp_path: Path) -> None:
    def strings(value: object) -> set[type]:
        if isinstance(value, str):
            return {type(value)}
        if isinstance(value, dict):
            return set().union(*map(strings, value), *map(strings, value.values()))
        if isinstance(value, tuple):
            return set().union(*map(strings, value))
        names = getattr(value, "__dataclass_fields__", ())
        return set().union(*(strings(getattr(value, name)) for name in names))

    changes: dict[str, str | None] = {
        "no/concepts/trust.md": TRUST_NO,
        "_shared/moved.yaml": "old: {why: merged, to: trust}\n",
        "_shared/bibliography.yaml": "b: {type: book, title: T, authors: [{family: F}]}\n",
        "_shared/concepts/trust.yaml": BASE["_shared/concepts/trust.yaml"] + "sources: [b]\n",
    }

    assert strings(library(tmp_path, changes, stamped=True)) <= {str, Status, Why}


def test_a_translation_knows_how_it_stands_to_its_source(tmp_path: Path) -> None:
    library(tmp_path, {"no/concepts/trust.md": TRUST_NO}, stamped=True)
    source = tmp_path / "da/concepts/trust.md"
    source.write_text(source.read_text("utf-8").replace("brydes", "vindes") + "\n## Mere {#more}\n\nMere.\n", "utf-8")
    found = read(open_tree(tmp_path)).library

    assert found is not None
    texts = found.entries["trust"].texts
    assert list(texts) == ["da", "no"]
    assert texts["da"].status is Status.SOURCE
    assert texts["da"].behind == ()
    assert texts["no"].status is Status.OUTDATED
    assert texts["no"].behind == ("limits", "more")
    assert [section.status for section in texts["no"].sections] == [Status.CURRENT, Status.OUTDATED]
    assert isinstance(texts["no"].translated_from, TranslatedFrom)


def test_a_library_stands_exactly_when_nothing_is_an_error(tmp_path: Path) -> None:
    warned = reading(tmp_path, {"_shared/bibliography.yaml": "b: {type: book, title: T}\n"})
    assert [problem.severity for problem in warned.problems] == [Severity.WARNING]
    assert warned.library is not None

    assert (
        reading(tmp_path, {"da/concepts/trust.md": None, "_shared/bibliography.yaml": "b: {type: x}\n"}).library is None
    )


def test_text_is_brought_to_nfc_and_to_one_kind_of_line_end(tmp_path: Path) -> None:
    text = normalize("NFD", BASE["da/concepts/trust.md"].replace("Tillid", "Påstå")).replace("\n", "\r\n")

    found = library(tmp_path, {"da/concepts/trust.md": text}).entries["trust"].source

    assert found.pref_label == normalize("NFC", "Påstå")
    assert found.sections[0].markdown == "Påstå giver loyalitet."


PLACES = [
    ("readme.txt", "this file has no place here", "Move it out of the tree."),
    (
        "sv/concepts/trust.md",
        "this file has no place here",
        "Write sv/_locale.yaml if sv is a language; otherwise move it out of the tree.",
    ),
    ("da/concept/x.md", "this file has no place here", "Did you mean the folder da/concepts/?"),
    ("da/x.md", "this file has no place here", "Folders in da/ are: concepts, models, styles, series."),
    ("da/concepts/more/x.md", "this file has no place here", "Did you mean the folder da/concepts/?"),
    (
        "_shared/_locale.yaml",
        "this file has no place here",
        "Folders in _shared/ are: concepts, models, styles, series.",
    ),
    ("_shared/concepts/x.yml", "files in _shared/concepts/ end in .yaml", "Rename it to x.yaml."),
    ("da/concepts/x", "files in da/concepts/ end in .md", "Rename it to x.md."),
    ("da/concepts/My Text.md", "'My Text' is not an id", "Rename the file to my-text.md."),
    (f"da/concepts/{'x' * 81}.md", f"'{'x' * 81}' is not an id", f"Rename the file to {'x' * 80}.md."),
    (
        "da/concepts/new.md",
        "there is no shared file for new in _shared/concepts/",
        "Write _shared/concepts/new.yaml with `source_lang: da`.",
    ),
    (
        "da/styles/trust.md",
        "there is no shared file for trust in _shared/styles/",
        "Move it to da/concepts/trust.md, or the shared file to _shared/styles/.",
    ),
    ("_shared/styles/trust.yaml", "the id trust is taken by _shared/concepts/trust.yaml", "Choose another id."),
    ("d@/_locale.yaml", "'d@' is not a language tag", "Call the folder of a language `da` or `pt-BR`."),
]


@pytest.mark.parametrize(("path", "message", "cure"), PLACES)
def test_a_file_that_has_no_place_is_told(tmp_path: Path, path: str, message: str, cure: str) -> None:
    text = BASE["da/_locale.yaml"] if path.endswith("_locale.yaml") else "---\npref_label: X\ndefinition: X.\n---\n"

    assert f"{path}: {message}\n  {cure}" in told(tmp_path, {path: text})


def test_files_and_folders_that_begin_with_a_dot_are_not_looked_at(tmp_path: Path) -> None:
    hidden = {".gitkeep": "x", "da/.DS_Store": "x", ".git/config": "x", "da/concepts/.trust.md.swp": "x"}

    assert told(tmp_path, hidden) == []
    assert read(MemoryTree({path: text.encode() for path, text in {**BASE, **hidden}.items()})).problems == ()


def test_a_catalogue_file_is_needed(tmp_path: Path) -> None:
    assert told(tmp_path, {"_shared/catalogue.yaml": None}) == [
        "_shared/catalogue.yaml: the file is missing\n  Write it, with `licence`, `default_lang` and `site_order`."
    ]


def test_a_link_that_leaves_the_tree_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(BASE["da/concepts/loyalty.md"])
    root = grow(tmp_path / "tree", {"da/concepts/loyalty.md": None})
    (root / "da/concepts/loyalty.md").symlink_to(tmp_path / "secret.md")
    (root / "da/models").symlink_to(tmp_path)
    (root / "da/styles").mkdir()
    (root / "da/styles/folder.md").symlink_to(root / "no")

    assert [problem.told() for problem in read(open_tree(root)).problems if "link" in problem.message] == [
        "da/concepts/loyalty.md: this is a link that leaves the tree\n  Put the file itself here.",
    ]
    assert "da/styles/folder.md: this is not a file\n  Put the file itself here." in told(root)


def test_a_link_that_stays_in_the_tree_is_followed(tmp_path: Path) -> None:
    root = grow(tmp_path, {"no/concepts/trust.md": None, "da/concepts/loyalty.md": None})
    (root / "da/concepts/loyalty.md").symlink_to(root / "da/concepts/trust.md")

    assert not [problem for problem in read(open_tree(root)).problems if "link" in problem.message]


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    large = "x" * (MAX_BYTES + 1)
    message = f"the file has {MAX_BYTES + 1} bytes; at most {MAX_BYTES} are read"

    for path in ("da/concepts/trust.md", "_shared/concepts/trust.yaml"):
        assert f"{path}: {message}\n  Split it, or remove what is not text." in told(tmp_path, {path: large})
    in_memory = {path: text.encode() for path, text in {**BASE, "da/concepts/trust.md": large}.items()}
    assert message in [problem.message for problem in read(MemoryTree(in_memory)).problems]


def test_a_file_that_has_not_changed_is_not_parsed_again(tmp_path: Path) -> None:
    tree, kept = open_tree(grow(tmp_path)), Kept()
    first = read(tree, kept=kept)
    trust, loyalty = (kept[f"da/concepts/{name}.md"] for name in ("trust", "loyalty"))
    grow(tmp_path, {"da/concepts/trust.md": BASE["da/concepts/trust.md"].replace("brydes", "vindes")})

    second = read(tree, kept=kept)

    assert kept["da/concepts/loyalty.md"] is loyalty
    assert kept["da/concepts/trust.md"] is not trust
    assert second == read(tree)
    assert second != first


def test_what_was_wrong_with_a_file_is_told_at_every_reading(tmp_path: Path) -> None:
    tree, kept = open_tree(grow(tmp_path, {"_shared/concepts/trust.yaml": "source_lang: [\n"})), Kept()

    assert read(tree, kept=kept) == read(tree, kept=kept)


@given(
    st.sampled_from(sorted(BASE)),
    st.binary(max_size=40) | st.text("-:[]{}#&*!|>'\"%@`\n ab()<_", max_size=60).map(str.encode),
    st.booleans(),
)
def test_whatever_stands_in_a_file_is_read_or_told_with_a_cure(path: str, data: bytes, appended: bool) -> None:  # noqa: FBT001
    files = {name: text.encode() for name, text in BASE.items()}
    files[path] = files[path] + data if appended else data

    found = read(MemoryTree(files))

    assert (found.library is None) == any(problem.severity is Severity.ERROR for problem in found.problems)
    assert all(problem.message and problem.cure for problem in found.problems)


def test_a_tree_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        open_tree(tmp_path / "nowhere")


def test_a_problem_is_json_too(tmp_path: Path) -> None:
    (problem,) = reading(
        tmp_path, {"_shared/concepts/trust.yaml": BASE["_shared/concepts/trust.yaml"] + "x: 1\n"}
    ).problems

    assert problem.as_json() == {
        "path": "_shared/concepts/trust.yaml",
        "line": 3,
        "pointer": "/x",
        "severity": "error",
        "message": "`x` is not a key that is known here",
        "cure": "Remove it; known are: source_lang, sources, relations, licence.",
    }
    assert problem.told("content/").startswith("content/_shared/concepts/trust.yaml:3: `x`")
