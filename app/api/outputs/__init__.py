"""What answers look like: one pydantic model a JSON object, the source of the OpenAPI document.

No member has a default, so what the schema says is there is always there; only what `include` adds may be absent.
"""
