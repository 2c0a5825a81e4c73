"""Takes down requests and answers as examples of the contract, with what differs from server to server at one value."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

import httpx

Example = dict[str, Any]
LANGS: Final = ("da", "no", "sv", "tl")
# What an example is called that is in no language.
ANY: Final = "recorded"
# Where the examples are served; in-process they are at the other one.
ORIGIN: Final = "https://knowledge.example"
_HERE: Final = "http://test"
# Year in which the keys of the examples end, which is told as it is.
ENDS: Final = 2030
_STEADY: Final[Mapping[str, Any]] = {
    "release": 1,
    "request_id": "4c4b8b260003620a",
    "size": 48_213,
    "since": "2026-01-01",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
# The same of what a server measures, by its unit.
_MEASURED: Final = {"seconds": 0.4, "bytes": 48_318_382_080.0}
# What is made up anew each time, and how the first, the second … of a kind is told instead.
_KEY: Final = "0a1b2c3d4e{:02x}"
_MADE_UP: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"(?<=skn_[0-9a-f]{12}_)[0-9a-f]{64}"), "and-the-secret-that-is-shown-this-once"),
    (re.compile(r"(?<=skn_)[0-9a-f]{12}|(?<=key:)[0-9a-f]{12}|(?<=/keys/)[0-9a-f]{12}"), _KEY),
    (re.compile(r"(?<=s-[0-9a-f]{12})\.[\w.-]+"), ".and-its-signature"),
    (re.compile(r"\bs-[0-9a-f]{12}\b"), "s-0a1b2c3d4e{:02x}"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "4c4b8b260003620a"),
    (re.compile(r"\b[0-9a-f]{24}\b"), "0123456789abcdef012345{:02x}"),
    (re.compile(rf"(?!{ENDS}-)\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)"), "2026-01-31T12:00:00Z"),
    (re.compile(r"(?<=receipt=)[\w-]{20,}"), "the-secret-of-this-message"),
)
_BARE_KEY: Final = re.compile(r"[0-9a-f]{12}")


# Characters of what is shown only as far as that; of a file that is packed, what tells its format.
_BEGINNING: Final = 300
_PACKED: Final = re.compile(rb"PK\x03\x04|SQLite format 3")


class Recorder:
    """Examples by operation, as the OpenAPI document has them: of parameters, bodies and answers."""

    def __init__(self) -> None:
        self.operations: dict[str, Any] = {}
        self.problems: dict[str, dict[str, Example]] = {}
        self._told: dict[str, dict[str, str]] = {}

    def answer(
        self, operation: str, answer: httpx.Response, name: str = ANY, *, most: int | None = None, only: str = ""
    ) -> Any:
        """Take down an answer, at most so many of its items or lines or *only* one of them; returns it as it came."""
        assert answer.is_success, (operation, answer.status_code, answer.text)
        media_type = _essence(answer)
        came: Any = answer.json() if "json" in media_type and "ndjson" not in media_type else answer.text
        shown = came if most is None else _cut(came, most)
        if only:
            shown = {**came, "items": [item for item in came["items"] if item["id"] == only]}
        example = {"summary": self._asked(answer, is_cut=shown != came), "value": self.steady(shown)}
        self._media(operation, answer, media_type)[name] = example
        return came

    def lines(self, operation: str, answer: httpx.Response) -> None:
        """Take down an answer of lines: a step that was told, and the line that is the answer."""
        *steps, last = map(json.loads, answer.text.splitlines())
        done = [step for step in steps if step["total"] and step["done"] == step["total"]]
        taken = self._media(operation, answer, _essence(answer))
        for name, line in (("step", done[-1]), ("result", last)):
            taken[name] = {"summary": self._asked(answer), "value": self.steady(line)}

    def beginning(self, operation: str, answer: httpx.Response, name: str = ANY) -> None:
        """Take down how an answer begins, for one that is too long for a document or is packed."""
        assert answer.status_code == httpx.codes.OK, (operation, answer.status_code, answer.text)
        packed = _PACKED.match(answer.content)
        shown = packed[0].decode() if packed else self.steady(answer.text)[:_BEGINNING]
        taken = self._media(operation, answer, _essence(answer))
        taken[name] = {"summary": self._asked(answer, is_cut=True), "value": f"{shown}…"}

    def body(self, operation: str, body: Mapping[str, Any], name: str = ANY) -> Mapping[str, Any]:
        """Take down what is sent; returns it."""
        self._of(operation).setdefault("body", {})[name] = {"value": self.steady(body)}
        return body

    def problem(self, code: str, lang: str, answer: httpx.Response, asked: str = "", **members: Any) -> None:
        """Take down a problem, which must be the one that is meant and in the language that is meant."""
        told = answer.json()
        assert told["code"] == code, told
        language = {"no": "nb", "tl": "fil"}.get(lang, lang)
        assert answer.headers["content-language"] in {lang, language}, answer.headers
        if "ratelimit" in answer.headers:
            told["detail"] = told["detail"].replace(answer.headers["retry-after"], "60")
        value = self.steady(told | members)
        self.problems.setdefault(code, {})[lang] = {"summary": asked or self._asked(answer), "value": value}

    def steady(self, value: Any, name: str = "") -> Any:
        """*value* as no server in particular would tell it."""
        if name in _STEADY and type(value) is type(_STEADY[name]):
            return _STEADY[name]
        if isinstance(value, dict) and "measured" in value:
            value = {**value, "measured": _MEASURED[value["unit"]]}
        if isinstance(value, dict):
            return {key: self.steady(member, key) for key, member in value.items()}
        if isinstance(value, list | tuple):
            return [self.steady(item, name) for item in value]
        return self._dated(value, name) if isinstance(value, str) else value

    def _dated(self, text: str, name: str = "") -> str:
        if name == "receipt":
            return "the-secret-of-this-message"
        text = text.replace(_HERE, ORIGIN)
        if name in {"id", "subject"} and _BARE_KEY.fullmatch(text):
            return _BARE_KEY.sub(self._instead(_KEY), text)
        for pattern, instead in _MADE_UP:
            text = pattern.sub(self._instead(instead), text)
        return text

    def _instead(self, shape: str) -> Callable[[re.Match[str]], str]:
        told = self._told.setdefault(shape, {})
        return lambda match: told.setdefault(match[0], shape.format(len(told) + 1))

    def _asked(self, answer: httpx.Response, *, is_cut: bool = False) -> str:
        path = unquote(answer.request.url.raw_path.decode())
        path = f"{path[:60]}…" if len(path) > 500 else path
        return self._dated(f"{answer.request.method} {path}{' (shortened)' if is_cut else ''}")

    def _media(self, operation: str, answer: httpx.Response, media_type: str) -> dict[str, Example]:
        answers = self._of(operation).setdefault("answers", {})
        taken: dict[str, Example] = answers.setdefault(str(answer.status_code), {}).setdefault(media_type, {})
        return taken

    def _of(self, operation: str) -> dict[str, Any]:
        found: dict[str, Any] = self.operations.setdefault(operation, {})
        return found


def in_every_language(template: str, **words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each language, and *template* with {lang} and the *words* of that language put in."""
    for lang in LANGS:
        yield lang, template.format(lang=lang, **{name: by_lang[lang] for name, by_lang in words.items()})


def _essence(answer: httpx.Response) -> str:
    return answer.headers["content-type"].partition(";")[0]


def _cut(value: Any, most: int) -> Any:
    """The first of the items, of the members of a graph, or of the lines."""
    if isinstance(value, str):
        return "".join(value.splitlines(keepends=True)[:most])
    if isinstance(value, list):
        return value[:most]
    return {name: member[:most] if name in {"items", "@graph"} else member for name, member in value.items()}
