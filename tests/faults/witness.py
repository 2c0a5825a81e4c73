"""Reads and writes while something breaks, and afterwards says what it saw: what was right, refused, lost or wrong."""

import json
import threading
import time
from collections import Counter
from collections.abc import Mapping
from typing import Self

import httpx

from tests.faults.servers import LABELS, Server

# Between two requests, so that it is a witness and not a load.
_PAUSE = 0.01


class Witness:
    """Asks for one entry in every language by turns, and sends messages; *labels* may be what an entry is called."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.labels: Mapping[str, set[str]] = {lang: {label} for lang, label in LABELS.items()}
        self.seen: Counter[str] = Counter()
        self._marks: Counter[str] = Counter()
        self.wrong: list[str] = []
        # Id, receipt and words of each message that was acknowledged.
        self.acknowledged: list[tuple[str, str, str]] = []
        self.refused: Counter[str] = Counter()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._numbers = iter(range(1_000_000))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Look no longer."""
        self._stop.set()
        self._thread.join()

    def send(self, count: int = 1, *, size: int = 20) -> None:
        """Send so many messages, each once."""
        for _ in range(count):
            words = f"Message {next(self._numbers)} " + "x" * size
            try:
                answer = httpx.post(
                    f"{self._server.url}/v1/feedback", json={"kind": "wish", "message": words}, timeout=30
                )
            except httpx.TransportError as error:
                self.refused[type(error).__name__] += 1
                continue
            if answer.status_code == 201:
                told = answer.json()
                self.acknowledged.append((told["id"], told["receipt"], words))
            else:
                self.refused[self._problem(answer)] += 1

    def lost(self) -> int:
        """How many messages were acknowledged and are not there as they were sent."""
        count = 0
        for message_id, receipt, words in self.acknowledged:
            headers = {"authorization": f"Bearer {receipt}"}
            answer = httpx.get(f"{self._server.url}/v1/feedback/{message_id}", headers=headers, timeout=30)
            count += answer.status_code != 200 or answer.json()["message"] != words
        return count

    def sees(self, what: str, count: int = 1) -> bool:
        """Whether it has seen so many more of something since the last time; forgets them then."""
        if self.seen[what] - self._marks[what] < count:
            return False
        self._marks = Counter(self.seen)
        return True

    def _read(self) -> None:
        with httpx.Client(base_url=self._server.url, timeout=10) as client:
            while not self._stop.is_set():
                for lang in LABELS:
                    self._ask(client, lang)
                    time.sleep(_PAUSE)

    def _ask(self, client: httpx.Client, lang: str) -> None:
        try:
            if self.seen["right"] % 2:
                answer = client.get(f"/v1/entries/trust?include=sections&lang={lang}")
            else:
                answer = client.get("/v1/entries/trust?include=sections", headers={"accept-language": lang})
        except httpx.TransportError:
            self.seen["no answer"] += 1
            return
        if answer.status_code != 200:
            self.seen[self._problem(answer)] += 1
            return
        entry = json.loads(answer.content)
        label = entry["pref_label"]
        is_right = (
            entry["lang"] == lang
            and answer.headers["content-language"] == {"no": "nb"}.get(lang, lang)
            and label in self.labels[lang]
            and entry["definition"] == f"Definition of {label}."
            and f"Text of {label}." in entry["sections"][0]["html"]
        )
        self.seen["right" if is_right else "wrong"] += 1
        if not is_right:
            self.wrong.append(f"{lang}: {answer.text[:500]}")

    def _problem(self, answer: httpx.Response) -> str:
        """What a refusal says; one that is no problem, or tells what nobody needs to know, is wrong."""
        if answer.headers.get("content-type") != "application/problem+json" or "Traceback" in answer.text:
            self.wrong.append(answer.text[:500])
            return f"{answer.status_code}"
        code = answer.json()["code"]
        if answer.status_code == 503 and "retry-after" not in answer.headers:
            self.wrong.append(f"503 {code} without Retry-After")
        return f"{answer.status_code} {code}"
