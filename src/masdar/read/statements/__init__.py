"""In: the paragraphs of an article. Out: who is reported to have said what: speaker, words, medium, evidence.

Rules over tokens, no model: a cue of saying, the stretch around it (speaker, medium, date), and the words themselves,
either inside quotation marks ("direct") or as a clause ("reported"). Word lists: data/statements_*.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from masdar.model import Evidence, Moment, Span, Statement, StatementKind
from masdar.read.dates import parse_date
from masdar.read.statements.bounds import is_office, is_told_to, receiver_in, without_clitic, without_to
from masdar.read.statements.cues import Saying
from masdar.read.statements.mediums import COMMAS, medium_in
from masdar.read.statements.names import Head, Range
from masdar.read.statements.openings import is_name
from masdar.read.statements.others import headline_name
from masdar.read.statements.resolving import Resolver
from masdar.read.statements.sayings import sayings_of
from masdar.read.statements.text import MARKS, Fragment, Line, lines_of
from masdar.read.statements.words import words

METHOD = "statements.rules@1"
# How sure each opening makes the statement, in the order of the precision measured by bench/statements.py.
_CONFIDENCE = {"clause": 0.85, "colon": 0.9, "quote": 0.9, "phrase": 0.75, "thing": 0.6, "according": 0.75, "own": 0.8}
_DIRECT_BONUS = 0.07  # words in marks are surer than a clause under the same cue
_ELIDED = 0.93  # a subject that is not printed is resolved, and may be resolved wrongly
# Under «بحسب …» a few words in marks within the clause are rather a name.
_LEAST_ACCORDING = 4


def find_statements(
    paragraphs: tuple[str, ...], fetched_at: datetime | None = None, zone: str | None = None
) -> tuple[Statement, ...]:
    """All attributed statements in text order. `fetched_at` and `zone` serve to date them («أمس»)."""
    search = _Search(lines_of(paragraphs), fetched_at, zone)
    for line in search.lines:
        search.go_on_quoting(line)
        for sentence in line.sentences:
            search.read_sentence(line, sentence)
    return (*search.headline(), *search.found)


class _Search:
    """One pass over an article: what was found so far, and who has spoken."""

    def __init__(self, lines: tuple[Line, ...], fetched_at: datetime | None, zone: str | None) -> None:
        self.lines = lines
        self.found: list[Statement] = []
        self._resolver = Resolver(lines)
        self._claimed: set[tuple[int, int]] = set()  # (paragraph, number of the fragment)
        self._fetched_at = fetched_at
        self._zone = zone

    def read_sentence(self, line: Line, sentence: Range) -> None:
        """Find the statements of one sentence."""
        sayings = sayings_of(line, sentence)
        before = len(self.found)
        for number, saying in enumerate(sayings):
            after = sayings[number + 1].cue[0] if number + 1 < len(sayings) else sentence[1]
            if saying.before and saying.via is not None and len(self.found) > before:
                self._relayed(line, saying, before)
            else:
                self._read_saying(line, sentence, saying, after)

    def headline(self) -> tuple[Statement, ...]:
        """What the headline says after a name and a colon (العابد: الجسر آمن), when that name speaks in the text."""
        line = next((line for line in self.lines if line.forms), None)
        name = headline_name(line) if line is not None else None
        if line is None or name is None or (self.found and self.found[0].content[0].paragraph == line.number):
            return ()
        colon = name[1] + (line.forms[name[1]] in MARKS)
        head = Head(name, None, None)
        saying = Saying((colon, colon + 1), head, colon, len(line.forms), "colon", "", False)
        is_known = is_office(line, name) or line.forms[name[0]].removeprefix("ال") in words().bodies
        if not is_known and not self._resolver.knows(line, name):
            return ()
        before = len(self.found)
        self._read_saying(line, (0, len(line.forms)), saying, len(line.forms))
        made = tuple(self.found[before:])
        del self.found[before:]
        return made

    def go_on_quoting(self, line: Line) -> None:
        """A paragraph that begins with a quotation and no cue goes on with the quotation that ended the last one."""
        if not self.found or not line.fragments or line.number == 0:
            return
        last, fragment = self.found[-1], line.fragments[0]
        if last.kind != "direct" or fragment.words < 4 or (line.number, 0) in self._claimed:
            return
        if line.token_at(fragment.start) > 1 or sayings_of(line, line.sentences[0]):
            return
        previous = next((self.lines[i] for i in range(line.number - 1, -1, -1) if self.lines[i].forms), line)
        ends_quoted = previous.fragments and _nothing_after(previous, previous.fragments[-1])
        if ends_quoted and last.content[-1].paragraph == previous.number:
            self._claimed.add((line.number, 0))
            span = _trimmed(line, fragment.start, fragment.end)
            cut = line.text[span.start : span.end]
            self.found[-1] = replace(last, content=(*last.content, span), words=(*last.words, cut))

    # ------------------------------------------------------------ one saying

    def _read_saying(self, line: Line, sentence: Range, saying: Saying, next_cue: int) -> None:
        content = self._quoted(line, saying, next_cue)
        kind: StatementKind = "direct" if content else "reported"
        if not content:
            if saying.opened_by in ("quote", "own"):
                return
            content = _clause(line, saying)
        if not content:
            return
        saying, receiver = _without_receiver(line, saying, self._resolver)
        speaker, resolved = self._resolver.speaker_of(line, sentence, saying, self.found[-1] if self.found else None)
        head = saying.head
        medium = head.medium or self._medium_behind(line, sentence, saying)
        printed = without_clitic(line.raw(*medium)) if medium else receiver
        date_phrase = line.raw(*head.date) if head.date else None
        self.found.append(
            Statement(
                kind=kind,
                content=content,
                words=tuple(self.lines[span.paragraph].text[span.start : span.end] for span in content),
                evidence=_evidence(line, saying, kind),
                cue=line.raw(*saying.cue),
                speaker=speaker,
                resolved_speaker=resolved,
                medium=printed,
                via=line.raw(*saying.via) if saying.via else None,
                date_phrase=date_phrase,
                said_at=self._said_at(date_phrase),
            )
        )

    def _medium_behind(self, line: Line, sentence: Range, saying: Saying) -> Range | None:
        """جاء ذلك في تدوينة … قال فيها: the medium stands before the cue."""
        near = line.forms[saying.cue[1] : saying.cue[1] + 2]
        if any(form in ("فيه", "فيها", "خلاله", "خلالها") for form in near):
            return medium_in(line, sentence[0], saying.cue[0])
        opens = line.forms[sentence[0]].removeprefix("و") in ("في", "خلال") and line.forms[saying.cue[0] - 1] in COMMAS
        return medium_in(line, sentence[0], saying.cue[0]) if opens and saying.cue[0] > sentence[0] else None

    def _said_at(self, phrase: str | None) -> Moment | None:
        if phrase is None or self._fetched_at is None:
            return None
        return parse_date(phrase, self._fetched_at, self._zone)

    def _relayed(self, line: Line, saying: Saying, first: int) -> None:
        """…، بحسب ما نقلت وكالة س: the outlet relays the statements of its sentence."""
        if saying.via is None:
            return
        name = without_clitic(line.raw(*saying.via))
        head = line.forms[saying.via[0]].removeprefix("ل").removeprefix("ال")
        if head in words().media:
            self.found[first:] = [replace(item, via=item.via or name) for item in self.found[first:]]

    # ------------------------------------------------------------ the words

    def _quoted(self, line: Line, saying: Saying, next_cue: int) -> tuple[Span, ...]:
        """The fragments in marks that belong to this cue, or nothing when none has two words."""
        first = line.starts[saying.words_from] if saying.words_from < len(line.starts) else len(line.text)
        after = saying.words_after if saying.before else min(max(saying.words_after, saying.words_from + 1), next_cue)
        end = line.ends[after - 1] if after else 0
        opened = line.inside[saying.words_from] if saying.words_from < len(line.inside) else -1
        number = opened if opened >= 0 and saying.opened_by == "quote" else line.fragment_from(first)
        mine: list[tuple[int, Fragment]] = []
        while number < len(line.fragments) and line.fragments[number].start <= end:
            if (line.number, number) not in self._claimed and not _is_only_name(line, number):
                mine.append((number, line.fragments[number]))
            number += 1
        if saying.opened_by == "own":
            mine = mine[-1:]
        least = _LEAST_ACCORDING if saying.opened_by == "according" and not _is_just_before(line, saying) else 2
        if not any(fragment.words >= least for _, fragment in mine):
            return ()
        self._claimed.update((line.number, number) for number, _ in mine)
        return tuple(span for _, fragment in mine for span in self._spans(line, fragment))

    def _spans(self, line: Line, fragment: Fragment) -> list[Span]:
        """The fragment, and its continuation in the paragraphs after it."""
        spans = [_trimmed(line, fragment.start, fragment.end)]
        while fragment.runs_on and line.number + 1 < len(self.lines):
            line = self.lines[line.number + 1]
            if not line.fragments or not line.fragments[0].goes_on:
                break
            fragment = line.fragments[0]
            self._claimed.add((line.number, 0))
            spans.append(_trimmed(line, fragment.start, fragment.end))
        return spans


def _without_receiver(line: Line, saying: Saying, resolver: Resolver) -> tuple[Saying, str | None]:
    """The saying without the outlet that its words were given to at the end of the speaker, and that outlet."""
    speaker_at = saying.head.speaker
    if speaker_at is None or saying.opened_by not in ("clause", "colon", "quote"):
        return saying, None  # حذر …، لقلة المطر من …: a reason, a purpose
    if is_told_to(line, speaker_at, saying.cue[0]) and not resolver.knows(line, speaker_at):
        return replace(saying, head=replace(saying.head, speaker=None), elided="verb"), without_to(
            line.raw(*speaker_at)
        )
    found = receiver_in(line, speaker_at)
    if found is None:
        return saying, None
    speaker, receiver = found
    return replace(saying, head=replace(saying.head, speaker=speaker)), without_to(line.raw(*receiver))


def _is_just_before(line: Line, saying: Saying) -> bool:
    """«…»، وفقا للمدير: nothing but a comma stands between the quotation and the cue."""
    at = saying.cue[0] - 1
    while at > 0 and line.forms[at] in COMMAS:
        at -= 1
    return saying.before and at > 0 and line.forms[at] in MARKS and line.inside[at - 1] >= 0


def _is_only_name(line: Line, number: int) -> bool:
    return is_name(line, number) and line.fragments[number].words > 1


def _trimmed(line: Line, start: int, end: int) -> Span:
    cut = line.text[start:end]
    return Span(line.number, start + len(cut) - len(cut.lstrip()), end - (len(cut) - len(cut.rstrip())))


def _clause(line: Line, saying: Saying) -> tuple[Span, ...]:
    """The reported clause, without the punctuation around it."""
    first, after = saying.words_from, saying.words_after
    while first < after and (line.forms[first] in "،,:؛-–—" or (line.forms[first] in MARKS and first + 1 == after)):
        first += 1
    while after > first and line.forms[after - 1] in "،,.؛:-–—":
        after -= 1
    return (Span(line.number, line.starts[first], line.ends[after - 1]),) if after > first else ()


def _evidence(line: Line, saying: Saying, kind: StatementKind) -> Evidence:
    """The words that attribute: from the cue to what it introduces, or to the end of the speaker's name."""
    first = saying.cue[0]
    ends = [saying.cue[1], *(span[1] for span in (saying.head.speaker, saying.head.medium, saying.head.date) if span)]
    after = max(end for end in ends if saying.before or end <= max(saying.words_from, saying.cue[1]))
    confidence = _CONFIDENCE[saying.opened_by] + (_DIRECT_BONUS if kind == "direct" else 0)
    if saying.head.speaker is None:
        confidence *= _ELIDED
    span = Span(line.number, line.starts[first], line.ends[after - 1])
    quote = line.text[span.start : span.end]
    return Evidence("statement", "text", quote, METHOD, round(min(confidence, 0.97), 2), span)


def _nothing_after(line: Line, fragment: Fragment) -> bool:
    """Is the fragment the last thing in its paragraph?"""
    return not any(character.isalnum() for character in line.text[fragment.end :])
