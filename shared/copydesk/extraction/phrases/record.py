"""The shape of one language's phrase list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """Boilerplate words of news pages in one language, lower case, apostrophes straight.

    Field knowledge about how pages are laid out, never about one outlet. `*_labels` stand before a colon (or
    fill a line above their value).
    """

    language: str
    by: tuple[str, ...]
    conjunctions: tuple[str, ...]
    roles: tuple[str, ...]
    stop_words: tuple[str, ...]
    # Phrases of any list that mean something else in other languages: they count only in texts of this one.
    ambiguous: tuple[str, ...] = ()
    # A character class of letters that this language alone is written in, of those that have a file.
    letters: str = ""
    # A conjunction that is written together with the word behind it.
    joined_conjunctions: tuple[str, ...] = ()
    # Beside `roles`, which are a person's: words of a byline that is many people's, or nobody's.
    desks: tuple[str, ...] = ()
    # The first entry of a site's menu, right below its name, and of the way to a page.
    home_words: tuple[str, ...] = ()
    # Before nouns, and so before many outlets' names.
    articles: tuple[str, ...] = ()
    # Inside a person's name, in small letters.
    particles: tuple[str, ...] = ()
    # What ends a name within a byline: prepositions before outlets and places, and words of the page about the story.
    name_ends: tuple[str, ...] = ()
    # Before people who had a hand in a story and are not its authors.
    other_hands: tuple[str, ...] = ()
    # Trades of those who write what papers print, as they stand in notes on authors; endings may follow.
    writers: tuple[str, ...] = ()
    title_labels: tuple[str, ...] = ()
    author_labels: tuple[str, ...] = ()
    date_labels: tuple[str, ...] = ()
    modified_labels: tuple[str, ...] = ()
    publisher_labels: tuple[str, ...] = ()
    source_labels: tuple[str, ...] = ()
    region_labels: tuple[str, ...] = ()
    topic_labels: tuple[str, ...] = ()
    tag_labels: tuple[str, ...] = ()
    image_labels: tuple[str, ...] = ()
    # Of the article's own address.
    url_labels: tuple[str, ...] = ()
    # What a table calls the column of the text.
    text_labels: tuple[str, ...] = ()
    caption_starts: tuple[str, ...] = ()
    # A line that starts so lets readers pass the story above it, or below it, on.
    sharing: tuple[str, ...] = ()
    # A line that starts so is boilerplate, whatever follows it.
    line_starts: tuple[str, ...] = ()
    # A line that is exactly this (closing punctuation and counts aside) is boilerplate.
    whole_lines: tuple[str, ...] = ()
    # A line of at most 60 words that holds this is boilerplate.
    contained: tuple[str, ...] = ()
    # A line that is exactly this opens what follows every story: comments, a note on the author.
    closings: tuple[str, ...] = ()
    # A line that is exactly this opens related links, which stand after a story or within it.
    endings: tuple[str, ...] = ()
    # A heading or label that opens a short list of links inside a story.
    asides: tuple[str, ...] = ()
    # Words of notices, in which a page speaks about itself; "*" stands for any letters. See dump/notices.py.
    # What a page offers: its parts, buttons, letters and accounts.
    page_nouns: tuple[str, ...] = ()
    # Beside an outlet's name in the menus of its site: "About The Fen Post".
    own_words: tuple[str, ...] = ()
    # What a page calls the text it carries; told from a story's words by a word of `deictics` before it.
    text_nouns: tuple[str, ...] = ()
    deictics: tuple[str, ...] = ()
    # "You" and "we" in all their forms; written large where only the large letter tells (German "Sie").
    addresses: tuple[str, ...] = ()
    # What readers are asked to do, as it opens a sentence, a clause or a link.
    requests: tuple[str, ...] = ()
    # Reprint, liability, opinion: words of small print.
    legal_words: tuple[str, ...] = ()
    # Whether numbers of a date put the day before the month; English writes both orders.
    day_first: bool = False
    # Names and abbreviations of the months, January first, and of the days, Monday first; spaces part words,
    # and "_" stands for one inside a name.
    months: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    # What dates are written with: before the day, behind its number, between it and the month or the year, behind the
    # year, between a day and a time, and behind a time. `eras` are names of reigns with the year before their first.
    before_dates: tuple[str, ...] = ()
    day_endings: tuple[str, ...] = ()
    date_joins: tuple[str, ...] = ()
    year_words: tuple[str, ...] = ()
    clock_words: tuple[str, ...] = ()
    hour_words: tuple[str, ...] = ()
    # The halves of the day, behind a time, or before it where the script has no spaces.
    morning: tuple[str, ...] = ()
    afternoon: tuple[str, ...] = ()
    eras: tuple[str, ...] = ()
    # The fields of a mail's header as mail programs print them.
    mail_from: tuple[str, ...] = ()
    mail_sent: tuple[str, ...] = ()
    mail_to: tuple[str, ...] = ()
    mail_subject: tuple[str, ...] = ()
    # Notes on where a text comes from: rules (see ../rules/record.py) of an `id`, an example that `fires` and one that
    # it `spares`, and a `pattern` over what begins a line or a sentence. {S} is the article as the note calls it ("this
    # story"), {A} its noun alone, {D} a date that may stand between, {X} the source. It `accepts` "any" source;
    # "labelled" ones, which are no institutions; or an "outlet", as the words also join persons and places.
    credit_notes: tuple[dict[str, str], ...] = ()
    # The first four letters of words of which every note has one; in scripts without spaces, any one or two.
    credit_signs: tuple[str, ...] = ()
    # What the notes call the article, and the determiners before it: the ones that point at it, and the others.
    credit_nouns: tuple[str, ...] = ()
    credit_this: tuple[str, ...] = ()
    credit_the: tuple[str, ...] = ()
    # What else such notes are written of: pictures, books.
    other_works: tuple[str, ...] = ()
    # What may stand before a source's name and is no part of it; what goes on behind it, or behind a comma; words that
    # stand where a source does and name none; and words by which notes link the original.
    before_sources: tuple[str, ...] = ()
    after_sources: tuple[str, ...] = ()
    after_commas: tuple[str, ...] = ()
    no_sources: tuple[str, ...] = ()
    original_links: tuple[str, ...] = ()
    # What stands before the source in a label line ("Source: X"), beside `source_labels`.
    credit_labels: tuple[str, ...] = ()
    # Between a newsroom's or nobody's name and the agencies whose material it used ("avec AFP"), in short lines.
    credit_with: tuple[str, ...] = ()
    # The part of a newspaper that signs what it made of agencies' material.
    newsrooms: tuple[str, ...] = ()
    # What stands for agencies that are not named, and what some of them write below their last line.
    agencies: tuple[str, ...] = ()
    end_words: tuple[str, ...] = ()
    # A line that is exactly this lets readers pass a story on; of the words in `sharing`, one opens it.
    sharing_boxes: tuple[str, ...] = ()
    # What stands behind the number of comments.
    comment_nouns: tuple[str, ...] = ()
    # What makes a span of time one that has passed, before and behind it ("vor 3 Stunden", "3 hours ago").
    age_before: tuple[str, ...] = ()
    age_after: tuple[str, ...] = ()
    # Pictures, films and where they are from, as captions name them, and what stands before who made them, beside `by`.
    picture_words: tuple[str, ...] = ()
    picture_by: tuple[str, ...] = ()
    # The words of a link to the rest of a text.
    read_more: tuple[str, ...] = ()
    # How legal notes begin, and how they reserve all rights.
    legal_starts: tuple[str, ...] = ()
    rights_reserved: tuple[str, ...] = ()
    # Notes on people: what follows the name or a pronoun, and what their work is called, beside `roles`.
    person_verbs: tuple[str, ...] = ()
    person_pronouns: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    # Verbs that report what somebody said.
    speech_verbs: tuple[str, ...] = ()
