"""Everything that must be true of a whole tree: each rule looks at the draft and tells what breaks it."""

from collections.abc import Callable, Iterator

from app.content.drafts import Draft
from app.content.problems import Problem
from app.content.rules import diagrams, faithful, language, moves, references, relations, texts, translations

Rule = Callable[[Draft], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    references.languages_are_known,
    references.relations_lead_somewhere,
    references.sources_are_in_the_bibliography,
    references.every_work_is_cited,
    references.parts_of_a_series_are_entries_or_planned,
    references.links_lead_somewhere,
    relations.no_entry_is_broader_than_itself,
    relations.relations_are_written_once,
    relations.relatives_are_not_related,
    relations.every_entry_is_connected,
    texts.every_entry_has_its_source_text,
    texts.definitions_are_short,
    texts.required_sections_are_there,
    texts.labels_are_told_apart,
    texts.nothing_is_left_to_fill_in,
    diagrams.parts_are_told_apart,
    diagrams.parts_lead_somewhere,
    diagrams.the_figure_fits,
    diagrams.each_quadrant_has_one_node,
    diagrams.every_part_has_words,
    diagrams.words_belong_to_parts,
    translations.translations_are_stamped,
    translations.translations_have_the_sections_of_their_source,
    translations.translations_have_the_parts_of_their_source,
    translations.translations_keep_up,
    moves.moved_ids_lead_somewhere,
    moves.moved_ids_are_gone,
    moves.no_id_vanishes,
)

# What only a closer reading finds, by statistics and comparison: slower, and always warnings.
DEEP_RULES: tuple[Rule, ...] = (
    language.texts_are_in_their_language,
    language.no_english_is_left_over,
    faithful.numbers_are_kept,
    faithful.names_are_kept,
)
