"""The table of a figure as HTML that is XHTML too, so that pages and e-books can both hold it."""

from typing import Final, Literal

from app.diagrams.svg import escape
from app.diagrams.table import Body, Cell, Table

Scope = Literal["col", "row", "rowgroup"]
NAME: Final = "figure-table"


def table_html(table: Table, *, caption: bool = True) -> str:
    """*table* as a `<table>`; without *caption* where the page has said it already.

    Cells in another language than the table's say so, headings have a scope, and everything is escaped.
    """
    title = f"<caption>{escape(table.caption)}</caption>" if caption else ""
    head = "".join(_cell(cell, table, scope="col") for cell in table.head)
    bodies = "".join(_body(body, table) for body in table.bodies)
    return f'<table class="{NAME}"{_lang(table.lang)}>{title}<thead><tr>{head}</tr></thead>{bodies}</table>'


def _body(body: Body, table: Table) -> str:
    heading = f"<tr>{_cell(body.heading, table, scope='rowgroup')}</tr>" if body.heading else ""
    rows = "".join(
        f"<tr>{_cell(first, table, scope='row')}{''.join(_cell(cell, table) for cell in rest)}</tr>"
        for first, *rest in body.rows
    )
    return f"<tbody>{heading}{rows}</tbody>"


def _cell(cell: Cell, table: Table, *, scope: Scope | None = None) -> str:
    name, attributes = ("th", f' scope="{scope}"') if scope else ("td", "")
    if cell.span > 1:
        attributes += f' colspan="{cell.span}"'
    if cell.lang != table.lang:
        attributes += _lang(cell.lang)
    text = escape(cell.text)
    if cell.href:
        text = f'<a href="{escape(cell.href)}">{text}</a>'
    if cell.note:
        text += f" <small>{escape(cell.note)}</small>"
    return f"<{name}{attributes}>{text}</{name}>"


def _lang(lang: str) -> str:
    return f' lang="{escape(lang)}" xml:lang="{escape(lang)}"'
