"""Strapi 5 on SQLite: a content type for texts and one for their sections, read without a key."""

from contextlib import ExitStack
from pathlib import Path

from bench import servers

NAME = "Strapi"
ABOUT = "Strapi 5 on SQLite, the entry with its sections populated"


def start(stack: ExitStack, folder: Path, entries: Path) -> servers.Server:
    """Start it on a new database, which it fills before it answers."""
    port = servers.free_port()
    database = folder / "bench.db"
    database.unlink(missing_ok=True)
    environment = {"PORT": str(port), "BENCH_DATABASE": str(database), "BENCH_ENTRIES": str(entries)}
    environment |= {"NODE_ENV": "production", "STRAPI_TELEMETRY_DISABLED": "true", "ADMIN_JWT_SECRET": "bench"}
    return stack.enter_context(
        servers.running(
            NAME,
            [str(folder / "node_modules" / ".bin" / "strapi"), "start"],
            port=port,
            ready="/api/texts",
            log=folder / "bench.log",
            folder=folder,
            patience=180,
            **environment,
        )
    )


def addresses(server: servers.Server) -> dict[str, str]:
    """The same entry and list."""
    texts = f"{server.url}/api/texts?filters[lang][$eq]=sv"
    return {
        "entry": f"{texts}&filters[entry][$eq]=service-pyramid&populate=sections",
        "list of 50": f"{texts}&sort=pref_label&pagination[pageSize]=50",
    }
