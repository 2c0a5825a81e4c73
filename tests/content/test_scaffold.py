"""New files are scaffolds: the check refuses them until they are filled in, and nothing is ever overwritten."""

from pathlib import Path

import pytest

from app.content.reader import read
from app.content.scaffold import NOUNS, ScaffoldError, new, new_translation
from app.content.stamp import stamp
from app.content.tree import open_tree
from tests.content.trees import BASE, grow


def messages(root: Path) -> list[str]:
    return [problem.told() for problem in read(open_tree(root)).problems]


def fill_in(paths: tuple[Path, ...], words: dict[str, str]) -> None:
    """Write something for every placeholder."""
    for path in paths:
        lines = path.read_text("utf-8").split("\n")
        for old, text in words.items():
            lines = [line.replace(old, text) for line in lines]
        path.write_text("\n".join(lines), "utf-8")


@pytest.mark.parametrize("noun", NOUNS)
def test_a_scaffold_is_refused_until_it_is_filled_in(tmp_path: Path, noun: str) -> None:
    required = "required_sections: {styles: [leaders]}\n"
    grow(tmp_path, {"_shared/catalogue.yaml": BASE["_shared/catalogue.yaml"] + required})

    paths = new(tmp_path, noun, "fresh", source_lang="da")

    folder = NOUNS[noun]
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        f"_shared/{folder}/fresh.yaml",
        f"da/{folder}/fresh.md",
    ]
    assert messages(tmp_path)
    fill_in(
        paths,
        {"broader: [TODO]": "broader: [trust]", "sources: [TODO]": "sources: []", "parts: [TODO]": "parts: [trust]"},
    )
    fill_in(paths, {"nodes: [TODO]": "nodes: [first]", "  TODO: {": "  first: {", "TODO": "Frisk"})
    fill_in(paths, {"alt_labels: [Frisk]": "alt_labels: [ny]"})
    assert messages(tmp_path) == []


def test_a_translation_begins_with_the_structure_of_its_source(tmp_path: Path) -> None:
    grow(
        tmp_path,
        {
            "_shared/models/visit.yaml": (
                "source_lang: da\nrelations: {related: [trust]}\n"
                "diagram:\n  figure: steps\n  nodes: [a]\n  lanes: [good, bad]\n"
            ),
            "da/models/visit.md": (
                "---\npref_label: Besøget\ndefinition: D.\nscope_note: S.\neditorial_note: E.\nparts:\n"
                "  a: {label: A, variants: {good: G., bad: B.}}\n  good: {label: God, text: T.}\n"
                "  bad: {label: Dårlig}\n"
                "---\n## Om {#about}\n\nTekst.\n"
            ),
        },
    )

    (path,) = new_translation(tmp_path, "no/visit")

    assert path.read_text("utf-8") == (
        "---\npref_label: TODO  # Besøget\nalt_labels: [TODO]\ndefinition: TODO  # D.\nscope_note: TODO  # S.\n"
        "editorial_note: TODO  # E.\nparts:\n  a:\n    label: TODO  # A\n    variants:\n      good: TODO  # G.\n"
        "      bad: TODO  # B.\n  good:\n    label: TODO  # God\n    text: TODO  # T.\n"
        "  bad:\n    label: TODO  # Dårlig\n"
        "---\n## TODO Om {#about}\n\nTODO\n"
    )
    fill_in((path,), {"[TODO]": "[]", "TODO": "Norsk"})
    stamp(tmp_path, ["no/visit"])
    assert messages(tmp_path) == []


def test_a_translation_of_a_series_has_its_planned_parts(tmp_path: Path) -> None:
    grow(
        tmp_path,
        {
            "_shared/series/path.yaml": "source_lang: da\nparts: [hope]\n",
            "da/series/path.md": "---\npref_label: Vejen\ndefinition: D.\nplanned: {hope: Håb}\n---\n",
        },
    )

    (path,) = new_translation(tmp_path, "no/path")

    assert "planned:\n  hope: TODO  # Håb\n---" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("noun", "identifier", "lang", "message"),
    [
        ("thing", "x", "da", "there is no kind 'thing'; kinds are: concept, model, style, series"),
        ("concept", "My Id", "da", "'My Id' is not an id; write for example my-id"),
        ("concept", "x", "sv", "there is no language 'sv'; languages are: da, no"),
        ("concept", "trust", "da", "the id trust is taken: _shared/concepts/trust.yaml"),
        ("style", "old", "da", "the id old is taken: _shared/moved.yaml"),
    ],
)
def test_what_cannot_be_begun_is_told(tmp_path: Path, noun: str, identifier: str, lang: str, message: str) -> None:
    grow(tmp_path, {"_shared/moved.yaml": "old: {why: withdrawn}\n"})

    with pytest.raises(ScaffoldError) as told:
        new(tmp_path, noun, identifier, source_lang=lang)

    assert str(told.value) == message


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("trust", "write the language too: sv/trust"),
        ("sv/trust", "there is no language 'sv'; languages are: da, no"),
        ("no/trus", "there is no entry 'trus'; did you mean trust?"),
        ("no/zzz", "there is no entry 'zzz'"),
        ("no/loyalty", "loyalty has no source text yet"),
    ],
)
def test_a_translation_of_nothing_is_told(tmp_path: Path, ref: str, message: str) -> None:
    grow(tmp_path, {"da/concepts/loyalty.md": None})

    with pytest.raises(ScaffoldError) as told:
        new_translation(tmp_path, ref)

    assert str(told.value) == message


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    grow(tmp_path)
    with pytest.raises(ScaffoldError, match="is there already"):
        new_translation(tmp_path, "da/trust")

    assert (tmp_path / "da/concepts/trust.md").read_text("utf-8") == BASE["da/concepts/trust.md"]
