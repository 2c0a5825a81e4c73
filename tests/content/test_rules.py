"""What must be true of a whole tree: each case breaks one rule and nothing else."""

from pathlib import Path

import pytest

from app.content.rules import RULES
from tests.content.trees import BASE, TRUST_NO, concept, grow, reading, told

LOYALTY, TRUST, SHARED = "_shared/concepts/loyalty.yaml", "da/concepts/trust.md", "_shared/concepts/trust.yaml"
CATALOGUE, WORKS, MOVED = "_shared/catalogue.yaml", "_shared/bibliography.yaml", "_shared/moved.yaml"
NO = "no/concepts/trust.md"

MODEL = "_shared/models/stairs.yaml"
MODEL_DA = "da/models/stairs.md"
HEAD = "source_lang: da\nrelations: {related: [trust]}\ndiagram:\n"


def model(diagram: str, parts: str) -> dict[str, str | None]:
    """A model with that diagram and words for those parts."""
    front = f"---\npref_label: Trappen\ndefinition: En trappe.\nparts:\n{parts}---\n"
    return {MODEL: HEAD + diagram, MODEL_DA: front}


AB = "  a: {label: A, text: A.}\n  b: {label: B, text: B.}\n"
MATRIX = "  figure: matrix\n  axes: {x: x, y: y}\n"
XY = "  x: {label: X}\n  y: {label: Y}\n"
PATH_DA = "---\npref_label: Vejen\ndefinition: En vej.\nplanned: {hope: Håb}\n---\n"
SERIES: dict[str, str | None] = {
    "_shared/series/path.yaml": "source_lang: da\nparts: [trust, hope]\n",
    "da/series/path.md": PATH_DA,
}


def two(first: str, second: str) -> dict[str, str | None]:
    """The shared files of trust and loyalty, below `source_lang`."""
    return {SHARED: f"source_lang: da\n{first}", LOYALTY: f"source_lang: da\n{second}"}


BROKEN: dict[str, tuple[dict[str, str | None], str]] = {
    "an unknown default language": (
        {CATALOGUE: "licence: MIT\ndefault_lang: dk\nsite_order: [da, no]\n"},
        f"{CATALOGUE}:2: there is no language 'dk'\n  There are: da, no.",
    ),
    "a language without a place in the order": (
        {CATALOGUE: "licence: MIT\ndefault_lang: da\nsite_order: [da]\n"},
        f"{CATALOGUE}:3: language no is missing in `site_order`\n  Add no to the list.",
    ),
    "a fallback to nowhere": (
        {"no/_locale.yaml": BASE["no/_locale.yaml"] + "fallback: [xx]\n"},
        "no/_locale.yaml:6: there is no language 'xx'\n  There are: da, no.",
    ),
    "a fallback to itself": (
        {"no/_locale.yaml": BASE["no/_locale.yaml"] + "fallback: [da, no]\n"},
        "no/_locale.yaml:6: no falls back to itself\n  Remove it.",
    ),
    "a relation to nowhere": (
        {SHARED: "source_lang: da\nrelations:\n  related: [loyalty, loyality]\n"},
        f"{SHARED}:3: there is no entry 'loyality'\n  Did you mean loyalty?",
    ),
    "an unknown source": (
        {SHARED: BASE[SHARED] + "sources: [bitner-1995]\n"},
        f"{SHARED}:3: there is no work in the bibliography 'bitner-1995'\n  Write it first, or remove the mention.",
    ),
    "a work that nothing cites": (
        {WORKS: "bitner-1995: {type: book, title: T}\n"},
        f"{WORKS}:1: warning: nothing cites bitner-1995\n  Add bitner-1995 to the `sources` of an entry, or remove it.",
    ),
    "a part of a series that is neither an entry nor planned": (
        {**SERIES, "_shared/series/path.yaml": "source_lang: da\nparts:\n  - trust\n  - loyality\n  - hope\n"},
        (
            "_shared/series/path.yaml:4: part loyality is not an entry yet\n"
            "  Did you mean loyalty? Otherwise write its label under `planned` in da/series/path.md."
        ),
    ),
    "a planned part that is nowhere in the series": (
        {**SERIES, "_shared/series/path.yaml": "source_lang: da\nparts: [trust]\n"},
        "da/series/path.md:4: hope is not a part of the series\n  Remove hope from `planned`.",
    ),
    "a planned part that is written": (
        {
            **SERIES,
            "_shared/series/path.yaml": "source_lang: da\nparts: [trust]\n",
            "da/series/path.md": "---\npref_label: Vejen\ndefinition: En vej.\nplanned: {trust: Tillid}\n---\n",
        },
        (
            "da/series/path.md:4: warning: `planned` still has trust, which is an entry by now\n"
            "  Remove what is written from `planned`."
        ),
    ),
    "planned parts that are written": (
        {
            **SERIES,
            "_shared/series/path.yaml": "source_lang: da\nparts: [trust, loyalty]\n",
            "da/series/path.md": PATH_DA.replace("hope: Håb", "trust: Tillid, loyalty: Loyalitet"),
        },
        (
            "da/series/path.md:4: warning: `planned` still has trust, loyalty, which are entries by now\n"
            "  Remove what is written from `planned`."
        ),
    ),
    "a link to nowhere": (
        {TRUST: concept("## A {#a}\n\n[x](entry:loyal)\n")},
        f"{TRUST}:7: there is no entry 'loyal'\n  Did you mean loyalty?",
    ),
    "a link to a section that is not there": (
        {"da/concepts/loyalty.md": "---\npref_label: L\ndefinition: D.\n---\n## A {#a}\n\n[x](entry:trust#limit)\n"},
        "da/concepts/loyalty.md:7: there is no section of trust 'limit'\n  Did you mean limits?",
    ),
    "a link to itself": (
        {TRUST: concept("## A {#a}\n\n[x](entry:trust)\n")},
        f"{TRUST}:7: trust links to itself\n  Write plain `x`.",
    ),
    "a target that is linked twice": (
        {TRUST: concept("## A {#a}\n\n[x](entry:loyalty)\n[y](entry:loyalty)\n")},
        f"{TRUST}:8: warning: loyalty is linked to more than once\n  Write plain `y` here.",
    ),
    "broader in a circle": (
        two("relations: {broader: [loyalty]}\n", "relations: {broader: [trust]}\n"),
        f"{SHARED}:2: `broader` goes round in a circle: loyalty → trust → loyalty\n  Remove one of these relations.",
    ),
    "broader than itself": (
        two("relations: {broader: [trust, loyalty]}\n", ""),
        f"{SHARED}:2: `broader` goes round in a circle: trust → trust\n  Remove one of these relations.",
    ),
    "a relation on both sides": (
        two("relations: {related: [loyalty]}\n", "relations: {related: [trust]}\n"),
        f"{SHARED}:2: `related: loyalty` is written on both sides\n  Keep it in {LOYALTY} only.",
    ),
    "related to itself": (
        two("relations: {related: [trust, loyalty]}\n", ""),
        f"{SHARED}:2: trust is related to itself\n  Remove it.",
    ),
    "related to something broader": (
        two("relations: {related: [loyalty], broader: [loyalty]}\n", ""),
        (
            f"{SHARED}:2: trust is related to loyalty, but loyalty is broader than trust already\n"
            "  Remove loyalty from `related`."
        ),
    ),
    "an entry that is left alone": (
        {
            "_shared/concepts/alone.yaml": "source_lang: da\n",
            "da/concepts/alone.md": "---\npref_label: Alene\ndefinition: Uden andre.\n---\n",
        },
        (
            "_shared/concepts/alone.yaml: nothing leads to or from this entry\n"
            "  Write `relations` here, or link to it from the text of another entry."
        ),
    ),
    "entries that are cut off": (
        {
            "_shared/concepts/x.yaml": "source_lang: da\nrelations: {related: [y]}\n",
            "_shared/concepts/y.yaml": "source_lang: da\n",
            "da/concepts/x.md": "---\npref_label: X\ndefinition: X.\n---\n",
            "da/concepts/y.md": "---\npref_label: Y\ndefinition: Y.\n---\n",
        },
        (
            "_shared/concepts/x.yaml: warning: x and 1 more are cut off from the other entries: "
            "no relation or link leads there\n"
            "  Relate or link one of them to an entry outside the group."
        ),
    ),
    "no source text": (
        {TRUST: None},
        f"{SHARED}:1: `source_lang` is da, but there is no text in that language\n  Write {TRUST}.",
    ),
    "a source language in which there is no text, though in another": (
        {SHARED: "source_lang: no\nrelations: {related: [loyalty]}\n"},
        (
            f"{SHARED}:1: `source_lang` is no, but there is no text in that language\n"
            f"  Write {NO}, or change `source_lang`."
        ),
    ),
    "an unknown source language": (
        {SHARED: "source_lang: sv\nrelations: {related: [loyalty]}\n"},
        f"{SHARED}:1: there is no language 'sv'\n  Languages are: da, no.",
    ),
    "a long definition": (
        {TRUST: f"---\npref_label: Tillid\ndefinition: {'x' * 301}\n---\n"},
        (
            f"{TRUST}:3: the definition has 301 characters; at most 300 fit into a tooltip\n"
            "  Move what follows into a section."
        ),
    ),
    "a required section that is missing": (
        {
            CATALOGUE: BASE[CATALOGUE] + "required_sections: {concepts: [limits]}\n",
            "da/concepts/loyalty.md": BASE["da/concepts/loyalty.md"] + "## G {#limits}\n\nT.\n",
            TRUST: concept("## A {#a}\n\nT.\n"),
        },
        (
            f"{TRUST}: section limits is missing, which every one of concepts has\n"
            "  Write `## Heading {#limits}` and its text."
        ),
    ),
    "a label of two entries": (
        {TRUST: "---\npref_label: loyalitet\nslug: tillid\ndefinition: D.\n---\n"},
        (
            f"{TRUST}:2: label 'loyalitet' is also a label of da/loyalty\n"
            "  Give it to one of the two, or say in each label which is meant."
        ),
    ),
    "a synonym that is another entry's label": (
        {TRUST: concept(front="alt_labels: [loyalitet]\n")},
        (
            f"{TRUST}:4: warning: label 'loyalitet' is also a label of da/loyalty\n"
            "  Give it to one of the two, or say in each label which is meant."
        ),
    ),
    "a synonym that is the label itself": (
        {TRUST: concept(front="alt_labels: [tillid]\n")},
        f"{TRUST}:4: label 'tillid' is written twice\n  Remove it from `alt_labels`.",
    ),
    "two texts with one address": (
        {TRUST: concept(front="slug: loyalitet\n")},
        (
            f"{TRUST}:4: its address 'loyalitet' is that of da/loyalty too\n"
            "  Write `slug: loyalitet-2`, or something that says how it differs, in the front matter."
        ),
    ),
    "a text that makes no address": (
        {TRUST: "---\npref_label: '!?'\ndefinition: D.\n---\n"},
        f"{TRUST}:2: '!?' makes no address\n  Write `slug: some-words` in the front matter.",
    ),
    "a placeholder": (
        {TRUST: concept("## A {#a}\n\nTODO\n")},
        f"{TRUST}:5: TODO stands here\n  Write what belongs here.",
    ),
    "a placeholder in a shared file": (
        {
            "_shared/styles/s.yaml": "source_lang: da\nrelations: {related: [trust]}\nleaders: [TODO]\n",
            "da/styles/s.md": "---\npref_label: S\ndefinition: S.\n---\n",
        },
        "_shared/styles/s.yaml:3: TODO stands here\n  Write what belongs here.",
    ),
    "a translation without a stamp": (
        {NO: TRUST_NO},
        f"{NO}: `translated_from` is missing\n  Once it says what da/trust says, run `stamp no/trust`.",
    ),
    "a stamp in the source": (
        {TRUST: concept(front="translated_from: {no: 0123456789ab}\n")},
        f"{TRUST}: `translated_from` stands in the source itself\n  Remove it, or correct `source_lang`.",
    ),
    "two parts of one name": (
        model("  figure: steps\n  nodes: [a, b, a]\n", AB),
        f"{MODEL}:5: 2 parts are called a\n  Give each part an id of its own.",
    ),
    "an edge to nowhere": (
        model(
            "  figure: network\n  nodes: [start, b]\n  edges:\n    - {from: start, to: stat}\n",
            AB.replace("a:", "start:"),
        ),
        f"{MODEL}:7: the diagram has no node 'stat'\n  Did you mean start?",
    ),
    "a line below nothing": (
        model("  figure: layers\n  nodes: [a, b]\n  lines: [{id: l, after: q}]\n", AB + "  l: {label: L}\n"),
        f"{MODEL}:6: the diagram has no node 'q'\n  There are: a, b.",
    ),
    "an unknown group": (
        model("  figure: steps\n  nodes: [a, {id: b, group: g}]\n", AB),
        f"{MODEL}:5: the diagram has no group 'g'\n  Remove it.",
    ),
    "a part that stands for no entry": (
        model("  figure: steps\n  nodes: [a, {id: b, entry: trusty}]\n", AB),
        f"{MODEL}:5: there is no entry 'trusty'\n  Did you mean trust?",
    ),
    "a matrix without axes": (
        model("  figure: matrix\n  nodes: [{id: a, at: [low, low]}, {id: b, at: [low, high]}]\n", AB),
        f"{MODEL}:4: a matrix has two axes\n  Write `axes: {{x: …, y: …}}`.",
    ),
    "axes outside a matrix": (
        model("  figure: steps\n  nodes: [a, b]\n  axes: {x: x, y: y}\n", AB + XY),
        f"{MODEL}:6: only a matrix has axes\n  Remove `axes`, or write `figure: matrix`.",
    ),
    "a node of a matrix without a quadrant": (
        model(MATRIX + "  nodes: [{id: a, at: [low, low]}, b]\n", AB + XY),
        f"{MODEL}:6: node b has no quadrant\n  Write `at: [low, high]`: first x, then y.",
    ),
    "two nodes in one quadrant": (
        model(MATRIX + "  nodes:\n    - {id: a, at: [low, low]}\n    - {id: b, at: [low, low]}\n", AB + XY),
        f"{MODEL}:8: nodes a and b are both at [low, low]\n  Give each quadrant one node.",
    ),
    "a quadrant outside a matrix": (
        model("  figure: steps\n  nodes: [a, {id: b, at: [low, high]}]\n", AB),
        f"{MODEL}:5: node b has a quadrant outside a matrix\n  Remove `at`, or write `figure: matrix`.",
    ),
    "a part without words": (
        model("  figure: steps\n  nodes: [a, b, c]\n", AB),
        f"{MODEL_DA}: part c has no words\n  Write `c: {{label: …, text: …}}` under `parts`.",
    ),
    "words for no part": (
        model("  figure: steps\n  nodes: [a]\n", AB),
        f"{MODEL_DA}:6: the diagram has no part 'b'\n  There are: a.",
    ),
    "words for a lane that is not there": (
        model("  figure: steps\n  nodes: [a, b]\n", AB.replace("text: A.", "variants: {good: A.}")),
        f"{MODEL_DA}:5: part a has words for 'good', which is not a lane\n  Write `text: …` instead.",
    ),
    "words for a misspelt lane": (
        model(
            "  figure: steps\n  nodes: [a]\n  lanes: [good]\n",
            "  a: {label: A, variants: {good: A., goood: A.}}\n  good: {label: G}\n",
        ),
        f"{MODEL_DA}:5: part a has words for 'goood', which is not a lane\n  Did you mean good?",
    ),
    "a lane without a sentence": (
        model("  figure: steps\n  nodes: [a]\n  lanes: [good]\n", "  a: {label: A, text: A.}\n  good: {label: G}\n"),
        f"{MODEL_DA}:5: part a has no sentence for the lane good\n  Write `variants: {{good: …}}`.",
    ),
    "a moved id that leads nowhere": (
        {MOVED: "old: {why: renamed, to: tust}\n"},
        f"{MOVED}:1: old leads to 'tust', which does not exist\n  Did you mean trust?",
    ),
    "moved ids in a circle": (
        {MOVED: "x: {why: merged, to: y}\ny: {why: renamed, to: x}\nz: {why: merged, to: y}\n"},
        f"{MOVED}:1: moved ids go round in a circle: x → y → x\n  Let one of them lead to an entry.",
    ),
    "a moved id that still exists": (
        {MOVED: "trust: {why: withdrawn}\n"},
        f"{MOVED}:1: trust still exists\n  Remove {SHARED} and its texts, or this line.",
    ),
    "a withdrawn text that still exists": (
        {MOVED: "da/trust: {why: withdrawn}\n"},
        f"{MOVED}:1: da/trust still exists\n  Remove {TRUST}, or this line.",
    ),
    "a withdrawn text of an unknown language": (
        {MOVED: "sv/trust: {why: withdrawn}\n"},
        f"{MOVED}:1: there is no language 'sv'\n  Languages are: da, no.",
    ),
    "a withdrawn text of no entry": (
        {MOVED: "no/hope: {why: withdrawn}\n"},
        f"{MOVED}:1: there is no entry 'hope'\n  Withdraw the whole id, without a language.",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_tree_that_breaks_one_rule_is_told_exactly_that(tmp_path: Path, name: str) -> None:
    changes, expected = BROKEN[name]

    assert told(tmp_path, changes) == [expected]


SOUND: dict[str, dict[str, str | None]] = {
    "nothing out of the ordinary": {},
    "one entry, which needs no relation": {SHARED: None, TRUST: None},
    "a part that is still to be written": SERIES,
    "a series that links to one of its entries": {
        **SERIES,
        "da/series/path.md": PATH_DA + "## Om {#about}\n\n[Tillid](entry:trust#limits)\n",
    },
    "a section that links to another entry's": {
        "da/concepts/loyalty.md": BASE["da/concepts/loyalty.md"] + "## A {#a}\n\n[x](entry:trust#limits)\n"
    },
    "a link and HTML in code, which do not count": {TRUST: concept("## A {#a}\n\n`[x](entry:nowhere) <b>`\n")},
    "a matrix": model(MATRIX + "  nodes: [{id: a, at: [low, low]}, {id: b, at: [high, low]}]\n", AB + XY),
    "a group whose nodes are not known": model(
        "  figure: steps\n  nodes: [{id: a, group: g}, b]\n  groups: [g, h]\n",
        AB + "  g: {label: G}\n  h: {label: H}\n",
    ),
    "edges and lines with words of their own": model(
        "  figure: layers\n  nodes: [a, {id: b, entry: trust}]\n"
        "  edges: [{from: a, to: b, id: e, entry: loyalty}, {from: b, to: a}]\n  lines: [{id: l, after: a}]\n",
        AB + "  e: {label: E}\n  l: {label: L}\n",
    ),
    "a lane": model(
        "  figure: steps\n  nodes: [a]\n  lanes: [good]\n",
        "  a: {label: A, variants: {good: G.}}\n  good: {label: G}\n",
    ),
    "an id that was moved twice": {MOVED: "old: {why: renamed, to: older}\nolder: {why: merged, to: trust}\n"},
    "an id that was withdrawn, and before that moved": {MOVED: "o: {why: renamed, to: p}\np: {why: withdrawn}\n"},
    "a text that was withdrawn": {MOVED: "no/trust: {why: withdrawn}\n"},
    "a work that is cited": {WORKS: "b: {type: book, title: T}\n", SHARED: BASE[SHARED] + "sources: [b]\n"},
    "files with nothing in them yet": {WORKS: "# later\n", MOVED: ""},
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_tree_has_no_problems(tmp_path: Path, name: str) -> None:
    found = reading(tmp_path, SOUND[name])

    assert found.problems == ()
    assert found.library is not None


def test_nothing_is_asked_of_a_translation_that_could_not_be_read(tmp_path: Path) -> None:
    found = told(tmp_path, {NO: "---\npref_label: [\n---\n## Hva {#what-it-is}\n\nT.\n"})

    assert [line.split(": ")[0] for line in found] == [f"{NO}:2"]


def test_no_rule_speaks_of_what_could_not_be_read(tmp_path: Path) -> None:
    found = told(tmp_path, {SHARED: "source_lang: [\n", TRUST: "---\npref_label: [\n---\n", CATALOGUE: "licence: [\n"})

    assert [line.split(":")[0] for line in found] == [CATALOGUE, SHARED, TRUST]


def test_an_id_that_vanishes_without_a_word_is_told(tmp_path: Path) -> None:
    known = ("trust", "da/trust", "loyalty", "trusted", "no/trust", "gone", "da/gone", "told")

    assert told(tmp_path, {MOVED: "told: {why: withdrawn}\n"}, known_ids=known) == [
        f"{MOVED}: gone was published and has vanished\n  Write what became of it, such as `gone: {{why: withdrawn}}`.",
        (
            f"{MOVED}: no/trust was published and has vanished\n"
            "  Write what became of it, such as `no/trust: {why: withdrawn}`."
        ),
        (
            f"{MOVED}: trusted was published and has vanished\n"
            "  Write what became of it, such as `trusted: {why: renamed, to: trust}`."
        ),
    ]


def stamped(root: Path, no: str, da: str | None = None) -> list[str]:
    """The problems of a stamped translation, after its source may have become another."""
    grow(root, {NO: no}, stamped=True)
    if da is not None:
        (root / TRUST).write_text(da, encoding="utf-8")
    from_disk = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*.*")}
    return told(root, from_disk)


SOURCE = BASE[TRUST]
STAMP_AGAIN = "Once revised, run `stamp no/trust`."
LIMITS_MISSING = (
    f"{NO}: warning: section limits of its source is missing; readers get the source's\n  Translate from {TRUST}."
)
TRANSLATIONS = [
    ("as its source", TRUST_NO, None, []),
    (
        "with a section changed",
        TRUST_NO,
        SOURCE.replace("kan brydes", "kan vinde"),
        [f"{NO}: warning: section limits of its source has changed\n  Once revised, run `stamp no/trust`."],
    ),
    (
        "with all sections changed",
        TRUST_NO,
        SOURCE.replace("kan brydes", "kan vinde").replace("giver", "skaber"),
        [f"{NO}: warning: sections what-it-is, limits of its source have changed\n  {STAMP_AGAIN}"],
    ),
    (
        "with its definition changed",
        TRUST_NO,
        SOURCE.replace("med nogen", "med andre"),
        [f"{NO}: warning: what stands outside the sections of its source has changed\n  {STAMP_AGAIN}"],
    ),
    ("with a synonym more", TRUST_NO, SOURCE.replace("---\n##", "alt_labels: [tiltro]\n---\n##"), []),
    ("with other line ends", TRUST_NO, SOURCE.replace("\n\n", "\n\n\n").replace("giver loy", "giver\nloy"), []),
    (
        "without a section",
        TRUST_NO[: TRUST_NO.index("## Grenser")],
        None,
        [LIMITS_MISSING],
    ),
    (
        "without any section",
        TRUST_NO[: TRUST_NO.index("## Hva")],
        None,
        [
            (
                f"{NO}: warning: sections what-it-is, limits of its source are missing; readers get the source's\n"
                f"  Translate from {TRUST}."
            )
        ],
    ),
    (
        "with a section of its own",
        TRUST_NO.replace("{#limits}", "{#limit}"),
        None,
        [
            LIMITS_MISSING,
            f"{NO}:12: its source has no section 'limit'\n  Did you mean {{#limits}}?",
        ],
    ),
    (
        "with a section that is nothing like the source's",
        TRUST_NO + "\n## Mer {#zzz}\n\nMer.\n",
        None,
        [f"{NO}:16: its source has no section 'zzz'\n  Write it in {TRUST} first, or remove it."],
    ),
    (
        "in another order",
        TRUST_NO[: TRUST_NO.index("## Hva")]
        + TRUST_NO[TRUST_NO.index("## Grenser") :]
        + "\n"
        + TRUST_NO[TRUST_NO.index("## Hva") : TRUST_NO.index("## Grenser")],
        None,
        [f"{NO}:8: the sections are not in the order of the source\n  Order them: what-it-is, limits."],
    ),
]


@pytest.mark.parametrize(
    ("no", "da", "expected"), [row[1:] for row in TRANSLATIONS], ids=[row[0] for row in TRANSLATIONS]
)
def test_a_translation_is_compared_with_its_source(
    tmp_path: Path, no: str, da: str | None, expected: list[str]
) -> None:
    assert stamped(tmp_path, no, da) == expected


def test_a_stamp_of_another_language_than_the_source_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, {NO: TRUST_NO.replace("---\n##", "translated_from: {tl: 0123456789ab}\n---\n##")})

    assert found[0] == (
        f"{NO}: `translated_from` names tl, but the source is da\n"
        "  Once it says what da/trust says, run `stamp no/trust`."
    )


def test_words_that_a_translation_lacks_are_told(tmp_path: Path) -> None:
    changes = model("  figure: steps\n  nodes: [a, b]\n", AB) | dict(SERIES)
    changes["no/models/stairs.md"] = (
        "---\npref_label: Trapp\ndefinition: En trapp.\nparts:\n  a: {label: A, text: A.}\n---\n"
    )
    changes["no/series/path.md"] = "---\npref_label: Vei\ndefinition: En vei.\n---\n"
    grow(tmp_path, changes, stamped=True)

    from_disk = {path.relative_to(tmp_path).as_posix(): path.read_text("utf-8") for path in tmp_path.rglob("*.*")}

    assert told(tmp_path, from_disk) == [
        f"no/models/stairs.md: warning: `parts` lacks b; readers get the source's words\n  Translate from {MODEL_DA}.",
        (
            "no/series/path.md: warning: `planned` lacks hope; readers get the source's labels\n"
            "  Translate from da/series/path.md."
        ),
    ]


def test_every_rule_has_a_sentence() -> None:
    assert all(rule.__doc__ and rule.__doc__.endswith(".") for rule in RULES)
    assert len(set(RULES)) == len(RULES)
