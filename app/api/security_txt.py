"""Whom to tell of a weakness, where programs and people look for it (RFC 9116)."""

from datetime import UTC, date, datetime
from typing import Final

from fastapi import APIRouter, Depends, Request, Response

from app.api.operations import check_query
from app.api.problems import NotFound, UnknownParameter, Words, documented
from app.settings import Settings

router = APIRouter(tags=["Operations"], dependencies=[Depends(check_query)])

PATH: Final = "/.well-known/security.txt"
_NOBODY: Final = Words(
    "Whoever runs this server has not said whom to tell of weaknesses, or no longer stands by it. "
    "Set SECURITY_CONTACT and SECURITY_EXPIRES."
)


@router.get(
    PATH,
    operation_id="getSecurityContact",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **documented(UnknownParameter, NotFound),
    },
)
async def get_security_contact(request: Request) -> Response:
    """Whom to tell of a weakness, and until when that holds; 404 where nobody has said so, or where it has expired."""
    settings: Settings = request.app.state.settings
    today = datetime.now(UTC).date()
    if not settings.security_contact or date.fromisoformat(settings.security_expires) < today:
        raise NotFound(_NOBODY)
    lines = [f"Contact: {settings.security_contact}", f"Expires: {settings.security_expires}T23:59:59Z"]
    if base := settings.public_base_url.rstrip("/"):
        lines.append(f"Canonical: {base}{PATH}")
    return Response(
        "".join(f"{line}\n" for line in lines),
        headers={"cache-control": "public, max-age=3600"},
        media_type="text/plain; charset=utf-8",
    )
