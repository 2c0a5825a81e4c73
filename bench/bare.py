"""The yardstick: an ASGI function that does nothing but send prepared bytes, on uvicorn with uvloop and httptools."""

import json
import os
from pathlib import Path

# {target: [headers, body]}, written by bench/http.py from the product's own answers.
ANSWERS = {
    target.encode(): ([(name.encode(), value.encode()) for name, value in headers], body.encode())
    for target, (headers, body) in json.loads(Path(os.environ["BENCH_ANSWERS"]).read_text()).items()
}


async def app(scope, _receive, send):
    if scope["type"] != "http":
        return
    headers, body = ANSWERS[scope["raw_path"] + b"?" + scope["query_string"]]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
