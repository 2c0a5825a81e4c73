"""Long work in a process of its own, so that the requests of this one do not wait for it."""

import asyncio
import os
import sys
from collections.abc import Mapping


async def run_module(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Run `python -m module arguments` to its end; whoever is cancelled while waiting ends it.

    *environment* is added to this process's own. Raises RuntimeError with the last of what it said if it fails.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        env={**os.environ, **(environment or {})},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise RuntimeError(f"{module} failed: {errors.decode(errors='replace')[-2000:]}")
