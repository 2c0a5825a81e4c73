"""The yardstick: an ASGI function that does nothing but send prepared bytes, on uvicorn with uvloop and httptools."""

import json
import os
from pathlib import Path

# {target: [status, headers, body]}, written by bench/http.py from the product's own answers.
ANSWERS = {
    target.encode(): (status, [(name.encode(), value.encode()) for name, value in headers], body.encode())
    for target, (status, headers, body) in json.loads(Path(os.environ["BENCH_ANSWERS"]).read_text()).items()
}


async def app(scope, _receive, send):
    if scope["type"] != "http":
        return
    query = scope["query_string"]
    status, headers, body = ANSWERS[scope["raw_path"] + b"?" + query if query else scope["raw_path"]]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
