"""The status table tells, for every entry and language, how its text stands."""

from pathlib import Path

from app.content.coverage import Cell, coverage, totals
from app.content.reader import read
from app.content.tree import open_tree
from app.domain.texts import Status
from tests.content.trees import BASE, TRUST_NO, grow


def test_every_entry_and_series_has_a_cell_for_every_language(tmp_path: Path) -> None:
    grow(
        tmp_path,
        {
            "no/concepts/trust.md": TRUST_NO,
            "_shared/series/path.yaml": "source_lang: da\nparts: [trust]\n",
            "da/series/path.md": "---\npref_label: Vejen\ndefinition: D.\n---\n## Om {#about}\n\nT.\n",
        },
        stamped=True,
    )
    (tmp_path / "da/concepts/trust.md").write_text(BASE["da/concepts/trust.md"].replace("brydes", "vindes"), "utf-8")
    library = read(open_tree(tmp_path)).library
    assert library is not None

    rows = coverage(library)

    assert [(row.id, row.kind, row.source_lang, list(row.cells)) for row in rows] == [
        ("loyalty", "concept", "da", ["da", "no"]),
        ("trust", "concept", "da", ["da", "no"]),
        ("path", "series", "da", ["da", "no"]),
    ]
    assert [row.cells["no"] for row in rows] == [
        Cell(status=Status.MISSING),
        Cell(status=Status.OUTDATED, behind=("limits",)),
        Cell(status=Status.MISSING, behind=("about",)),
    ]
    assert totals(rows) == {
        "da": {Status.SOURCE: 3, Status.CURRENT: 0, Status.OUTDATED: 0, Status.MISSING: 0},
        "no": {Status.SOURCE: 0, Status.CURRENT: 0, Status.OUTDATED: 1, Status.MISSING: 2},
    }
