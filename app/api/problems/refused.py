"""What a client may not do, or not so often."""

from app.api.problems.shape import Problem
from app.languages.messages import N_


class Unauthorized(Problem):
    """No key, or one that opens nothing."""

    status, code, title = 401, "unauthorized", N_("Not authorised")
    about = (
        "The endpoint needs a key in the header `Authorization: Bearer skn_…`. It is missing, unknown, expired or "
        "revoked. `service-knowledge keys create` makes one."
    )


class Forbidden(Problem):
    """A key that opens something else."""

    status, code, title = 403, "forbidden", N_("Forbidden")
    about = "The key is good, but it lacks the scope that this needs, which `WWW-Authenticate` names."


class TooManyRequests(Problem):
    """More requests than the client or the key may make."""

    status, code, title = 429, "too-many-requests", N_("Too many requests")
    about = "Wait for as many seconds as `Retry-After` says. `RateLimit-Policy` tells what is allowed."
