"""The files of deploy/ fit the program: every metric, setting, route and file they name is there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from app.api.families import FAMILIES, Kind
from app.settings import Settings
from tests.conftest import ROOT
from tests.deploy.caches import DEPLOY

ALERTS = YAML(typ="safe").load(DEPLOY / "alerts.yaml")
DASHBOARD = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
COMPOSE = YAML(typ="safe").load(DEPLOY / "compose.yaml")
SERVICES: dict[str, Any] = COMPOSE["services"]
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]


def expressions(value: object) -> Iterator[str]:
    """Every query in a dashboard or a file of rules."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in {"expr", "query"} and isinstance(inner, str):
                yield inner
            else:
                yield from expressions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from expressions(inner)


def samples() -> dict[str, tuple[str, ...]]:
    """Every name that can be asked for, with its labels."""
    found: dict[str, tuple[str, ...]] = {}
    for name, family in FAMILIES.items():
        if family.kind is Kind.HISTOGRAM:
            found |= {f"{name}_sum": family.labels, f"{name}_count": family.labels}
            found[f"{name}_bucket"] = (*family.labels, "le")
        else:
            found[name] = family.labels
    return found


@pytest.mark.parametrize("expression", [*expressions(DASHBOARD), *expressions(ALERTS)])
def test_a_query_names_metrics_and_labels_that_there_are(expression: str) -> None:
    known = samples()
    named = re.findall(r"\b(knowledge_\w+)(?:\{([^}]*)\})?", expression)

    assert named or "up{" in expression or expression == "prometheus"
    for name, selector in named:
        assert name in known
        assert {*re.findall(r"(\w+)\s*[=!]~?", selector)} <= {*known[name], "job", "instance"}
    for labels in re.findall(r"\bby \(([^)]*)\)", expression):
        allowed = {label for name, _ in named for label in known[name]} | {"instance"}
        assert {label.strip() for label in labels.split(",")} <= allowed
    for name, _ in named:
        of_a_counter = re.search(rf"(?:rate|increase)\({name}\b", expression)
        assert name.endswith(("_total", "_bucket", "_sum", "_count")) == bool(of_a_counter), (name, expression)


def test_the_dashboard_shows_every_metric_once_somewhere() -> None:
    shown = " ".join(expressions(DASHBOARD))

    assert [name for name in FAMILIES if name not in shown] == []
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
    assert all(panel["description"].endswith(".") for panel in DASHBOARD["panels"])


def test_panels_do_not_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells


def test_each_rule_says_how_bad_it_is_and_what_to_do() -> None:
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert {"summary", "cure"} <= rule["annotations"].keys()


def test_every_part_that_can_be_degraded_wakes_somebody_but_the_release_that_is_there_while_anything_is() -> None:
    told = " ".join(rule["expr"] for rule in RULES)

    assert {part for part in ("database", "poll", "disk") if f'part="{part}"' in told} == {"database", "poll", "disk"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_no_rights_it_does_not_need(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["user"].split(":")[0] not in {"0", "root"}
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert any(place.startswith("/tmp") for place in service["tmpfs"])  # noqa: S108 - in the container
    assert "privileged" not in service
    assert name == "release" or service["healthcheck"]["test"][0] == "CMD"
    assert name == "cache" or "ports" not in service


def test_services_begin_when_those_they_need_are_well() -> None:
    needed = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}

    assert needed == {
        "db": {},
        "release": {"db": {"condition": "service_healthy"}},
        "api-1": {"release": {"condition": "service_completed_successfully"}},
        "api-2": {"release": {"condition": "service_completed_successfully"}},
        "cache": {"api-1": {"condition": "service_healthy"}, "api-2": {"condition": "service_healthy"}},
    }


def test_no_secret_stands_in_the_composition_and_every_file_it_names_is_there_or_is_one() -> None:
    text = (DEPLOY / "compose.yaml").read_text()

    assert not re.search(r"postgres(ql)?://|password:(?!\s*\{file)", text, re.IGNORECASE)
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == COMPOSE["secrets"].keys()
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            if isinstance(volume, dict):
                assert (DEPLOY / volume["source"]).is_file()
            else:
                assert volume.partition(":")[0] in COMPOSE["volumes"]
        assert set(service.get("networks", [])) <= COMPOSE["networks"].keys()
        if "build" in service:
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).resolve().is_file()


def test_the_servers_are_told_nothing_that_is_no_setting() -> None:
    for name in ("release", "api-1", "api-2"):
        assert {setting.lower() for setting in SERVICES[name]["environment"]} <= Settings.model_fields.keys()
    connections = int(SERVICES["api-1"]["environment"]["DATABASE_CONNECTIONS"]) + 2
    assert 2 * int(SERVICES["api-1"]["environment"]["WORKERS"]) * connections < 100


def test_the_caches_know_the_servers_by_their_names_in_the_composition() -> None:
    nginx, varnish = ((DEPLOY / file).read_text() for file in ("nginx.conf", "varnish.vcl"))

    for name in ("api-1", "api-2"):
        assert f"server {name}:8000" in nginx
        assert f'.host = "{name}";' in varnish


def test_a_secret_in_a_file_is_a_setting_and_goes_before_what_the_image_has_in_its_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "DATABASE_URL=" in (ROOT / "Dockerfile").read_text()
    monkeypatch.setenv("DATABASE_URL", "sqlite:///var/other.db")
    monkeypatch.setenv("PORT", "8123")
    (tmp_path / "database_url").write_text("postgresql://from-a-file/knowledge\n")

    settings = Settings(_secrets_dir=tmp_path)

    assert (settings.database_url, settings.port) == ("postgresql://from-a-file/knowledge", 8123)
