"""What an operator can set: in the environment, in a `.env` file, or as a secret of a container."""

from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

# Where containers find files whose names are settings and whose contents are secret.
_SECRETS = Path("/run/secrets")


class Settings(BaseSettings):
    """Every setting with its default; names are read from the environment in upper case."""

    model_config = SettingsConfigDict(
        env_file=".env", secrets_dir=_SECRETS if _SECRETS.is_dir() else None, extra="ignore", frozen=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the name that the library has for it
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """A secret goes before the environment, which may hold the default of an image."""
        return init_settings, file_secret_settings, env_settings, dotenv_settings

    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the server listens on.")
    workers: int = Field(1, ge=1, le=64, description="Server processes.")
    database_url: str = Field(
        "sqlite:///var/service-knowledge.db",
        description="Where releases are kept: sqlite:///file or postgresql://user:password@host/database.",
    )
    database_connections: int = Field(
        20, ge=1, le=200, description="Most connections of each server process to PostgreSQL, made as they are needed."
    )
    database_patience: float = Field(
        5.0,
        gt=0,
        le=60,
        description="Seconds to wait for a place, a connection or an answer of PostgreSQL before it counts as away.",
    )
    content_dir: Path = Field(Path("content"), description="The content tree that is checked and published.")
    data_dir: Path = Field(Path("var"), description="Where this host keeps the files it builds from releases.")
    public_base_url: str = Field(
        "", description="Scheme and host that readers use, for absolute links; empty: links are paths."
    )
    frame_ancestors: str = Field(
        "*",
        pattern=r"^[^;,\r\n]+$",
        description="Sites whose pages may frame the pages below /embed/, as in `https://school.example`; * for all.",
    )
    preview: bool = Field(
        default=False,
        description="Pages reload when content is saved and show what `check` says; `serve --watch` turns it on.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged.")
    log_format: Literal["json", "console"] = Field("json", description="How it is logged.")
    metrics_dir: Path | None = Field(
        None,
        description="Folder where the processes of one server add up their metrics; `serve` makes one for several.",
    )
    release_poll_seconds: float = Field(
        0.5, gt=0, le=60, description="How often a server asks the database for a newer release."
    )
    former_releases: int = Field(
        8,
        ge=1,
        le=1000,
        description="Former releases whose files this host keeps for `?release=`; others are built when asked for.",
    )
    cache_bytes: int = Field(
        64 * 1024 * 1024, ge=0, description="Room for complete answers in each server process, in bytes; 0 keeps none."
    )
    fast_lane: bool = Field(
        default=True,
        description="Send answers that are at hand from the HTTP protocol itself, before ASGI; false: all by ASGI.",
    )
    access_log: bool = Field(default=True, description="One log line a request; others are logged all the same.")
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=16,
        description="Proxies before the server whose `X-Forwarded-For` is believed when requests are counted.",
    )
    feedback_per_minute: int = Field(
        20, ge=0, description="Messages that one address may send in a minute to each server process; 0: no limit."
    )
    admin_per_minute: int = Field(
        600, ge=0, description="Requests that one key may make in a minute to each server process; 0: no limit."
    )
    wrong_keys_per_minute: int = Field(
        10, ge=0, description="Wrong keys that one address may try in a minute at each server process; 0: no limit."
    )
    feedback_email_days: int = Field(
        180, ge=0, description="Days after which a reader's e-mail address is deleted from a message; 0: never."
    )
    feedback_days: int = Field(730, ge=0, description="Days after which a reader's message is deleted; 0: never.")
    count_days: int = Field(400, ge=0, description="Days after which counts of reads and searches go; 0: never.")
    count_seconds: float = Field(
        60.0, gt=0, le=3600, description="How often a server writes down what it has counted, and sums it up anew."
    )
    security_contact: str = Field(
        "",
        pattern=r"^$|^(?:mailto:|https://|tel:)[\x21-\x7e]+$",
        description="Whom to tell of a weakness, as in `mailto:security@school.example`; /.well-known/security.txt.",
    )
    security_expires: str = Field(
        "",
        pattern=r"^$|^\d{4}-\d{2}-\d{2}$",
        description="Last day on which SECURITY_CONTACT holds, as in `2027-06-30`; at most a year ahead (RFC 9116).",
    )

    @model_validator(mode="after")
    def _has_both_or_neither(self) -> Self:
        if bool(self.security_contact) != bool(self.security_expires):
            raise ValueError("SECURITY_CONTACT and SECURITY_EXPIRES go together.")
        if self.security_expires:
            date.fromisoformat(self.security_expires)
        return self
