"""A compound is broken between its words where the figure itself shows what they are."""

import pytest

from app.diagrams import lay_out
from app.diagrams.joints import with_joints
from tests.diagrams.drawings import drawing, node, part


@pytest.mark.parametrize(
    ("label", "others", "jointed"),
    [
        ("Medarbejdertilfredshed", "Medarbejdere bliver", "Medarbejder|tilfredshed"),
        ("Reservationsafdelingen", "Reservationen", "Reservations|afdelingen"),
        ("Oplevet servicekvalitet", "Teknisk kvalitet", "Oplevet service|kvalitet"),
        ("Brugervenlig", "At bruge, en bruger", "Bruger|venlig"),
        # No other word tells: the syllables decide later.
        ("Gennemførelse", "Inspiration", "Gennemførelse"),
        # An ending is no word, and short words are not broken.
        ("Medarbejderens", "Medarbejder", "Medarbejderens"),
        ("Kundetal", "Kunde", "Kundetal"),
        # A letter that lower case makes two of.
        ("İstanbulservice", "service", "İstanbulservice"),
    ],
)
def test_a_long_word_shows_where_another_word_of_the_figure_begins_or_ends_in_it(
    label: str, others: str, jointed: str
) -> None:
    model = drawing("cells", node("one", label=label), node("two", text=others))

    assert with_joints(model).nodes[0].label.replace("\u00ad", "|") == jointed


def test_every_word_of_a_figure_is_looked_at() -> None:
    long = "servicekvaliteten"
    model = drawing(
        "matrix",
        node("one", at=("low", "low"), text=long),
        axes=(part("x", long), part("y", long)),
        groups=(part("group", long),),
        lanes=(part("lane", long),),
    )
    marked = with_joints(model)

    assert marked.axes
    assert [part.label for part in (*marked.axes, *marked.groups, *marked.lanes)] == [long] * 4
    marked = with_joints(drawing("cells", node("kvalitet"), node("one", text=long, variants={"lane": long})))
    assert marked.nodes[1].text == marked.nodes[1].variants["lane"] == "service\u00adkvaliteten"


def test_a_sentence_that_shows_on_resting_has_no_soft_hyphens() -> None:
    scene = lay_out(drawing("network", node("one", text="Det er servicekvaliteten."), "kvalitet"), 300)

    assert "Det er servicekvaliteten." in {group.title for group in scene.groups}
