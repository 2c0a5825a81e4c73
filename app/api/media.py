"""Which kind of answer a client would rather have (RFC 9110 §12.5.1)."""

from fastapi import Request


def wants_page(request: Request) -> bool:
    """Whether a browser shows the answer to a person: it names HTML, and prefers no JSON to it."""
    weights = _weights(", ".join(request.headers.getlist("accept")))
    return weights.get("text/html", 0.0) > weights.get("application/json", 0.0)


def prefers_lines(request: Request) -> bool:
    """Whether the client names lines of JSON, and prefers no single piece to them."""
    weights = _weights(", ".join(request.headers.getlist("accept")))
    return weights.get("application/x-ndjson", 0.0) > weights.get("application/json", 0.0)


def _weights(accept: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for element in accept.lower().split(","):
        media_type, *parameters = (part.strip() for part in element.split(";"))
        q = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        weights[media_type] = float(q) if _is_weight(q) else 0.0
    return weights


def _is_weight(q: str) -> bool:
    return q.replace(".", "", 1).isascii() and q.replace(".", "", 1).isdigit()
