"""What a program does that calls the API by openapi-python-client; prints what it got as JSON."""

import json
import sys

from service_knowledge import AuthenticatedClient, Client
from service_knowledge.api.entries import get_entry, list_entries
from service_knowledge.api.feedback import get_feedback, send_feedback
from service_knowledge.api.search import search
from service_knowledge.models import (
    EntryItemCollection,
    FeedbackIn,
    GetEntryIncludeItem,
    Kind,
    ListEntriesKindItem,
    ModelOut,
    OwnMessageOut,
    Problem,
    ReceiptOut,
    SearchOut,
)
from service_knowledge.types import UNSET


def main(base_url: str) -> None:
    client = Client(base_url=base_url)
    styles = [ListEntriesKindItem.STYLE]
    first = list_entries.sync(client=client, lang="sv", kind=styles, limit=4)
    assert isinstance(first, EntryItemCollection)
    cursor = first.page.next_cursor or UNSET
    second = list_entries.sync(client=client, lang="sv", kind=styles, limit=4, cursor=cursor)
    assert isinstance(second, EntryItemCollection)
    include = [GetEntryIncludeItem.SECTIONS, GetEntryIncludeItem.FIGURE]
    entry = get_entry.sync("service-pyramid", client=client, lang="sv", include=include)
    # Only a model has a figure, and the type checker knows.
    assert isinstance(entry, ModelOut)
    assert entry.figure
    assert entry.sections
    fallback = get_entry.sync("external-marketing", client=client, lang="tl")
    assert fallback is not None
    assert not isinstance(fallback, Problem)
    assert fallback.fallback
    found = search.sync(client=client, lang="sv", q="kundetilfredshed")
    assert isinstance(found, SearchOut)
    problem = get_entry.sync("no-such-entry", client=client, lang="tl")
    assert isinstance(problem, Problem)
    body = FeedbackIn(kind=Kind.QUESTION, entry="external-marketing", message="Mayroon bang halimbawa?")
    sent = send_feedback.sync(client=client, body=body, lang="tl")
    assert isinstance(sent, ReceiptOut)
    with_receipt = AuthenticatedClient(base_url=base_url, token=sent.receipt)
    message = get_feedback.sync(sent.id, client=with_receipt)
    assert isinstance(message, OwnMessageOut)
    told = {
        "labels": [item.pref_label for item in (*first.items, *second.items)],
        "figure": entry.figure.figure,
        "sections": [section.title for section in entry.sections],
        "fallback": [fallback.requested_lang, fallback.lang, fallback.fallback.reason],
        "hit": [found.items[0].id, found.items[0].matched.why],
        "problem": [problem.status, problem.code, problem.title],
        "message": [message.status, message.kind, message.lang],
    }
    sys.stdout.write(json.dumps(told))


main(sys.argv[1])
