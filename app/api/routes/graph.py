"""The graph between entries, as data and for drawing programs."""

from typing import Annotated, Any, Final
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Depends, Query, Response
from pydantic.json_schema import SkipJsonSchema

from app.api.answers import answer
from app.api.current import CurrentSnapshot
from app.api.outputs.base import EntryRef
from app.api.outputs.collections import GraphEdge, GraphOut
from app.api.parameters import KindsQuery, check_all, check_parts
from app.api.present.links import entry_ref
from app.api.problems import EntryNotFound, InvalidParameter, NotReady, UnknownParameter, Words, documented
from app.api.reading import ReaderLocale
from app.catalogue.graph import TYPES, neighbourhood

router = APIRouter(tags=["Browsing"])

RootQuery = Annotated[
    str | SkipJsonSchema[None], Query(description="Entry to start from; without one, the whole graph.", max_length=200)
]
DepthQuery = Annotated[int, Query(description="Steps to go from the root.", ge=1, le=3)]
TypesQuery = Annotated[
    list[str] | SkipJsonSchema[None],
    Query(
        alias="type",
        description="Only relations of this type; may be given several times.",
        json_schema_extra={"type": "array", "items": {"type": "string", "enum": list(TYPES)}},
    ),
]
MaxNodesQuery = Annotated[int, Query(description="Most entries in the answer.", ge=1, le=500)]
_GRAPHML: Final = "application/graphml+xml"
_MERMAID: Final = "text/vnd.mermaid"
_PROBLEMS: Final = documented(UnknownParameter, InvalidParameter, EntryNotFound, NotReady)


def _drawn(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": "string"}}}}, **_PROBLEMS}


async def wanted_graph(
    snapshot: CurrentSnapshot,
    reader: ReaderLocale,
    root: RootQuery = None,
    depth: DepthQuery = 1,
    kinds: KindsQuery = None,
    types: TypesQuery = None,
    max_nodes: MaxNodesQuery = 200,
) -> GraphOut:
    """The part of the graph that is asked for, in the reader's language; raises InvalidParameter or EntryNotFound."""
    check_parts(snapshot, kinds, None)
    check_all(types, TYPES, parameter="type")
    if root is not None and root not in snapshot.cards:
        raise EntryNotFound(Words("There is no entry “%(id)s”.", id=root))
    graph = neighbourhood(snapshot, root=root, depth=depth, kinds=kinds or (), types=types or (), max_nodes=max_nodes)
    return GraphOut(
        nodes=[entry_ref(snapshot, card, reader) for card in graph.nodes],
        edges=[GraphEdge(source=edge.source, target=edge.target, type=edge.type) for edge in graph.edges],
        truncated=graph.truncated,
    )


WantedGraph = Annotated[GraphOut, Depends(wanted_graph)]


@router.get("/graph", operation_id="getGraph", response_model=GraphOut, responses=_PROBLEMS)
async def get_graph(snapshot: CurrentSnapshot, graph: WantedGraph) -> Response:
    """Entries and the relations among them, around a root or all of it."""
    return answer(snapshot, graph, languages=_languages(graph))


@router.get("/graph.graphml", operation_id="getGraphMl", response_class=Response, responses=_drawn(_GRAPHML))
async def get_graphml(snapshot: CurrentSnapshot, graph: WantedGraph) -> Response:
    """The same as GraphML, which Gephi, yEd and Cytoscape read."""
    return answer(snapshot, _graphml(graph).encode(), languages=_languages(graph), media_type=_GRAPHML)


@router.get("/graph.mmd", operation_id="getGraphMermaid", response_class=Response, responses=_drawn(_MERMAID))
async def get_mermaid(snapshot: CurrentSnapshot, graph: WantedGraph) -> Response:
    """The same as a Mermaid flowchart, which forges and wikis draw."""
    media_type = f"{_MERMAID}; charset=utf-8"
    return answer(snapshot, _mermaid(graph).encode(), languages=_languages(graph), media_type=media_type)


def _languages(graph: GraphOut) -> list[str]:
    return [node.lang for node in graph.nodes]


def _graphml(graph: GraphOut) -> str:
    keys = "".join(
        f'<key id="{name}" for="{owner}" attr.name="{name}" attr.type="string"/>'
        for owner, names in (("node", ("label", "lang", "kind", "url")), ("edge", ("type",)))
        for name in names
    )
    nodes = "".join(_graphml_node(node) for node in graph.nodes)
    edges = "".join(
        f"<edge source={quoteattr(edge.source)} target={quoteattr(edge.target)}>"
        f'<data key="type">{edge.type}</data></edge>'
        for edge in graph.edges
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        f'{keys}<graph edgedefault="directed">{nodes}{edges}</graph></graphml>\n'
    )


def _graphml_node(node: EntryRef) -> str:
    values = {"label": node.pref_label, "lang": node.lang, "kind": node.kind, "url": node.url}
    data = "".join(f'<data key="{key}">{escape(value)}</data>' for key, value in values.items())
    return f"<node id={quoteattr(node.id)}>{data}</node>"


def _mermaid(graph: GraphOut) -> str:
    lines = ["flowchart LR"]
    names = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    # Mermaid reads HTML entities inside quotes; nothing else in a label can end it.
    labels = {node.id: escape(node.pref_label, {'"': "&quot;", "#": "&num;"}) for node in graph.nodes}
    lines += [f'  {names[node.id]}["{labels[node.id]}"]' for node in graph.nodes]
    lines += [f"  {names[edge.source]} -->|{edge.type}| {names[edge.target]}" for edge in graph.edges]
    return "\n".join(lines) + "\n"
