"""What would break a client that was written against an older OpenAPI document.

Run with two files, it tells what the second takes away and fails if that is anything: `make openapi` asks it before it
replaces the committed document.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Node = dict[str, Any]

# What a value may be at most, and at least; a client sends what it could, and relies on what it got.
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")


def breaking_changes(old: Node, new: Node) -> Iterator[str]:
    """A sentence for everything *old* promises that *new* no longer keeps."""
    documents = _Documents(old, new)
    for path, methods in old["paths"].items():
        if path not in new["paths"]:
            yield f"{path} is gone"
            continue
        for method, operation in methods.items():
            name = f"{method.upper()} {path}"
            if method not in new["paths"][path]:
                yield f"{name} is gone"
            else:
                yield from _operation(name, operation, new["paths"][path][method], documents)


def followed(document: Node, node: Node) -> Node:
    """What *node* of *document* stands for."""
    while "$ref" in node:
        place: Node = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            place = place[step.replace("~1", "/").replace("~0", "~")]
        node = place
    return node


class _Documents:
    """Follows references in both documents."""

    def __init__(self, old: Node, new: Node) -> None:
        self.old, self.new = old, new
        self.seen: set[tuple[str, bool]] = set()

    def resolved(self, old: Node, new: Node) -> tuple[Node, Node]:
        return followed(self.old, old), followed(self.new, new)


def _operation(name: str, old: Node, new: Node, documents: _Documents) -> Iterator[str]:
    if old.get("operationId") != new.get("operationId"):
        yield f"{name}: its operationId was {old.get('operationId')}"
    yield from _security(name, old, new, documents)
    yield from _parameters(name, _named(old, documents.old), _named(new, documents.new), documents)
    yield from _body(name, old.get("requestBody", {}), new.get("requestBody", {}), documents)
    for status, response in old["responses"].items():
        if status not in new["responses"]:
            # Being refused less often breaks nobody.
            if int(status) < 400:
                yield f"{name}: {status} is gone"
            continue
        was, now = documents.resolved(response, new["responses"][status])
        for header in was.get("headers", {}):
            if header not in now.get("headers", {}):
                yield f"{name} {status}: header {header} is gone"
        yield from _content(f"{name} {status}", was, now, documents, is_sent=False)
    for status in new["responses"]:
        # Whoever knew one success would not know this one; to be refused in a new way is a kind that is known.
        if status not in old["responses"] and int(status) < 400:
            yield f"{name}: {status} may be answered now"


def _security(name: str, old: Node, new: Node, documents: _Documents) -> Iterator[str]:
    was = old.get("security", documents.old.get("security", []))
    now = new.get("security", documents.new.get("security", []))
    for way in was or [{}]:
        if now and not any(set(other) <= set(way) for other in now):
            yield f"{name}: {' and '.join(way) or 'nothing'} is no longer enough"
    more = set(new.get("x-required-scopes", ())) - set(old.get("x-required-scopes", ()))
    if "x-required-scopes" in old and more:
        yield f"{name}: scope {', '.join(sorted(more))} is needed now"


def _named(operation: Node, document: Node) -> dict[tuple[str, str], Node]:
    parameters = [followed(document, one) for one in operation.get("parameters", ())]
    return {(one["in"], one["name"]): one for one in parameters}


def _parameters(
    name: str, old: dict[tuple[str, str], Node], new: dict[tuple[str, str], Node], documents: _Documents
) -> Iterator[str]:
    for key, parameter in old.items():
        place = f"{name}: parameter {key[1]}"
        if key not in new:
            yield f"{place} is gone"
            continue
        if _written(parameter) != _written(new[key]):
            yield f"{place} is written in another way now"
        yield from _schema(place, parameter["schema"], new[key]["schema"], documents, is_sent=True)
        was, now = (one["schema"].get("default") for one in (parameter, new[key]))
        if was is not None and was != now:
            yield f"{place}: left out, it meant {was}"
    for key, parameter in new.items():
        if parameter.get("required", False) and not (key in old and old[key].get("required", False)):
            yield f"{name}: parameter {key[1]} is required now"


def _written(parameter: Node) -> tuple[str, bool]:
    style = parameter.get("style", "form" if parameter["in"] == "query" else "simple")
    return style, parameter.get("explode", style == "form")


def _body(name: str, old: Node, new: Node, documents: _Documents) -> Iterator[str]:
    was, now = documents.resolved(old, new)
    if now.get("required", False) and not was.get("required", False):
        yield f"{name}: a body is required now"
    yield from _content(f"{name} body", was, now, documents, is_sent=True)


def _content(name: str, old: Node, new: Node, documents: _Documents, *, is_sent: bool) -> Iterator[str]:
    for media_type, told in old.get("content", {}).items():
        if media_type not in new.get("content", {}):
            yield f"{name}: {media_type} is gone"
        elif "schema" in told:
            yield from _schema(
                name, told["schema"], new["content"][media_type].get("schema", {}), documents, is_sent=is_sent
            )


def _schema(name: str, old: Node, new: Node, documents: _Documents, *, is_sent: bool) -> Iterator[str]:
    """What *new* takes away: from what a client may send, or from what it can rely on getting."""
    if "$ref" in old:
        if (old["$ref"], is_sent) in documents.seen:
            return
        documents.seen.add((old["$ref"], is_sent))
    old, new = documents.resolved(old, new)
    yield from _types(name, old, new, documents, is_sent=is_sent)
    yield from _values(name, old, new, is_sent=is_sent)
    yield from _bounds(name, old, new, is_sent=is_sent)
    yield from _members(name, old, new, documents, is_sent=is_sent)
    for inner in ("items", "additionalProperties"):
        if isinstance(old.get(inner), dict):
            after = new.get(inner)
            after = after if isinstance(after, dict) else {}
            yield from _schema(f"{name}: {inner}", old[inner], after, documents, is_sent=is_sent)
    yield from _choices(name, old, new, documents, is_sent=is_sent)


def _members(name: str, old: Node, new: Node, documents: _Documents, *, is_sent: bool) -> Iterator[str]:
    for member, schema in old.get("properties", {}).items():
        if member not in new.get("properties", {}):
            yield f"{name}: member {member} is gone"
        else:
            yield from _schema(f"{name}: {member}", schema, new["properties"][member], documents, is_sent=is_sent)
    was, now = set(old.get("required", ())), set(new.get("required", ()))
    for member in sorted(now - was if is_sent else was - now):
        if member in new.get("properties", {}):
            yield f"{name}: member {member} is {'required' if is_sent else 'optional'} now"


def _types(name: str, old: Node, new: Node, documents: _Documents, *, is_sent: bool) -> Iterator[str]:
    was, now = _type_names(old, documents.old), _type_names(new, documents.new)
    lost = was - now if is_sent else now - was
    if was and now and lost:
        yield f"{name}: {', '.join(sorted(was))} became {', '.join(sorted(now))}"


def _type_names(schema: Node, document: Node) -> set[str]:
    own = schema.get("type", [])
    names = set(own if isinstance(own, list) else [own])
    options = (followed(document, option) for option in _options(schema))
    return names.union(*(_type_names(option, document) for option in options))


def _values(name: str, old: Node, new: Node, *, is_sent: bool) -> Iterator[str]:
    was, now = _enumerated(old), _enumerated(new)
    if is_sent and now is not None:
        lost = set(was or ()) - set(now)
        if lost or was is None:
            yield f"{name}: only {', '.join(map(str, now))} may be sent now"
    if not is_sent and was is not None and (now is None or set(now) - set(was)):
        yield f"{name}: may be other than {', '.join(map(str, was))} now"


def _enumerated(schema: Node) -> list[Any] | None:
    values: list[Any] | None = [schema["const"]] if "const" in schema else schema.get("enum")
    return values


def _bounds(name: str, old: Node, new: Node, *, is_sent: bool) -> Iterator[str]:
    for limits, sign in ((_UPPER, 1), (_LOWER, -1)):
        for limit in limits:
            was, now = old.get(limit), new.get(limit)
            if is_sent and now is not None and (was is None or sign * now < sign * was):
                yield f"{name}: {limit} is {now} now"
            if not is_sent and was is not None and (now is None or sign * now > sign * was):
                yield f"{name}: {limit} was {was}"
    for rule in ("pattern", "format"):
        stricter, looser = (new, old) if is_sent else (old, new)
        if rule in stricter and stricter[rule] != looser.get(rule):
            yield f"{name}: its {rule} is another now"


def _choices(name: str, old: Node, new: Node, documents: _Documents, *, is_sent: bool) -> Iterator[str]:
    """Of a union, each option beside the one of the same name; one that is new in an answer nobody expects."""
    was = {_told(option): option for option in _options(old)}
    now = {_told(option): option for option in _options(new)}
    for option, schema in was.items():
        if option in now:
            yield from _schema(name, schema, now[option], documents, is_sent=is_sent)
        elif is_sent:
            yield f"{name}: {option} may not be sent any more"
    if was and not is_sent:
        for option in now.keys() - was.keys():
            yield f"{name}: may be {option} now"


def _told(option: Node) -> str:
    return str(option["$ref"]).rpartition("/")[2] if "$ref" in option else str(option.get("type", "anything"))


def _options(schema: Node) -> list[Node]:
    options: list[Node] = schema.get("anyOf") or schema.get("oneOf") or []
    return options


def main(files: Iterable[str]) -> int:
    """Tells what the second file takes away from the first."""
    old, new = (json.loads(Path(file).read_text()) for file in files)
    lost = list(breaking_changes(old, new))
    if lost:
        sys.stderr.write("Inside /v1 only additions. This would break those who use it:\n")
        sys.stderr.writelines(f"  {sentence}\n" for sentence in lost)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
