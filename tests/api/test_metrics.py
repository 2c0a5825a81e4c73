"""What the server counts, as Prometheus reads it."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from app.api.exposition import resident
from app.api.families import FAMILIES, PROBLEMS, PROCESSES, RELEASE, SEARCH_SECONDS, Kind
from app.api.metrics import Metrics
from app.store.engine import open_engine, writing
from tests.conftest import ROOT
from tests.docs.test_guides import rows
from tests.feedback.desks import desk, send, token
from tests.sites import Serve, Site

OPERATORS = (ROOT / "docs" / "operators.md").read_text()
Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


def scraped(site: Site) -> Samples:
    """Every sample, by name and labels."""
    answer = site.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    """The sum of the samples that have those labels."""
    wanted = frozenset(labels.items())
    return sum(number for (sample, found), number in samples.items() if sample == name and wanted <= found)


@pytest.mark.parametrize(("name", "family"), FAMILIES.items(), ids=FAMILIES)
def test_names_follow_the_conventions(name: str, family: object) -> None:
    assert re.fullmatch(r"knowledge_[a-z]+(_[a-z]+)*", name)
    kind, about = FAMILIES[name].kind, FAMILIES[name].about
    assert name.endswith("_total") == (kind is Kind.COUNTER)
    assert kind is not Kind.HISTOGRAM or name.endswith("_duration_seconds")
    assert not re.search(r"_(ms|milliseconds|kb|percent)\b", name)
    assert about.endswith(".")


def test_the_guide_lists_every_metric_as_it_is() -> None:
    listed = {name.strip("`"): (labels, about) for name, labels, about in rows(OPERATORS, "metric")}

    assert listed == {
        name: (", ".join(f"`{label}`" for label in family.labels), family.about) for name, family in FAMILIES.items()
    }


def test_requests_are_counted_by_route_status_and_road(serve: Serve) -> None:
    site = serve()
    for _ in range(3):
        site.ok("/v1/entries/trust?lang=da")
    site.head("/v1/entries/loyalty?lang=da")
    site.get("/v1/entries/nothing")
    site.get("/nowhere/at/all")

    samples = scraped(site)
    entry = "/v1/entries/{entry_id}"
    requests = "knowledge_http_requests_total"
    assert value(samples, requests, route=entry, method="GET", status="200", road="computed") == 1
    assert value(samples, requests, route=entry, method="GET", status="200", road="memory") == 2
    assert value(samples, requests, route=entry, method="HEAD", status="200") == 1
    assert value(samples, requests, route=entry, status="404") == 1
    assert value(samples, requests, route="none", status="404") == 1
    assert value(samples, "knowledge_problems_total", code="entry-not-found") == 1
    durations = "knowledge_http_request_duration_seconds"
    assert value(samples, f"{durations}_count", route=entry, road="memory") == 2
    assert value(samples, f"{durations}_bucket", route=entry, road="memory", le="+Inf") == 2
    assert 0 < value(samples, f"{durations}_sum", route=entry, road="memory") < 60
    assert value(samples, "knowledge_cache_addresses") >= 1
    assert value(samples, "knowledge_cache_bytes") > 1000


def test_the_release_the_search_and_the_health_are_told(serve: Serve) -> None:
    site = serve()
    site.ok("/v1/search?q=tillid&lang=da")
    site.ok("/v1/search?q=zzzzqqqq&lang=no")

    samples = scraped(site)
    assert value(samples, "knowledge_release") == 1
    assert value(samples, "knowledge_release_published_timestamp_seconds") > 1_700_000_000
    assert value(samples, "knowledge_release_swaps_total") == 1
    assert value(samples, "knowledge_search_duration_seconds_count", lang="da") == 1
    assert value(samples, "knowledge_search_misses_total", lang="no") == 1
    assert {
        part: value(samples, "knowledge_health", part=part) for part in ("release", "database", "poll", "disk")
    } == {
        "release": 1,
        "database": 1,
        "poll": 1,
        "disk": 1,
    }
    assert value(samples, "knowledge_processes") == 1
    assert value(samples, "knowledge_process_resident_memory_bytes") > 1_000_000


def test_where_the_system_tells_no_memory_in_use_the_most_there_has_been_is_told(tmp_path: Path) -> None:
    assert resident(tmp_path / "nowhere") > 1000


def test_messages_and_publications_are_counted_by_what_came_of_them(serve: Serve) -> None:
    site = desk(serve)
    for members in ({}, {}, {"message": "Another."}):
        send(site, headers={"idempotency-key": "the-same-key-1"} if members else None, **members)
    send(site, headers={"idempotency-key": "the-same-key-1"}, message="Another.")
    send(site, message="")
    site.post("/v1/admin/releases/1/activate", headers={"authorization": f"Bearer {token(site)}"})

    samples = scraped(site)
    outcomes = {
        outcome: value(samples, "knowledge_feedback_total", outcome=outcome)
        for outcome in ("accepted", "held", "replayed", "refused")
    }
    assert outcomes == {"accepted": 2, "held": 1, "replayed": 1, "refused": 1}
    assert value(samples, "knowledge_publications_total", outcome="unchanged") == 1


def test_what_the_database_did_not_let_be_answered_is_counted(serve: Serve) -> None:
    site = desk(serve)
    engine = open_engine(site.settings.database_url, threads=1)
    with writing(engine) as connection:
        connection.execute(text("ALTER TABLE feedback RENAME TO elsewhere"))
    engine.dispose()

    assert send(site).status_code == 503
    assert value(scraped(site), "knowledge_database_errors_total", error="not_migrated") == 1


def test_several_processes_of_a_server_add_up_and_those_that_are_gone_leave_what_they_counted(tmp_path: Path) -> None:
    one, other = Metrics(tmp_path), Metrics(tmp_path)
    for metrics, release in ((one, 4), (other, 5)):
        metrics.ask(partial(list[tuple[str, tuple[str, ...], float]], [(RELEASE, (), release), (PROCESSES, (), 1)]))
        metrics.count(PROBLEMS, "not-found")
        metrics.time(0.3, SEARCH_SECONDS, "da")
    other.write()

    both = one.summed()
    assert both[PROBLEMS] == {("not-found",): 2}
    seconds, below = both[SEARCH_SECONDS]["da",]  # type: ignore[misc]
    assert (round(seconds, 3), sum(below)) == (0.6, 2)
    assert (both[RELEASE][()], both[PROCESSES][()]) == (4, 2)

    for path in tmp_path.glob("*.metrics"):
        os.utime(path, (0, 0))
    later = other.summed()
    assert later[PROBLEMS] == {("not-found",): 2}
    assert (later[RELEASE][()], later[PROCESSES][()]) == (5, 1)


def test_what_is_scraped_never_goes_back_whichever_process_is_asked(tmp_path: Path) -> None:
    one, other = Metrics(tmp_path), Metrics(tmp_path)
    seen = []
    for number in range(6):
        (one, other)[number % 2].count(PROBLEMS, "not-found")
        seen.append((one, other)[number // 2 % 2].summed()[PROBLEMS].get(("not-found",), 0.0))

    assert seen == sorted(seen)


TRACED = """
import asyncio, httpx
from opentelemetry import trace
from app.main import create_app
from app.settings import Settings
from tests.sites import running

class Span(trace.NonRecordingSpan):
    def is_recording(self): return True
    def set_attribute(self, key, value): self.told[key] = value
    def update_name(self, name): self.told["name"] = name
    def end(self, end_time=None): print(self.told, flush=True)

class Tracer(trace.NoOpTracer):
    def start_span(self, name, context=None, **more):
        parent = trace.get_current_span(context).get_span_context()
        span = Span(parent)
        span.told = {"name": name, "trace": f"{parent.trace_id:032x}"}
        return span

class Provider(trace.TracerProvider):
    def get_tracer(self, *names, **more): return Tracer()

trace.set_tracer_provider(Provider())
settings = Settings()
with running(create_app(settings), settings) as site:
    headers = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    assert site.get("/v1/entries/trust?lang=da", headers=headers).status_code == 200
"""


def test_a_tracer_that_has_been_set_up_sees_what_is_computed_in_the_trace_of_the_caller(serve: Serve) -> None:
    settings = serve().settings

    told = subprocess.run(
        [sys.executable, "-c", TRACED],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout

    assert "'name': 'GET /v1/entries/{entry_id}'" in told
    assert told.count("'trace': '0af7651916cd43dd8448eb211c80319c'") >= 1
