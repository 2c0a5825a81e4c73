"""Every metric there is: its name, its kind, what it says, and by which labels it is told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a metric does, and for those that go up and down, how several processes of one server add up."""

    COUNTER = "counter"
    HISTOGRAM = "histogram"
    SUM = "sum"
    LEAST = "least"
    MOST = "most"

    @property
    def is_gauge(self) -> bool:
        """Whether it goes up and down."""
        return self in {Kind.SUM, Kind.LEAST, Kind.MOST}


@dataclass(frozen=True, slots=True)
class Family:
    """What is said of a metric; its labels in order."""

    kind: Kind
    about: str
    labels: tuple[str, ...] = ()


REQUESTS: Final = "knowledge_http_requests_total"
REQUEST_SECONDS: Final = "knowledge_http_request_duration_seconds"
IN_PROGRESS: Final = "knowledge_http_requests_in_progress"
PROBLEMS: Final = "knowledge_problems_total"
CACHE_BYTES: Final = "knowledge_cache_bytes"
CACHE_ADDRESSES: Final = "knowledge_cache_addresses"
RELEASE: Final = "knowledge_release"
PUBLISHED_AT: Final = "knowledge_release_published_timestamp_seconds"
SWAPPED_AT: Final = "knowledge_release_swapped_timestamp_seconds"
SWAP_SECONDS: Final = "knowledge_release_swap_seconds"
SWAPS: Final = "knowledge_release_swaps_total"
POLLED_AT: Final = "knowledge_release_polled_timestamp_seconds"
POLL_FAILURES: Final = "knowledge_release_poll_failures_total"
SEARCH_SECONDS: Final = "knowledge_search_duration_seconds"
SEARCH_MISSES: Final = "knowledge_search_misses_total"
FEEDBACK: Final = "knowledge_feedback_total"
PUBLICATIONS: Final = "knowledge_publications_total"
DATABASE_ERRORS: Final = "knowledge_database_errors_total"
HEALTH: Final = "knowledge_health"
DISK_FREE: Final = "knowledge_disk_free_bytes"
PROCESSES: Final = "knowledge_processes"
STARTED_AT: Final = "knowledge_process_start_time_seconds"
CPU_SECONDS: Final = "knowledge_process_cpu_seconds_total"
MEMORY: Final = "knowledge_process_resident_memory_bytes"
BUILD: Final = "knowledge_build_info"

FAMILIES: Final[Mapping[str, Family]] = {
    REQUESTS: Family(
        Kind.COUNTER,
        "Requests answered, by route and by road: fast_lane and memory had the answer at hand, computed had not, "
        "refused had no room for it.",
        ("route", "method", "status", "road"),
    ),
    REQUEST_SECONDS: Family(
        Kind.HISTOGRAM, "Seconds from the head of a request to the head of its answer.", ("route", "road")
    ),
    IN_PROGRESS: Family(Kind.SUM, "Requests that are being computed or read right now."),
    PROBLEMS: Family(Kind.COUNTER, "Problems told, by their code.", ("code",)),
    CACHE_BYTES: Family(Kind.SUM, "Bytes that complete answers take in memory."),
    CACHE_ADDRESSES: Family(Kind.SUM, "Addresses whose answers are at hand."),
    RELEASE: Family(Kind.LEAST, "The oldest release that any process serves."),
    PUBLISHED_AT: Family(Kind.LEAST, "When that release was published, in seconds since 1970."),
    SWAPPED_AT: Family(Kind.LEAST, "When a process last took up a release, in seconds since 1970."),
    SWAP_SECONDS: Family(Kind.MOST, "Seconds from noticing the release that is served to serving it."),
    SWAPS: Family(Kind.COUNTER, "Releases taken up, the first of each process included."),
    POLLED_AT: Family(Kind.LEAST, "When the database last told which release is active, in seconds since 1970."),
    POLL_FAILURES: Family(Kind.COUNTER, "Looks for a newer release that came to nothing."),
    SEARCH_SECONDS: Family(
        Kind.HISTOGRAM, "Seconds that finding took, of searches not answered from memory.", ("lang",)
    ),
    SEARCH_MISSES: Family(Kind.COUNTER, "Searches that found nothing, of those not answered from memory.", ("lang",)),
    FEEDBACK: Family(
        Kind.COUNTER, "Readers' messages: accepted, held for an editor's look, replayed, or refused.", ("outcome",)
    ),
    PUBLICATIONS: Family(
        Kind.COUNTER, "What publishing over HTTP came to: made, unchanged, or rehearsed.", ("outcome",)
    ),
    DATABASE_ERRORS: Family(
        Kind.COUNTER, "Requests that the database did not let be answered, by what it said.", ("error",)
    ),
    HEALTH: Family(Kind.LEAST, "1 where a part of the server is well, 0 where it is degraded; see /readyz.", ("part",)),
    DISK_FREE: Family(Kind.LEAST, "Bytes free where the files of releases are."),
    PROCESSES: Family(Kind.SUM, "Server processes that are alive."),
    STARTED_AT: Family(Kind.LEAST, "When the oldest of them started, in seconds since 1970."),
    CPU_SECONDS: Family(Kind.COUNTER, "Seconds of processor time used."),
    MEMORY: Family(Kind.SUM, "Bytes of memory in use; what processes share counts for each."),
    BUILD: Family(Kind.MOST, "Always 1; the labels tell which program runs.", ("version",)),
}
