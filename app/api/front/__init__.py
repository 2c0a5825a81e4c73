"""What every request meets first and every answer passes last: one straight line before the framework.

`layer` is the ASGI application around the framework's and `fast_lane` the shorter road for what is at hand already;
both take complete answers from `cache`. What is not there goes through an `exchange`, if `admission` lets it in.
"""

from app.api.front.layer import Front

__all__ = ["Front"]
