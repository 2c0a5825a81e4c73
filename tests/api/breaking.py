"""What would break a client that was written against an older OpenAPI document."""

from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]


def breaking_changes(old: Node, new: Node) -> Iterator[str]:
    """A sentence for everything *old* promises that *new* no longer keeps."""
    for path, methods in old["paths"].items():
        if path not in new["paths"]:
            yield f"{path} is gone"
            continue
        for method, operation in methods.items():
            name = f"{method.upper()} {path}"
            if method not in new["paths"][path]:
                yield f"{name} is gone"
                continue
            yield from _operation(name, operation, new["paths"][path][method], _Schemas(old, new))


class _Schemas:
    """Follows references in both documents."""

    def __init__(self, old: Node, new: Node) -> None:
        self._old = old.get("components", {}).get("schemas", {})
        self._new = new.get("components", {}).get("schemas", {})
        self.seen: set[tuple[str, bool]] = set()

    def resolved(self, old: Node, new: Node) -> tuple[Node, Node]:
        return _followed(self._old, old), _followed(self._new, new)


def _followed(schemas: Node, schema: Node) -> Node:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    return schema


def _operation(name: str, old: Node, new: Node, schemas: _Schemas) -> Iterator[str]:
    if old.get("operationId") != new.get("operationId"):
        yield f"{name}: its operationId was {old.get('operationId')}"
    yield from _parameters(name, _named(old), _named(new), schemas)
    yield from _content(f"{name} body", old.get("requestBody", {}), new.get("requestBody", {}), schemas, is_sent=True)
    for status, response in old["responses"].items():
        if status not in new["responses"]:
            # Being refused less often breaks nobody.
            if int(status) < 400:
                yield f"{name}: {status} is gone"
            continue
        yield from _content(f"{name} {status}", response, new["responses"][status], schemas, is_sent=False)


def _named(operation: Node) -> dict[tuple[str, str], Node]:
    return {(one["in"], one["name"]): one for one in operation.get("parameters", ())}


def _parameters(
    name: str, old: dict[tuple[str, str], Node], new: dict[tuple[str, str], Node], schemas: _Schemas
) -> Iterator[str]:
    for key, parameter in old.items():
        if key not in new:
            yield f"{name}: parameter {key[1]} is gone"
        else:
            yield from _schema(
                f"{name}: parameter {key[1]}", parameter["schema"], new[key]["schema"], schemas, is_sent=True
            )
    for key, parameter in new.items():
        was_required = key in old and old[key].get("required", False)
        if parameter.get("required", False) and not was_required:
            yield f"{name}: parameter {key[1]} is required now"


def _content(name: str, old: Node, new: Node, schemas: _Schemas, *, is_sent: bool) -> Iterator[str]:
    for media_type, told in old.get("content", {}).items():
        if media_type not in new.get("content", {}):
            yield f"{name}: {media_type} is gone"
        elif "schema" in told:
            yield from _schema(
                name, told["schema"], new["content"][media_type].get("schema", {}), schemas, is_sent=is_sent
            )


def _schema(name: str, old: Node, new: Node, schemas: _Schemas, *, is_sent: bool) -> Iterator[str]:
    """What *new* takes away: from what a client may send, or from what it can rely on getting."""
    if "$ref" in old:
        if (old["$ref"], is_sent) in schemas.seen:
            return
        schemas.seen.add((old["$ref"], is_sent))
    old, new = schemas.resolved(old, new)
    yield from _types(name, old, new, is_sent=is_sent)
    yield from _values(name, old, new, is_sent=is_sent)
    for member, schema in old.get("properties", {}).items():
        if member not in new.get("properties", {}):
            yield f"{name}: member {member} is gone"
        else:
            yield from _schema(f"{name}: {member}", schema, new["properties"][member], schemas, is_sent=is_sent)
    was, now = set(old.get("required", ())), set(new.get("required", ()))
    for member in sorted(now - was if is_sent else was - now):
        if member in new.get("properties", {}):
            yield f"{name}: member {member} is {'required' if is_sent else 'optional'} now"
    if "items" in old:
        yield from _schema(f"{name}: items", old["items"], new.get("items", {}), schemas, is_sent=is_sent)
    for before, after in zip(_options(old), _options(new), strict=False):
        yield from _schema(name, before, after, schemas, is_sent=is_sent)


def _types(name: str, old: Node, new: Node, *, is_sent: bool) -> Iterator[str]:
    was, now = _type_names(old), _type_names(new)
    lost = was - now if is_sent else now - was
    if was and now and lost:
        yield f"{name}: {', '.join(sorted(was))} became {', '.join(sorted(now))}"


def _type_names(schema: Node) -> set[str]:
    own = schema.get("type", [])
    names = set(own if isinstance(own, list) else [own])
    return names.union(*(_type_names(option) for option in _options(schema)))


def _values(name: str, old: Node, new: Node, *, is_sent: bool) -> Iterator[str]:
    was, now = old.get("enum"), new.get("enum")
    if is_sent and now is not None:
        lost = set(was or ()) - set(now)
        if lost or was is None:
            yield f"{name}: only {', '.join(map(str, now))} may be sent now"
    if not is_sent and was is not None and (now is None or set(now) - set(was)):
        yield f"{name}: may be other than {', '.join(map(str, was))} now"
    if is_sent:
        for limit, sign in (("maximum", 1), ("maxLength", 1), ("minimum", -1), ("minLength", -1)):
            if limit in new and (limit not in old or sign * new[limit] < sign * old[limit]):
                yield f"{name}: {limit} is {new[limit]} now"


def _options(schema: Node) -> list[Node]:
    options: list[Node] = schema.get("anyOf") or schema.get("oneOf") or []
    return options
