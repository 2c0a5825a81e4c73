"""Every mistake an editor can make in one file, and what they are told."""

from pathlib import Path

import pytest

from app.content.reader import read
from app.content.tree import MemoryTree
from tests.content.trees import BASE, concept, told

TRUST = "da/concepts/trust.md"
SHARED = "_shared/concepts/trust.yaml"
CATALOGUE = "_shared/catalogue.yaml"
WORKS = "_shared/bibliography.yaml"
MOVED = "_shared/moved.yaml"
LOCALE = "no/_locale.yaml"
CATALOGUE_HEAD = "licence: CC-BY-4.0\ndefault_lang: da\nsite_order: [da, no]\n"

YAML_CURE = 'Check the indentation, and put texts with `: `, ` #` or a special first character in double quotes: "…".'

IN_YAML = [
    (
        "source_lang: da\nsource_lang: no\n",
        2,
        "`source_lang` is written twice; the first time on line 1",
        "Keep one of the two.",
    ),
    ("source_lang: da\nsorces: []\n", 2, "`sorces` is not a key that is known here", "Did you mean `sources`?"),
    (
        "source_lang: da\nx: 1\n",
        2,
        "`x` is not a key that is known here",
        "Remove it; known are: source_lang, sources, relations, licence.",
    ),
    ("source_lang: &a da\n", 1, "anchors such as `&a` are not used", "Write the value out, or quote it."),
    ("source_lang: da\nlicence: *a\n", 2, "aliases such as `*a` are not used", "Write the value out, or quote it."),
    (
        "source_lang: !!str da\n",
        1,
        "tags such as `tag:yaml.org,2002:str` are not used",
        "Remove the tag, or quote the value.",
    ),
    ("source_lang: [da]\n", 1, "`source_lang` is a list where a text belongs", 'Write `source_lang: "…"`.'),
    ("source_lang: {da: x}\n", 1, "`source_lang` is a mapping where a text belongs", 'Write `source_lang: "…"`.'),
    ("source_lang: true\n", 1, "`source_lang` reads as a truth value", 'Put it in quotes: "true".'),
    ("source_lang:\n", 1, "`source_lang` has no value", "Write one after `source_lang:`, or remove the line."),
    ("source_lang: ''\n", 1, "`source_lang` is empty", "Write something after `source_lang:`, or remove the line."),
    ("sources: []\n", 1, "`source_lang` is missing", "Write `source_lang: …`."),
    ("source_lang: da\nsources: bitner\n", 2, "`sources` is not a list", "Write `sources: [one, two]`."),
    (
        "source_lang: da\nsources: [[a]]\n",
        2,
        "`sources` is a list where a text belongs",
        'Write `sources: "…"`.',
    ),
    ("source_lang: da\nsources: [~]\n", 2, "`sources` holds an empty item", "Remove it, or write a text."),
    (
        "source_lang: da\nrelations: [a]\n",
        2,
        "`relations` is not a mapping",
        "Write `relations:` and below it, indented, `name: value` lines.",
    ),
    (
        "source_lang: da\nrelations:\n  broader:\n    - Kunde Tillid\n",
        4,
        "`broader`: 'Kunde Tillid' is not an id",
        "Write it in English, lower case, with hyphens: kunde-tillid",
    ),
    (
        "source_lang: da\nrelations: {related: [loyalty, loyalty]}\n",
        2,
        "`related` names 'loyalty' twice",
        "Keep one of the two.",
    ),
    (
        "source_lang: da\nlicence: my own\n",
        2,
        "`licence`: 'my own' is not an SPDX id",
        "Write for example `licence: CC-BY-4.0`.",
    ),
    ("source_lang: da\n---\nb: 1\n", 2, "a second document begins", "Remove the line `---`."),
    ("%YAML 1.1\n---\nsource_lang: da\n", 2, "YAML directives are not used", "Remove the lines with `%`."),
    ("", 1, "this is empty", "Write `key: value` lines."),
    ("- a\n", 1, "this is not a mapping", "Write `key: value` lines."),
    ("source_lang: da\n? [a, b]\n: c\n", 2, "a key is a text", YAML_CURE),
    ("source_lang: da\nlicence: a: b\n", 2, "this is not YAML: mapping values are not allowed here", YAML_CURE),
    (
        "source_lang: 'da\n",
        2,
        "this is not YAML: while scanning a quoted scalar found unexpected end of stream",
        YAML_CURE,
    ),
    ("source_lang: " + "[" * 20 + "]" * 20 + "\n", 1, "more than 12 levels deep", "Write it flatter."),
]


@pytest.mark.parametrize(("text", "line", "message", "cure"), IN_YAML)
def test_a_mistake_in_a_shared_file_is_told_with_its_line_and_its_cure(
    tmp_path: Path, text: str, line: int, message: str, cure: str
) -> None:
    assert f"{SHARED}:{line}: {message}\n  {cure}" in told(tmp_path, {SHARED: text})


IN_OTHER_FILES = [
    (
        WORKS,
        "b: {type: book, title: T, year: 10000}\n",
        1,
        "`year` is not a whole number from 1 to 9999",
        "Write `year: 9999`.",
    ),
    (CATALOGUE, "licence: MIT\ndefault_lang: da\n", 1, "`site_order` is missing", "Write `site_order: …`."),
    (
        CATALOGUE,
        CATALOGUE_HEAD + "required_sections: {concept: [limits]}\n",
        4,
        "`concept` is not a key that is known here",
        "Did you mean `concepts`?",
    ),
    (
        WORKS,
        "Bitner: {type: book, title: T}\n",
        1,
        "'Bitner' is not a key",
        "Write it in lower case, with hyphens: bitner-1995",
    ),
    (
        WORKS,
        "bitner: text\n",
        1,
        "`bitner` is not a mapping",
        "Write `bitner:` and below it, indented, `name: value` lines.",
    ),
    (WORKS, "bitner:\n", 1, "`bitner` has no value", "Write one after `bitner:`, or remove the line."),
    (WORKS, "b:\n  type: boook\n  title: T\n", 2, "`type`: 'boook' is not known", "Did you mean book?"),
    (
        WORKS,
        "b:\n  type: x\n  title: T\n",
        2,
        "`type`: 'x' is not known",
        "Write one of: article-journal, article-magazine, book, chapter, webpage, standard.",
    ),
    (
        WORKS,
        "b:\n  type: book\n  title: T\n  year: 012\n",
        4,
        "`year` is not a whole number from 1 to 9999",
        "Write `year: 9999`.",
    ),
    (
        WORKS,
        "b: {type: book, title: T, doi: x}\n",
        1,
        "`doi`: 'x' is not one",
        "Write it as it begins with 10., without https://doi.org/.",
    ),
    (WORKS, "b: {type: book, title: T, authors: x}\n", 1, "`authors` is not a list", "Write `authors: [one, two]`."),
    (
        WORKS,
        "b: {type: book, title: T, authors: [x]}\n",
        1,
        "`authors` is not a mapping",
        "Write `authors:` and below it, indented, `name: value` lines.",
    ),
    (
        WORKS,
        "b:\n  type: book\n  title: T\n  editors:\n    - {given: Ada}\n",
        5,
        "`editors` holds a name that is neither a person's nor an organisation's",
        "Write `{family: …, given: …}` for a person, `{literal: …}` for an organisation.",
    ),
    (MOVED, "Old Id: {why: withdrawn}\n", 1, "'Old Id' is neither an id nor `lang/id`", "Write the id as it was."),
    (
        MOVED,
        "old: withdrawn\n",
        1,
        "`old` is not a mapping",
        "Write `old:` and below it, indented, `name: value` lines.",
    ),
    (MOVED, "old: {why: gone}\n", 1, "`why`: 'gone' is not known", "Write one of: renamed, merged, withdrawn."),
    (MOVED, "old: {why: merged}\n", 1, "'old' is merged, so `to` is missing", "Write `to: the-id` that it became."),
    (MOVED, "old: {why: withdrawn, to: trust}\n", 1, "'old' is withdrawn, so `to` is not used", "Remove `to`."),
    (
        MOVED,
        "no/trust: {why: merged, to: loyalty}\n",
        1,
        "'no/trust': one language's text can only be withdrawn",
        "Write `why: withdrawn`.",
    ),
    (
        LOCALE,
        "autonym: N\ntag: norsk bokmål\ndata_locale: no\ntitle: T\ndescription: D\n",
        2,
        "'norsk bokmål' is not a BCP 47 language tag",
        "Write for example `nb` or `sv-FI`.",
    ),
    (
        LOCALE,
        "autonym: N\ntag: nb\ndata_locale: qqq\ntitle: T\ndescription: D\n",
        3,
        "CLDR has no locale 'qqq'",
        "Write what CLDR calls it, such as `no` or `fil`.",
    ),
]


@pytest.mark.parametrize(("path", "text", "line", "message", "cure"), IN_OTHER_FILES)
def test_a_mistake_in_any_other_file_is_told_too(  # noqa: PLR0917
    tmp_path: Path, path: str, text: str, line: int, message: str, cure: str
) -> None:
    assert f"{path}:{line}: {message}\n  {cure}" in told(tmp_path, {path: text})


IN_TEXTS = [
    (
        "pref_label: Tillid\n",
        1,
        "the file does not begin with front matter",
        "Write `---`, then `pref_label: …` and `definition: …`, then `---`, then the sections.",
    ),
    ("---\npref_label: Tillid\n", 1, "the front matter has no end", "Write a line `---` after its last key."),
    ("---\n---\n", 2, "this is empty", "Write `key: value` lines."),
    ("---\npref_label: Tillid\n---\n", 2, "`definition` is missing", "Write `definition: …`."),
    (
        concept(front="parts: {}\n"),
        4,
        "`parts` is not a key that is known here",
        "Remove it; known are: slug, pref_label, definition, alt_labels, scope_note, editorial_note, translated_from.",
    ),
    (concept(front="slug: a b\n"), 4, "`slug`: 'a b' is not an address", "Write words joined by hyphens."),
    (
        concept(front="scope_note: Se [her](entry:loyalty).\n"),
        4,
        "`scope_note` holds a link",
        "Write plain text here; links belong in the sections.",
    ),
    (
        concept(front="translated_from: {no: abc}\n"),
        4,
        "'abc' is not a digest",
        "Remove `translated_from`, then run `stamp`.",
    ),
    (
        concept(front="translated_from: {no: 0123456789ab, sv: 0123456789ab}\n"),
        4,
        "`translated_from` is not what `stamp` writes",
        "Remove it, then run `stamp`.",
    ),
    (concept("Tekst.\n"), 5, "text stands before the first heading", "Write `## Heading {#section-id}` above it."),
    (
        concept("## Ge löftet\n\nT.\n"),
        5,
        "section 'Ge löftet' has no id",
        "Write `## Ge löftet {#id}`, the id in English.",
    ),
    (
        concept("## A {#How To}\n\nT.\n"),
        5,
        "'How To' is not a section id",
        "Write it in English, lower case, with hyphens: {#how-to}",
    ),
    (
        concept("## A {#a}\n\nT.\n\n## B {#a}\n\nT.\n"),
        9,
        "section id 'a' is used twice; the first time on line 5",
        "Give each section an id of its own.",
    ),
    (concept("## A {#a}\n\n## B {#b}\n\nT.\n"), 5, "section 'a' is empty", "Write its text, or remove the heading."),
    (concept("## {#a}\n\nT.\n"), 5, "a section has no heading", "Write `## Heading {#section-id}`."),
    (concept("## *A* {#a}\n\nT.\n"), 5, "section '*A*' has markup in its heading", "Write the heading as plain text."),
    (concept("# A\n\nT.\n"), 5, "heading 'A' is of the first level", "Write `## A {#id}` at the margin."),
    (concept("A {#a}\n---\n\nT.\n"), 5, "a heading is not underlined", "Write `## A {#id}` on one line."),
    (
        concept("## A {#a}\n\n> ## B\n"),
        7,
        "heading 'B' is inside a list or a quotation",
        "Write `## B {#id}` at the margin.",
    ),
    (concept("## A {#a}\n\n### B {#b}\n"), 7, "heading 'B' has an id", "Only `##` headings have one; remove `{#…}`."),
    (concept("## A {#a}\n\n#### B\n"), 7, "heading 'B' skips a level", "Write `### B`."),
    (concept("## A {#a}\n\n<b>T</b>\n"), 7, "HTML is not allowed: <b>", "Write Markdown, or put it in `code`."),
    (concept("## A {#a}\n\n<div>\nT\n</div>\n"), 7, "HTML is not allowed", "Write Markdown, or put it in `code`."),
    (
        concept("## A {#a}\n\n![x](y.png)\n"),
        7,
        "images are not used in texts",
        "Describe it in words, or make it a model.",
    ),
    (
        concept("## A {#a}\n\nEn\nto [x](javascript:x).\n"),
        8,
        "links to 'javascript:x' are not allowed",
        "Write `(entry:the-id)`, or a whole address with https://.",
    ),
    (
        concept("## A {#a}\n\n[x](../loyalty.md)\n"),
        7,
        "links to '../loyalty.md' are not allowed",
        "Write `(entry:the-id)`, or a whole address with https://.",
    ),
    (
        concept("## A {#a}\n\n| a |\n|---|\n| b |\n| [x](entry:Not An Id) |\n"),
        10,
        "a link is broken",
        "Write `[text](entry:the-id)`, without spaces inside.",
    ),
    (
        concept("## A {#a}\n\n[x](entry:Loyalty)\n"),
        7,
        "'entry:Loyalty' names no entry",
        "Write `(entry:the-id)` or `(entry:the-id#section-id)`.",
    ),
    (
        concept("## A {#a}\n\n[](entry:loyalty)\n"),
        7,
        "the link to 'entry:loyalty' has no text",
        "Write `[text](…)`: the text is what readers see.",
    ),
    (
        concept("## A {#a}\n\n[x]\n\n[x]: https://example.org\n"),
        9,
        "links are not defined apart",
        "Write `[text](address)` where it stands.",
    ),
    (
        concept("## A {#a}\n\nT \u202e e.\n"),
        7,
        "U+202E (RIGHT-TO-LEFT OVERRIDE) is not allowed",
        "Delete it; it cannot be seen.",
    ),
    (
        concept("## A {#a}\n\nT \x07 e.\n"),
        7,
        "U+0007 (a control character) is not allowed",
        "Delete it; it cannot be seen.",
    ),
    ("\ufeff" + concept(), 1, "the file begins with a byte order mark", "Save it as UTF-8 without BOM."),
]


STEPS = "source_lang: da\nrelations: {related: [trust]}\ndiagram:\n  figure: steps\n"
NOT_A_MAPPING = "Write `{}:` and below it, indented, `name: value` lines."

IN_MODELS = [
    (STEPS + "  nodes: [A]\n", 5, "`nodes`: 'A' is not an id", "Write it in English, lower case, with hyphens: a"),
    (STEPS + "  nodes: [[a]]\n", 5, "`nodes` is not a mapping", NOT_A_MAPPING.format("nodes")),
    (STEPS + "  nodes: [{entry: trust}]\n", 5, "`id` is missing", "Write `id: …`."),
    (STEPS + "  nodes: [{id: a, at: low}]\n", 5, "`at` is not a quadrant", "Write `at: [low, high]`: first x, then y."),
    (STEPS + "  nodes: [a]\n  edges: [a]\n", 6, "`edges` is not a mapping", NOT_A_MAPPING.format("edges")),
    (STEPS + "  nodes: [a]\n  edges: [{from: a}]\n", 6, "`to` is missing", "Write `to: …`."),
    (STEPS + "  nodes: [a]\n  lines: [a]\n", 6, "`lines` is not a mapping", NOT_A_MAPPING.format("lines")),
    (STEPS + "  nodes: [a]\n  axes: {x: a}\n", 6, "`y` is missing", "Write `y: …`."),
    (STEPS.replace("steps", "stepps") + "  nodes: [a]\n", 4, "`figure`: 'stepps' is not known", "Did you mean steps?"),
    ("source_lang: da\n", 1, "`diagram` is missing", "Write `diagram: …`."),
]


@pytest.mark.parametrize(("text", "line", "message", "cure"), IN_MODELS)
def test_a_mistake_in_a_diagram_is_told_with_its_line_and_its_cure(
    tmp_path: Path, text: str, line: int, message: str, cure: str
) -> None:
    assert f"_shared/models/m.yaml:{line}: {message}\n  {cure}" in told(tmp_path, {"_shared/models/m.yaml": text})


def test_words_for_the_parts_of_a_diagram_have_their_mistakes_told(tmp_path: Path) -> None:
    front = "---\npref_label: M\ndefinition: M.\nparts:\n  a: words\n  b: {text: B.}\n---\n"

    assert told(tmp_path, {"_shared/models/m.yaml": STEPS + "  nodes: [a]\n", "da/models/m.md": front}) == [
        "da/models/m.md: part a has no words\n  Write `a: {label: …, text: …}` under `parts`.",
        "da/models/m.md:5: `a` is not a mapping\n  " + NOT_A_MAPPING.format("a"),
        "da/models/m.md:6: `label` is missing\n  Write `label: …`.",
        "da/models/m.md:6: the diagram has no part 'b'\n  There are: a.",
    ]


def test_parts_that_are_no_mapping_are_told(tmp_path: Path) -> None:
    front = "---\npref_label: M\ndefinition: M.\nparts: [a]\n---\n"

    assert f"da/models/m.md:4: `parts` is not a mapping\n  {NOT_A_MAPPING.format('parts')}" in told(
        tmp_path, {"_shared/models/m.yaml": STEPS + "  nodes: [a]\n", "da/models/m.md": front}
    )


@pytest.mark.parametrize(("text", "line", "message", "cure"), IN_TEXTS)
def test_a_mistake_in_a_text_is_told_with_its_line_and_its_cure(
    tmp_path: Path, text: str, line: int, message: str, cure: str
) -> None:
    assert f"{TRUST}:{line}: {message}\n  {cure}" in told(tmp_path, {TRUST: text})


def test_bytes_that_are_not_utf_8_are_told_with_their_line(tmp_path: Path) -> None:
    files = {path: text.encode() for path, text in BASE.items()}
    files[TRUST] = b"---\npref_label: Tillid\ndefinition: R\xe6v\n---\n"

    problems = read(MemoryTree(files)).problems

    assert [problem.told() for problem in problems] == [f"{TRUST}:3: byte 0xe6 is not UTF-8\n  Save the file as UTF-8."]


def test_all_mistakes_of_a_tree_are_told_at_once_in_the_order_of_their_places(tmp_path: Path) -> None:
    found = told(tmp_path, {"_shared/concepts/loyalty.yaml": "sorce_lang: da\n", TRUST: concept("T.\n\n## A\n\n<b>\n")})

    assert [line.split(": ")[0] for line in found] == [
        "_shared/concepts/loyalty.yaml:1",
        "_shared/concepts/loyalty.yaml:1",
        f"{TRUST}:5",
        f"{TRUST}:7",
        f"{TRUST}:9",
    ]
