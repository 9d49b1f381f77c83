"""Values in, the same values back."""

from __future__ import annotations

import dataclasses
import types
from datetime import UTC, datetime
from typing import Literal, NewType, Union, cast, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar import model
from masdar.errors import StoreError
from masdar.model import BandHolders, Moment, Page, Source, SourceId, Span
from masdar.store import codec, records

STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
LEAVES: dict[object, st.SearchStrategy[object]] = {
    str: STORABLE,
    int: st.integers(-(2**63), 2**63 - 1),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes(timezones=st.just(UTC)),
}


def values_of(kind: object) -> st.SearchStrategy[object]:
    if kind in LEAVES:
        return LEAVES[kind]
    if isinstance(kind, NewType):
        return values_of(kind.__supertype__)
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return st.sampled_from(args)
    if origin in (Union, types.UnionType):
        return st.one_of(*(st.none() if arg is type(None) else values_of(arg) for arg in args))
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return st.lists(values_of(args[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values_of, args))
    assert isinstance(kind, type)
    hints = get_type_hints(kind)
    fields = {field.name: values_of(hints[field.name]) for field in dataclasses.fields(kind)}
    return st.builds(cast("type[object]", kind), **fields)


NOUNS = [
    kind
    for module in (model, records)
    for kind in vars(module).values()
    if dataclasses.is_dataclass(kind) and isinstance(kind, type) and kind not in (Page, BandHolders)
]


@pytest.mark.slow
@pytest.mark.parametrize("kind", dict.fromkeys(NOUNS), ids=lambda kind: kind.__name__)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_every_noun_comes_back_as_it_was(kind: type[object], data: st.DataObject) -> None:
    value = data.draw(values_of(kind))
    assert codec.loads(kind, codec.dumps(kind, value)) == value


@given(st.text(st.characters(categories=["Cs", "Lo", "Cc", "So"])))
def test_unstorable_characters_are_replaced_one_for_one(text: str) -> None:
    kept = codec.storable(text)
    assert len(kept) == len(text)
    assert "\0" not in kept
    kept.encode("utf-8")
    assert all(new in (old, "\ufffd") for old, new in zip(text, kept, strict=True))


def test_fields_at_their_default_take_no_room() -> None:
    assert codec.dumps(Source, Source(SourceId("a"), "ا", "h", ())) == '{"id":"a","name":"ا","home":"h","hosts":[]}'


def test_a_field_added_later_reads_as_its_default() -> None:
    assert codec.loads(Source, '{"id":"a","name":"b","home":"h","hosts":[]}').policy == "excerpt"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"paragraph":1,"start":2,"end":3,"other":4}', "null"])
def test_foreign_text_is_refused_by_name(text: str) -> None:
    with pytest.raises(StoreError, match="Span"):
        codec.loads(Span, text)


def test_instants_come_back_in_utc() -> None:
    moment = Moment(datetime.fromisoformat("2026-11-14T11:00:00+03:00"), "minute", None, "none", "gregorian", "")
    assert codec.loads(Moment, codec.dumps(Moment, moment)).instant.isoformat() == "2026-11-14T08:00:00+00:00"
