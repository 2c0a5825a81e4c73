"""Who may use the admin API: the one dependency through which its endpoints learn who is asking.

An endpoint names the scope it needs in the type of a parameter, `Annotated[Caller, needs(Scope.FEEDBACK_READ)]`; that
checks the key and the scope, limits the rate, keeps the answer out of every cache and says so in OpenAPI.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import structlog
from fastapi import Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from starlette.types import Message

from app import store
from app.api.bodies import read_body
from app.api.database import database_of
from app.api.limits import client_of, limits_of
from app.api.problems import (
    BodyTooLarge,
    Busy,
    DiskUnwritable,
    Forbidden,
    InvalidBody,
    InvalidParameter,
    TooManyRequests,
    Unauthorized,
    UnknownParameter,
    Unreachable,
    Words,
    documented,
)
from app.store.values import Key, Scope

log = structlog.get_logger("app.admin")

_REALM: Final = 'Bearer realm="service-knowledge"'
_bearer: Final = HTTPBearer(
    bearerFormat="skn_<id>_<secret>",
    scheme_name="Key",
    description="A key of the admin API; `service-knowledge keys create` makes the first one.",
    auto_error=False,
)
# What every endpoint of the admin API can answer besides its own; InvalidBody is for those that take one.
ADMIN_PROBLEMS: Final = documented(
    UnknownParameter, InvalidParameter, Unauthorized, Forbidden, TooManyRequests, Unreachable, Busy, DiskUnwritable
)
BODY_PROBLEMS: Final = documented(BodyTooLarge, InvalidBody)


class AdminRoute(APIRoute):
    """A route that reads no body of somebody without a key, and of nobody one that is too large.

    The framework reads it all before it asks the dependencies.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What the route does with a request."""
        handle = super().get_route_handler()

        async def handle_bounded(request: Request) -> Response:
            if not request.headers.get("authorization", "").lower().startswith("bearer "):
                raise _no_key()
            body = await read_body(request)

            async def receive() -> Message:
                return {"type": "http.request", "body": body, "more_body": False}

            return await handle(Request(request.scope, receive))

        return handle_bounded


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever holds a key."""

    key: Key

    @property
    def actor(self) -> str:
        """The word for them in the audit log."""
        return f"key:{self.key.id}"


def needs(scope: Scope) -> Any:
    """For the type of a parameter: a caller whose key has *scope*; raises Unauthorized, Forbidden, TooManyRequests."""
    return Security(_caller, scopes=[scope.value])


async def _caller(
    request: Request,
    scopes: SecurityScopes,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Caller:
    request.state.headers["cache-control"] = "no-store"
    limits, client = limits_of(request), client_of(request)
    if credentials is None:
        raise _no_key()
    guesses = limits.wrong_keys.look(client)
    if not guesses.is_allowed:
        raise limits.wrong_keys.refusal(guesses)
    token = credentials.credentials
    key = await database_of(request).read(lambda engine: store.keys.check(engine, token, datetime.now(UTC)))
    if key is None:
        limits.wrong_keys.take(client)
        log.warning("key_refused", request_id=request.state.request_id, path=request.scope["path"], client=client)
        raise Unauthorized(
            Words("The key is unknown, has expired or has been revoked."),
            headers={"www-authenticate": f'{_REALM}, error="invalid_token"'},
        )
    limits.admin.spend(request, key.id)
    missing = [scope for scope in scopes.scopes if scope not in key.scopes]
    if missing:
        challenge = f'{_REALM}, error="insufficient_scope", scope="{missing[0]}"'
        raise Forbidden(
            Words("The key lacks the scope “%(scope)s”.", scope=missing[0]), headers={"www-authenticate": challenge}
        )
    return Caller(key)


def _no_key() -> Unauthorized:
    return Unauthorized(
        Words("This needs a key. Send it as “Authorization: Bearer …”."), headers={"www-authenticate": _REALM}
    )
