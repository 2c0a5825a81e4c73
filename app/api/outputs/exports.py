"""The files a release can be had as."""

from datetime import datetime

from pydantic import Field

from app.api.outputs.base import Output, Url


class ExportOut(Output):
    """One format of one release."""

    format: str = Field(examples=["skos.ttl"])
    about: str = Field(description="What the file holds, in English.")
    media_type: str
    file_name: str = Field(description="ASCII.")
    size: int = Field(description="Bytes.", ge=0)
    sha256: str = Field(description="Of the whole file, in hexadecimal.")
    url: Url = Field(description="Names the release, so what it gives never changes.")


class ExportsOut(Output):
    """What a release can be had as, and where to follow on from it."""

    release: int = Field(ge=1)
    digest: str
    published_at: datetime
    licence: str
    changes: Url = Field(description="What has changed since these files, once it has.")
    items: list[ExportOut]
