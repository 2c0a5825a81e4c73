"""Every error the API tells, as RFC 9457 problem details.

Problem
├── BadRequest 400
│   ├── UnknownParameter
│   ├── InvalidParameter
│   └── InvalidCursor
├── Unauthorized 401
├── Forbidden 403
├── NotFound 404
│   ├── EntryNotFound
│   ├── SeriesNotFound
│   ├── SlugNotFound
│   ├── NoFigure
│   ├── NotTranslated
│   ├── ReleaseNotFound
│   ├── KeyNotFound
│   └── FeedbackNotFound
├── MethodNotAllowed 405
├── RequestTimeout 408
├── Conflict 409
├── Withdrawn 410
├── Compacted 410
├── BodyTooLarge 413
├── ExportTooLarge 413
├── UriTooLong 414
├── UnsupportedMediaType 415
├── RangeNotSatisfiable 416
├── InvalidBody 422
├── KeyReused 422
├── UrlMissing 422
├── TooManyRequests 429
├── HeadTooLarge 431
├── InternalError 500
├── FormatNotImplemented 501
├── NotReady 503
├── Preparing 503
├── Unreachable 503
├── Busy 503
├── DiskUnwritable 503
├── Interrupted 503
└── Overloaded 503
"""

from app.api.problems.absent import (
    NO_PAGE,
    Compacted,
    EntryNotFound,
    FeedbackNotFound,
    KeyNotFound,
    NoFigure,
    NotFound,
    NotTranslated,
    ReleaseNotFound,
    SeriesNotFound,
    SlugNotFound,
    Withdrawn,
)
from app.api.problems.openapi import (
    described_headers,
    documented,
)
from app.api.problems.refused import (
    Forbidden,
    TooManyRequests,
    Unauthorized,
)
from app.api.problems.requests import (
    BadRequest,
    BodyTooLarge,
    Conflict,
    ExportTooLarge,
    FormatNotImplemented,
    HeadTooLarge,
    InvalidBody,
    InvalidCursor,
    InvalidParameter,
    KeyReused,
    MethodNotAllowed,
    RangeNotSatisfiable,
    RequestTimeout,
    UnknownParameter,
    UnsupportedMediaType,
    UriTooLong,
    UrlMissing,
)
from app.api.problems.server import (
    Busy,
    DiskUnwritable,
    InternalError,
    Interrupted,
    NotReady,
    Overloaded,
    Preparing,
    Unreachable,
    busy,
    interrupted,
    unreachable,
    unwritable,
)
from app.api.problems.shape import (
    FieldError,
    FilePlace,
    Problem,
    ProblemOut,
    Words,
    Wrong,
    every_problem,
)

__all__ = [
    "NO_PAGE",
    "BadRequest",
    "BodyTooLarge",
    "Busy",
    "Compacted",
    "Conflict",
    "DiskUnwritable",
    "EntryNotFound",
    "ExportTooLarge",
    "FeedbackNotFound",
    "FieldError",
    "FilePlace",
    "Forbidden",
    "FormatNotImplemented",
    "HeadTooLarge",
    "InternalError",
    "Interrupted",
    "InvalidBody",
    "InvalidCursor",
    "InvalidParameter",
    "KeyNotFound",
    "KeyReused",
    "MethodNotAllowed",
    "NoFigure",
    "NotFound",
    "NotReady",
    "NotTranslated",
    "Overloaded",
    "Preparing",
    "Problem",
    "ProblemOut",
    "RangeNotSatisfiable",
    "ReleaseNotFound",
    "RequestTimeout",
    "SeriesNotFound",
    "SlugNotFound",
    "TooManyRequests",
    "Unauthorized",
    "UnknownParameter",
    "Unreachable",
    "UnsupportedMediaType",
    "UriTooLong",
    "UrlMissing",
    "Withdrawn",
    "Words",
    "Wrong",
    "busy",
    "described_headers",
    "documented",
    "every_problem",
    "interrupted",
    "unreachable",
    "unwritable",
]
