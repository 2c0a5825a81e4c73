"""What is sent while something takes long."""

from typing import Literal

from pydantic import Field

from app.api.outputs.base import Output


class ProgressOut(Output):
    """How far it has come. Phases come in the order in which they are named here, and each counts anew."""

    phase: Literal["waiting", "unpacking", "reading", "checking", "writing"] = Field(
        description="`waiting` for others who publish; `reading` files; `checking` the whole tree by rules; `writing` "
        "texts and rows."
    )
    done: int = Field(description="Never less than in the line before of the same phase.", ge=0)
    total: int | None = Field(description="What `done` is of; null where that is not known.")
