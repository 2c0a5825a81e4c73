"""Gathers the marked messages of the program into the catalogues, one `messages.po` a language.

    python -m app.languages.update_catalogues [--prune] [LANG ...]

New messages come without a translation; nothing is guessed. Those that the program has no longer stay, without a place,
until `--prune` takes them out. A LANG that there is no catalogue of yet gets one.
"""

import re
import sys
from collections.abc import Sequence
from io import BytesIO
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from app.languages.display import plural_rule
from app.languages.messages import LOCALES

APP = Path(__file__).parents[1]
# Function -> its arguments that are the message. `Words` carries a problem's sentence; the last three stand in pages.
KEYWORDS = {
    "N_": None,
    "Words": None,
    "translate": (2,),
    "ntranslate": (2, 3),
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
}
_NOTHING_TO_TRANSLATE = re.compile(r"%\(\w+\)s")
_HEADER = """\
# Messages of service-knowledge. Update with `python -m app.languages.update_catalogues`.
msgid ""
msgstr ""
"Language: {lang}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extracted() -> Catalog:
    """Every message that is marked in the program, with the files it is in and the comments for translators."""
    template = Catalog()
    with (Path(__file__).parent / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    for file, _line, message, comments, context in extract_from_dir(
        APP, methods, options, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        if isinstance(message, str) and _NOTHING_TO_TRANSLATE.fullmatch(message):
            continue
        # Files without line numbers: a line that moves is no change of a translation.
        template.add(message, locations=[(f"app/{file}", 0)], auto_comments=comments, context=context)
    return template


def update(file: Path, lang: str, template: Catalog) -> None:
    """Gives the catalogue of *lang* in *file* exactly the messages of *template*; writes a new one if there is none."""
    catalogue = _read(file) if file.exists() else Catalog()
    catalogue.update(template, no_fuzzy_matching=True)
    written = BytesIO()
    write_po(
        written,
        catalogue,
        omit_header=True,
        sort_output=True,
        width=110,
        include_lineno=False,
        ignore_obsolete=True,
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    header = _HEADER.format(lang=lang, plural_forms=plural_rule(lang))
    file.write_text(header + written.getvalue().decode().strip() + "\n", "utf-8")


def main(arguments: Sequence[str]) -> None:
    """Updates every catalogue, and begins one for each language among the *arguments*."""
    template = extracted()
    files = {folder.name: folder / "LC_MESSAGES" / "messages.po" for folder in LOCALES.iterdir()}
    if "--prune" not in arguments:
        for message in chain(*(_read(file) for file in files.values())):
            if message.id and message.id not in template:
                template.add(message.id, auto_comments=message.auto_comments, context=message.context)
    files |= {lang: LOCALES / lang / "LC_MESSAGES" / "messages.po" for lang in set(arguments) - {"--prune"}}
    for lang, file in files.items():
        update(file, lang, template)


def _read(file: Path) -> Catalog:
    with file.open("rb") as text:
        return read_po(text)


if __name__ == "__main__":
    main(sys.argv[1:])
