"""A release and its index: which answers searches, and when the one is made for the other."""

import asyncio
from pathlib import Path

import pytest

from app.api.answers import CACHED
from app.api.indexing import MOST_ALWAYS_WHOLE, index_path, is_usable, make
from app.api.searching import FOR_NOW, SearchableLive
from app.catalogue.seals import seal
from app.search import FormerIndex, Results, base_of
from tests.content.trees import BASE, concept, grow
from tests.search.shelf import index_of, text
from tests.sites import Serve, items, live, make_files, release, until


def renamed(root: Path) -> Path:
    """The tree with *trust* called `Fortrolighed` in Danish."""
    text = BASE["da/concepts/trust.md"].replace("pref_label: Tillid", "pref_label: Fortrolighed")
    return grow(root, {"da/concepts/trust.md": text}, stamped=True)


def test_a_new_release_is_searched_as_soon_as_it_is_served_where_its_index_is_there(
    serve: Serve, tmp_path: Path
) -> None:
    site = serve()
    first = site.ok("/v1/search?lang=da&q=tillid+loyalitet&limit=1")
    assert site.ok("/v1/search?lang=da&q=fortrolighed")["page"]["total"] == 0

    site.publish(renamed(tmp_path / "next"))

    assert items(site.ok("/v1/search?lang=da&q=fortrolighed"), "id") == ["trust"]
    # The hits of the release before are gone, and so is the way through them.
    assert site.ask(first["links"]["next"]).json()["code"] == "invalid-cursor"


def test_a_release_is_served_at_once_and_searched_by_the_index_before_until_its_own_is_there(
    serve: Serve, tmp_path: Path
) -> None:
    site = serve()
    site.ok("/v1/search?lang=da&q=loyalitet")
    number = release(site.settings.database_url, renamed(tmp_path / "next"))
    site.portal.call(live(site.app).refresh)
    site.wait_for(number)

    # Found by what it was called before, told by what it is called now.
    for_now = site.ask("/v1/search?lang=da&q=tillid&limit=1")
    assert [item["pref_label"] for item in for_now.json()["items"]] == ["Fortrolighed"]
    assert for_now.headers["cache-control"] == FOR_NOW
    addresses = ("/v1/suggest?lang=da&q=till", "/da/search?q=tillid", "/v1/search?lang=da&q=fortrolighed")
    until(lambda: {site.get(address).headers["cache-control"] for address in addresses} == {CACHED})
    assert items(site.ok("/v1/search?lang=da&q=fortrolighed"), "id") == ["trust"]


def test_what_the_index_before_finds_is_computed_once_a_second_not_at_every_request(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []

    class Counting(FormerIndex):
        def search(self, query: str, **how: object) -> Results:
            searched.append(query)
            return super().search(query, **how)

    monkeypatch.setattr("app.api.searching.FormerIndex", Counting)
    # Its own index is never there.
    monkeypatch.setattr(SearchableLive, "_follow", lambda *_: asyncio.sleep(0))
    site = serve()
    site.ok("/v1/search?lang=da&q=loyalitet")
    number = release(site.settings.database_url, renamed(tmp_path / "next"))
    site.portal.call(live(site.app).refresh)
    site.wait_for(number)

    answers = [site.ask("/v1/search?lang=da&q=tillid") for _ in range(200)]

    assert {answer.headers["cache-control"] for answer in answers} == {FOR_NOW}
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert 1 <= len(searched) <= 5


def test_an_index_that_cannot_be_read_holds_up_no_release_and_is_made_anew(serve: Serve, tmp_path: Path) -> None:
    site = serve()
    site.ok("/v1/search?lang=da&q=loyalitet")
    number = release(site.settings.database_url, renamed(tmp_path / "next"))
    make_files(site.settings, number)
    (generation,) = (site.settings.data_dir / "generations").glob(f"release-{number}-*.generation")
    index = index_path(generation)
    index.chmod(0o644)
    index.write_bytes(b"nonsense")
    seal(index, index)

    site.portal.call(live(site.app).refresh)

    assert site.ok("/version")["release"] == number
    assert items(site.ok("/v1/search?lang=da&q=tillid&limit=1"), "id") == ["trust"]
    until(lambda: site.ask("/v1/search?lang=da&q=fortrolighed").headers["cache-control"] == CACHED)
    assert items(site.ok("/v1/search?lang=da&q=fortrolighed"), "id") == ["trust"]


def test_a_change_to_a_large_catalogue_is_indexed_by_itself(serve: Serve, tmp_path: Path) -> None:
    def shared(number: int) -> tuple[str, str]:
        return f"_shared/concepts/many-{number}.yaml", "source_lang: da\nrelations: {related: [trust]}\n"

    def said(number: int, label: str) -> tuple[str, str]:
        return f"da/concepts/many-{number}.md", f"---\npref_label: {label}\ndefinition: Nummer {number}.\n---\n"

    many = range(MOST_ALWAYS_WHOLE)
    files = dict([*map(shared, many), *(said(number, f"Hylde {number}") for number in many)])
    site = serve(files)
    site.ok("/v1/search?lang=da&q=hylde")
    files |= dict([said(7, "Skuffe 7"), shared(1000), said(1000, "Skab 1000")])
    files |= {"_shared/moved.yaml": "many-8: {why: withdrawn}\n"}
    for path, _ in (shared(8), said(8, "")):
        del files[path]
    site.publish(grow(tmp_path / "next", files, stamped=True))
    until(lambda: site.ask("/v1/search?lang=da&q=skuffe").headers["cache-control"] == CACHED)

    assert items(site.ok("/v1/search?lang=da&q=skuffe"), "id") == ["many-7"]
    assert items(site.ok("/v1/search?lang=da&q=skab"), "id") == ["many-1000"]
    assert site.ok("/v1/search?lang=da&q=hylde&limit=1")["page"]["total"] == len(many) - 2
    folder = site.settings.data_dir / "generations"
    over, whole = sorted(folder.glob("*.search"), key=lambda file: file.stat().st_size)
    assert base_of(over) == whole
    assert over.stat().st_size * 5 < whole.stat().st_size

    # An index is of no use without the one it was laid over.
    whole.chmod(0o644)
    whole.write_bytes(whole.read_bytes()[:-100])
    assert not is_usable(over)
    make(site.settings.data_dir / "generations" / over.name.rsplit(".", 2)[0])
    assert is_usable(over)


def test_what_is_gone_is_not_found_by_the_index_before(tmp_path: Path) -> None:
    index = index_of(tmp_path, text("trust", "da", "Tillid"), text("hope", "da", "Tillid og håb", series=("path",)))
    former = FormerIndex(index, is_there=lambda entry, _: entry == "hope", has_series=lambda _: False)

    assert [hit.entry for hit in former.search("tillid", lang="da").hits] == ["hope"]
    assert former.search("tillid", lang="da").series == {}
    assert [one.entry for one in former.suggest("till", lang="da")] == ["hope"]


def test_indexes_of_releases_that_are_gone_go_too(serve: Serve, tmp_path: Path) -> None:
    site = serve()
    site.ok("/v1/search?lang=da&q=tillid")
    folder = site.settings.data_dir / "generations"
    stray = folder / "release-99-abc-1.generation.1-1.search"
    stray.write_bytes(b"")

    site.publish(grow(tmp_path / "next", {"da/concepts/trust.md": concept()}, stamped=True))
    site.ok("/v1/search?lang=da&q=tillid")

    assert not stray.exists()
    assert len(list(folder.glob("*.search"))) == 2
