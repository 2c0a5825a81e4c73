"""Ids are permanent: what vanishes leaves word of what became of it."""

from collections.abc import Iterator

from app.content.drafts import Draft, MoveDraft
from app.content.problems import Problem, nearest


def moved_ids_lead_somewhere(draft: Draft) -> Iterator[Problem]:
    """Following a moved id ends at one that exists, or was withdrawn."""
    for move in draft.moves.values():
        if move.lang is not None:
            if move.lang not in draft.locales:
                yield _at(move, f"there is no language {move.lang!r}", f"Languages are: {', '.join(draft.locales)}.")
            elif not draft.shared(move.id) and move.id not in draft.moves:
                yield _at(move, f"there is no entry {move.id!r}", "Withdraw the whole id, without a language.")
            continue
        way = [move]
        while way[-1].to in draft.moves:
            way.append(draft.moves[str(way[-1].to)])
            if way[-1] in way[:-1]:
                circle = " → ".join(step.key for step in way)
                if way[-1] is move and move.key == min(step.key for step in way):
                    yield _at(move, f"moved ids go round in a circle: {circle}", "Let one of them lead to an entry.")
                break
        else:
            end = way[-1].to
            if end is not None and len(way) == 1 and not draft.shared(end):
                meant = nearest(end, [*draft.entries, *draft.series])
                cure = f"Did you mean {meant}?" if meant else "Write an id that exists, or `why: withdrawn`."
                yield _at(move, f"{move.key} leads to {str(end)!r}, which does not exist", cure)


def moved_ids_are_gone(draft: Draft) -> Iterator[Problem]:
    """An id or a text that is said to be gone is not there any more."""
    for move in draft.moves.values():
        shared = draft.shared(move.id)
        if move.lang is None and shared:
            yield _at(move, f"{move.key} still exists", f"Remove {shared.path} and its texts, or this line.")
        elif move.lang is not None and move.lang in draft.texts_of(move.id):
            text = draft.texts_of(move.id)[move.lang]
            yield _at(move, f"{move.key} still exists", f"Remove {text.path}, or this line.")


def no_id_vanishes(draft: Draft) -> Iterator[Problem]:
    """Whatever was published is there, or in `moved.yaml`."""
    for known in sorted(draft.known_ids):
        lang, _, identifier = known.rpartition("/")
        gone = lang not in draft.texts_of(identifier) if lang else not draft.shared(identifier)
        if gone and known not in draft.moves and identifier not in draft.moves and not _told(draft, known):
            meant = None if lang else nearest(identifier, [*draft.entries, *draft.series])
            why = f"{{why: renamed, to: {meant}}}" if meant else "{why: withdrawn}"
            cure = f"Write what became of it, such as `{known}: {why}`."
            yield Problem(path="_shared/moved.yaml", message=f"{known} was published and has vanished", cure=cure)


def _told(draft: Draft, known: str) -> bool:
    """Whether the whole entry of a vanished text is missing, and told by itself."""
    lang, _, identifier = known.rpartition("/")
    return bool(lang) and identifier in draft.known_ids and not draft.shared(identifier)


def _at(move: MoveDraft, message: str, cure: str) -> Problem:
    return Problem(path=move.path, line=move.key.line, message=message, cure=cure, pointer=move.key.pointer)
