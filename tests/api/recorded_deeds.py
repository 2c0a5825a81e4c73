"""Examples of what editors do: one goes through the desk, the keys and the releases of an excerpt of the catalogue."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from app.content.stamp import stamp
from app.store.values import Scope
from tests.api.recorded_reads import MESSAGES
from tests.api.recorder import ENDS, LANGS, ORIGIN, Recorder
from tests.api.test_admin import call
from tests.content.archives import TAR, pack
from tests.feedback.desks import FREE, token
from tests.sites import Site, site

# Of these all that is said without another entry; the last two in one language only, to have something missing.
_MIDDLE: Final = "concepts/empathy"
ENTRIES: Final = {"styles/the-aggregator": LANGS, _MIDDLE: ("tl",), "concepts/external-marketing": ("no",)}
WITHDRAWN: Final = "service-guarantee"
_SHARED: Final = re.compile(r"^(?:relations|sources|diagram):.*\n(?:[ ].*\n)*", re.MULTILINE)
_LINK: Final = re.compile(r"\[([^\]]*)\]\(entry:[^)]*\)")


def excerpt(content: Path, root: Path, **changes: str) -> Path:
    """A tree below *root* of what some entries of *content* say; *changes* are words and what to put for them."""
    shared = {"_shared/catalogue.yaml": (content / "_shared/catalogue.yaml").read_text()}
    shared["_shared/moved.yaml"] = f"{WITHDRAWN}: {{why: withdrawn}}\n"
    for lang in LANGS:
        shared[f"{lang}/_locale.yaml"] = (content / lang / "_locale.yaml").read_text()
    for entry, langs in ENTRIES.items():
        shared[f"_shared/{entry}.yaml"] = _SHARED.sub("", (content / f"_shared/{entry}.yaml").read_text())
        if entry != _MIDDLE:
            # Nothing may stand alone.
            shared[f"_shared/{entry}.yaml"] += f"relations: {{related: [{_MIDDLE.partition('/')[2]}]}}\n"
        for lang in langs:
            text = _LINK.sub(r"\1", (content / lang / f"{entry}.md").read_text())
            for word, other in changes.items():
                text = text.replace(word, other)
            shared[f"{lang}/{entry}.md"] = text
    shutil.rmtree(root, ignore_errors=True)
    for path, text in shared.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    stamp(root, [])
    return root


class Editor:
    """Somebody with a key to everything, whose deeds are taken down."""

    def __init__(self, desk: Site, book: Recorder, content: Path, folder: Path) -> None:
        self.site = desk
        self.book = book
        self.key = token(desk)
        self._content, self._folder = content, folder

    def ask(self, request: str, **how: Any) -> httpx.Response:
        """The answer to a request with the key."""
        return call(self.site, request, self.key, **how)

    def do(self, operation: str, request: str, *, most: int | None = None, **how: Any) -> Any:
        """The same, taken down with what was sent."""
        if "json" in how:
            self.book.body(operation, how["json"])
        return self.book.answer(operation, self.ask(request, **how), most=most)

    def send(self, request: str, word: str, **headers: str) -> httpx.Response:
        """The answer to the tree of *word*."""
        return self.ask(request, content=pack(self.tree(word)), headers={"content-type": TAR} | headers)

    def tree(self, word: str) -> Path:
        """A tree in which the style that the excerpt has is called by *word* in Danish."""
        return excerpt(self._content, self._folder / "tree", Aggregatoren=word)


@contextmanager
def a_desk(content: Path, folder: Path) -> Iterator[Site]:
    """The excerpt, served to readers and editors."""
    contact = {"security_contact": "mailto:security@knowledge.example", "security_expires": f"{ENDS}-06-30"}
    known: dict[str, Any] = {**FREE, **contact, "public_base_url": ORIGIN}
    with site(excerpt(content, folder / "content"), folder, **known) as desk:
        yield desk


def deeds(editor: Editor) -> None:
    """All of them."""
    # What only a server tells whose operator has said where it is, and whom to write to.
    editor.book.answer("getSitemap", editor.site.ask("/sitemap.xml"))
    editor.book.answer("getSecurityContact", editor.site.ask("/.well-known/security.txt"))
    _answer_a_reader(editor)
    _hand_out_a_key(editor)
    _publish(editor)
    _stage(editor)
    # What was done to the release that is the sixth by now.
    editor.do("listDeeds", "GET /v1/admin/audit?subject=6")


def _answer_a_reader(editor: Editor) -> None:
    body = {"kind": "error", "entry": "the-aggregator", "lang": "sv", "message": MESSAGES["sv"]}
    path = f"/v1/admin/feedback/{editor.site.post('/v1/feedback', json=body).json()['id']}"
    editor.do("listFeedback", "GET /v1/admin/feedback?status=new&kind=error&limit=1")
    editor.do("assignFeedback", f"POST {path}/assign", json={"assignee": "mette"})
    editor.do("answerFeedback", f"POST {path}/answer", json={"answer": "Tack! Nu finns det ett."})
    editor.do("closeFeedback", f"POST {path}/close")
    editor.do("reopenFeedback", f"POST {path}/reopen")
    editor.do("readFeedback", f"GET {path}")
    editor.do("getInsights", "GET /v1/admin/insights?limit=2")


def _hand_out_a_key(editor: Editor) -> None:
    wanted = {
        "name": "CI of the content repository",
        "scopes": [Scope.RELEASES_READ.value, Scope.RELEASES_WRITE.value],
        "expires_at": f"{ENDS}-01-31T12:00:00Z",
    }
    made = editor.do("createKey", "POST /v1/admin/keys", json=wanted)
    editor.do("rotateKey", f"POST /v1/admin/keys/{made['key']['id']}/rotate", json={"grace_hours": 24})
    # The editor's own is as new, so that either may come first.
    editor.book.answer("listKeys", editor.ask("GET /v1/admin/keys"), only=made["key"]["id"])


def _publish(editor: Editor) -> None:
    book, operation, path = editor.book, "publishRelease", "POST /v1/admin/releases"
    book.lines(operation, editor.send(f"{path}?dry_run=true", "Samleren", accept="application/x-ndjson"))
    book.answer(operation, editor.send(f"{path}?dry_run=true", "Samleren"))
    book.answer(operation, editor.send(f"{path}?message=Shorter+title", "Samleren"))
    editor.do("listReleases", "GET /v1/admin/releases?limit=2")
    editor.do("getRelease", "GET /v1/admin/releases/2")
    editor.do("compareReleases", "GET /v1/admin/releases/2/changes?limit=2")
    editor.do("activateRelease", "POST /v1/admin/releases/1/activate?message=Back+to+the+old+title")
    editor.do("activateRelease", "POST /v1/admin/releases/1/activate")


def _stage(editor: Editor) -> None:
    book, path = editor.book, "/v1/admin/staged-releases"
    book.lines("stageRelease", editor.send(f"POST {path}", "Samleren", accept="application/x-ndjson"))
    staged = book.answer("stageRelease", editor.send(f"POST {path}?message=For+review", "Opsamleren"))["staged"]
    book.answer("stageRelease", editor.send(f"POST {path}", "Opsamleren"))
    one = f"{path}/{staged['id']}"
    book.answer("listStagedReleases", editor.ask(f"GET {path}"), only=staged["id"])
    editor.do("getStagedRelease", f"GET {one}")
    editor.do("compareStagedRelease", f"GET {one}/changes")
    while (shown := editor.ask(f"POST {one}/preview")).status_code == httpx.codes.SERVICE_UNAVAILABLE:
        assert shown.json()["code"] == "preparing"
    book.answer("previewStagedRelease", shown)
    editor.do("publishStagedRelease", f"POST {one}/publish")
    for accept, word in (("application/json", "Samlaren"), ("application/x-ndjson", "Samlingen")):
        name = editor.send(f"POST {path}", word).json()["staged"]["id"]
        if accept == "application/json":
            editor.send("POST /v1/admin/releases", word)
        answer = editor.ask(f"POST {path}/{name}/publish", headers={"accept": accept, "if-match": "*"})
        take = book.answer if accept == "application/json" else book.lines
        take("publishStagedRelease", answer)
