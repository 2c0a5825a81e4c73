"""Markdown becomes HTML that is safe to embed, with links that a language can still be chosen for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.markdown import Link, read_body
from app.content.render import plain, render

RENDERED = [
    ("En **stærk** *tillid*.", "<p>En <strong>stærk</strong> <em>tillid</em>.</p>"),
    (
        "[loyale](entry:customer-loyalty)",
        '<p><a href="entry:customer-loyalty" data-entry="customer-loyalty">loyale</a></p>',
    ),
    (
        "[sådan](entry:customer-loyalty#how-to)",
        '<p><a href="entry:customer-loyalty#how-to" data-entry="customer-loyalty">sådan</a></p>',
    ),
    (
        '[ude](https://example.org/?a=1&b=2 "titel")',
        '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer external">ude</a></p>',
    ),
    ("[post](mailto:a@example.org)", '<p><a href="mailto:a@example.org">post</a></p>'),
    (
        "<https://example.org>",
        '<p><a href="https://example.org" rel="noopener noreferrer external">https://example.org</a></p>',
    ),
    ("### Inde i", "<h3>Inde i</h3>"),
    ("#### Dybere", "<h4>Dybere</h4>"),
    ("# For højt", "<h3>For højt</h3>"),
    ("2. to\n3. tre", '<ol start="2">\n<li>to</li>\n<li>tre</li>\n</ol>'),
    ("> citat", "<blockquote>\n<p>citat</p>\n</blockquote>"),
    ("`a < b`", "<p><code>a &lt; b</code></p>"),
    ("```html\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
    ("<b>fed</b>", "<p>&lt;b&gt;fed&lt;/b&gt;</p>"),
    ("[x](javascript:alert(1))", "<p><a>x</a></p>"),
    ("[x](data:text/html,y)", "<p><a>x</a></p>"),
    ("![x](https://example.org/y.png)", "<p></p>"),
    (
        "| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |",
        (
            '<table>\n<thead>\n<tr>\n<th class="left" scope="col">a</th>\n<th class="center" scope="col">b</th>\n'
            '<th class="right" scope="col">c</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td class="left">1</td>\n'
            '<td class="center">2</td>\n<td class="right">3</td>\n</tr>\n</tbody>\n</table>'
        ),
    ),
    (
        "| a |\n|---|\n| 1 |",
        (
            '<table>\n<thead>\n<tr>\n<th scope="col">a</th>\n</tr>\n</thead>\n'
            "<tbody>\n<tr>\n<td>1</td>\n</tr>\n</tbody>\n</table>"
        ),
    ),
]


@pytest.mark.parametrize(("markdown", "html"), RENDERED)
def test_markdown_is_rendered(markdown: str, html: str) -> None:
    assert render(markdown) == html


@given(st.text(max_size=80) | st.text("<>[]()!`*#\"' =:/abjvsript&;\n", max_size=80))
def test_nothing_that_acts_survives_whatever_is_written(markdown: str) -> None:
    html = render(markdown)

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert "style=" not in html.replace("&", "").split(">")[0] or "<" not in html


PLAIN = [
    ("En **stærk** [tillid](entry:trust).", "En stærk tillid."),
    ("### Over\n\n- et\n- to\n  linjer", "Over\net\nto linjer"),
    ("| a | b |\n|---|---|\n| 1 | `x` |", "a\nb\n1\nx"),
    ("```\nkode\n```\n\n    mere", "kode\nmere"),
    ("", ""),
]


@pytest.mark.parametrize(("markdown", "text"), PLAIN)
def test_plain_text_has_the_words_and_not_the_marks(markdown: str, text: str) -> None:
    assert plain(markdown) == text


def test_links_are_found_with_their_label_and_line() -> None:
    written = "A [loyale\n*kunder*](entry:loyalty), `[x](entry:code)`\n\n- [mere](entry:trust#limits)\n"
    found = read_body("", written)[0].links

    assert found == (
        Link(entry="loyalty", section=None, label="loyale kunder", line=1),
        Link(entry="trust", section="limits", label="mere", line=4),
    )
