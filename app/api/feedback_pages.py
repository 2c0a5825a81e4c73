"""Small pages for readers whose browser runs no script: the form, the receipt, and what went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from fastapi import Response
from markupsafe import Markup

from app.api.plain_pages import POLICY, STYLE
from app.api.problems import Problem
from app.domain.locales import Locale
from app.feedback.values import Kind, Message, Progress
from app.languages.display import format_date
from app.languages.messages import N_, translate

if TYPE_CHECKING:
    from jinja2 import Template

_WORDS: Final = {
    "write": N_("Write to the editors"),
    "kind": N_("What is it?"),
    "message": N_("Your message"),
    "email": N_("E-mail (if you want an answer there, too)"),
    "privacy": N_(
        "Only the editors see what you write. You get a page where you can read the answer and erase it all."
    ),
    "leave_empty": N_("Leave this field empty"),
    "send": N_("Send"),
    "thanks": N_("Thank you. The editors have received your message."),
    "keep": N_("Keep the address of this page: only here can you read the answer, and erase your message."),
    "about": N_("About"),
    "status": N_("Status"),
    "received_at": N_("Received"),
    "answer": N_("The editors' answer"),
    "erase": N_("Erase my message"),
    "erased": N_("Your message has been erased."),
}
KIND_LABELS: Final = {
    Kind.QUESTION: N_("A question"),
    Kind.ERROR: N_("An error"),
    Kind.OMISSION: N_("Something is missing"),
    Kind.WISH: N_("A wish"),
}
PROGRESS_LABELS: Final = {
    Progress.RECEIVED: N_("Waits for an editor"),
    Progress.IN_PROGRESS: N_("An editor is on it"),
    Progress.ANSWERED: N_("Answered"),
    Progress.CLOSED: N_("Closed"),
}
CONFIRMATION: Final = _WORDS["thanks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a form or a message is about: an entry's label, the language that it is in, and its id."""

    entry: str
    label: str
    tag: str


def form_page(
    locale: Locale,
    action: str,
    *,
    subject: Subject | None,
    fields: Mapping[str, str],
    problem: Problem | None = None,
) -> Response:
    """The form, filled in with *fields*; with a *problem*, what is wrong with them."""
    filled = {name: fields.get(name, "") for name in ("kind", "message", "email", "entry", "lang")}
    filled["opened_at"] = fields.get("opened_at") or f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return _page(
        locale,
        _said(locale, _WORDS["write"]),
        "form",
        problem.status if problem else 200,
        action=action,
        subject=subject,
        fields=filled,
        problems=_problems(locale, problem) if problem else [],
        kinds=[(kind.value, _said(locale, label)) for kind, label in KIND_LABELS.items()],
        headers=problem.headers if problem else {},
    )


def message_page(locale: Locale, message: Message, action: str, receipt: str, *, subject: Subject | None) -> Response:
    """A reader's own message, how it stands, the answer, and the button that erases it."""
    return _page(
        locale,
        _said(locale, _WORDS["message"]),
        "message",
        message=message,
        subject=subject,
        action=action,
        receipt=receipt,
        kind=_said(locale, KIND_LABELS[message.kind]),
        progress=_said(locale, PROGRESS_LABELS[message.progress]),
        received_at=format_date(message.received_at, locale.data_locale),
    )


def erased_page(locale: Locale) -> Response:
    """That a message is gone."""
    return _page(locale, _said(locale, _WORDS["erased"]), "erased")


def problem_page(locale: Locale, problem: Problem) -> Response:
    """What went wrong where there is no form to show."""
    said = _said(locale, problem.words.message, problem.words.values)
    return _page(locale, said, "erased", problem.status, headers=problem.headers)


def _problems(locale: Locale, problem: Problem) -> list[str]:
    """What is wrong, field by field where it lies in a field that people fill in."""
    labels = {f"/{name}": _said(locale, _WORDS[name]) for name in ("kind", "message", "email")}
    told = [
        f"{labels[wrong.pointer]}: {_said(locale, wrong.words.message, wrong.words.values)}"
        for wrong in problem.errors
        if wrong.pointer in labels
    ]
    return told or [_said(locale, problem.words.message, problem.words.values)]


def _page(
    locale: Locale,
    title: str,
    part: str,
    status: int = 200,
    *,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    words = {name: _said(locale, word) for name, word in _WORDS.items()}
    html = _template().render(
        style=Markup(STYLE),  # noqa: S704 -- our own, the same for all pages  # nosec B704
        lang=locale.lang,
        tag=locale.tag,
        site=locale.title,
        title=title,
        part=part,
        words=words,
        **values,
    )
    own = {
        "cache-control": "no-store",
        "content-language": locale.tag,
        "content-security-policy": POLICY,
        "x-robots-tag": "noindex",
    }
    return Response(html, status, {**own, **(headers or {})}, "text/html; charset=utf-8")


def _said(locale: Locale, message: str, values: Mapping[str, object] | None = None) -> str:
    said: str = translate(locale.data_locale, message, **(values or {}))
    return said


@cache
def _template() -> "Template":
    from jinja2 import Environment  # noqa: PLC0415 -- only these pages need it

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_HTML)


_HTML: Final = """\
<!doctype html>
<html lang="{{ tag }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{ title }}</title>
<style>{{ style }}</style>
</head>
<body>
<header><a href="/{{ lang }}">{{ site }}</a></header>
<main>
<h1>{{ title }}</h1>
{% if part == "form" %}
{% for said in problems %}
<p class="problem" role="alert">{{ said }}</p>
{% endfor %}
{% if subject %}
<p>{{ words.about }}:
<a href="/{{ lang }}/entries/{{ subject.entry }}" lang="{{ subject.tag }}">{{ subject.label }}</a></p>
{% endif %}
<form method="post" action="{{ action }}">
<fieldset>
<legend>{{ words.kind }}</legend>
{% for kind, label in kinds %}
<label class="choice">
<input type="radio" name="kind" value="{{ kind }}" required{% if fields.kind == kind %} checked{% endif %}>
{{ label }}</label>
{% endfor %}
</fieldset>
<p><label for="message">{{ words.message }}</label>
<textarea id="message" name="message" rows="8" maxlength="5000" required>
{{ fields.message }}</textarea></p>
<p><label for="email">{{ words.email }}</label>
<input id="email" name="email" type="email" maxlength="254" autocomplete="email" value="{{ fields.email }}"></p>
<p class="empty" aria-hidden="true"><label>{{ words.leave_empty }}
<input name="website" tabindex="-1" autocomplete="off"></label></p>
<input type="hidden" name="entry" value="{{ fields.entry }}">
<input type="hidden" name="lang" value="{{ fields.lang }}">
<input type="hidden" name="opened_at" value="{{ fields.opened_at }}">
<p class="quiet">{{ words.privacy }}</p>
<p><button>{{ words.send }}</button></p>
</form>
{% elif part == "message" %}
<p role="status">{{ words.thanks }} {{ words.keep }}</p>
<dl>
<dt>{{ words.kind }}</dt><dd>{{ kind }}</dd>
{% if subject %}
<dt>{{ words.about }}</dt>
<dd><a href="/{{ lang }}/entries/{{ subject.entry }}" lang="{{ subject.tag }}">{{ subject.label }}</a></dd>
{% endif %}
<dt>{{ words.received_at }}</dt><dd><time datetime="{{ message.received_at.isoformat() }}">{{ received_at }}</time></dd>
<dt>{{ words.status }}</dt><dd>{{ progress }}</dd>
</dl>
<blockquote class="text" dir="auto">{{ message.message }}</blockquote>
{% if message.answer %}
<h2>{{ words.answer }}</h2>
<p class="text answer" dir="auto">{{ message.answer }}</p>
{% endif %}
<form method="post" action="{{ action }}">
<input type="hidden" name="receipt" value="{{ receipt }}">
<p><button>{{ words.erase }}</button></p>
</form>
{% endif %}
</main>
</body>
</html>
"""
