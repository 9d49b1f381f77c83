"""In: a key of locale/<language>.toml and its parts. Out: the sentence as safe markup, in the right plural form."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from babel import Locale
from markupsafe import Markup, escape

from masdar.serve.settings import Language

Entry = str | Mapping[str, str]
# CLDR's six categories; a table with "other" is a plural entry, any other table a group of entries.
PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})


@cache
def entries(language: Language) -> Mapping[str, Entry]:
    """The locale file as dotted keys: a sentence, or the plural forms of one."""
    text = (files("masdar.serve") / "locale" / f"{language}.toml").read_text("utf-8")
    return dict(_flatten("", tomllib.loads(text)))


def _flatten(prefix: str, table: Mapping[str, object]) -> list[tuple[str, Entry]]:
    found: list[tuple[str, Entry]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        if not isinstance(value, dict):
            found.append((key, str(value)))
        elif "other" in value and set(value) <= PLURAL_FORMS:
            found.append((key, {form: str(words) for form, words in value.items()}))
        else:
            found.extend(_flatten(f"{key}.", value))
    return found


def say(language: Language, key: str, **parts: object) -> Markup:
    """The sentence with its parts put in; parts that are not markup are escaped."""
    entry = entries(language)[key]
    if not isinstance(entry, str):
        raise KeyError(f"{key} has plural forms: use count()")
    return Markup(entry).format(**parts) if parts else Markup(entry)


def count(language: Language, key: str, number: int, printed: str) -> Markup:
    """The counted noun in the form the language wants for `number` (Arabic has six)."""
    forms = entries(language)[key]
    if isinstance(forms, str):
        raise KeyError(f"{key} has no plural forms: use say()")
    category = "zero" if number == 0 and "zero" in forms else plural_form(language, number)
    return Markup(forms.get(category, forms["other"])).format(n=escape(printed))


def plural_form(language: Language, number: int) -> str:
    """CLDR's category of a whole number."""
    return str(Locale(language).plural_form(number))
