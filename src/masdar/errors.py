"""Every exception Masdar raises. The message says what failed, on what, and what to do about it."""


class MasdarError(Exception):
    """Base of all: the command line prints it in one line and ends with status 2. `reason`: its code, by which a page
    tells it in the reader's language ("": it has none)."""

    def __init__(self, message: str = "", reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class BadSourceFile(MasdarError):
    """A source file cannot be understood."""


class BadArchive(MasdarError):
    """A web archive cannot be opened or read at all (single bad records are skipped and counted)."""


class CannotFetch(MasdarError):
    """An address given by hand could not be fetched."""


class CannotCheck(MasdarError):
    """A page that a reader gave the linter could not be checked in time."""


class StoreError(MasdarError):
    """The database cannot be opened, is newer than this program, or another program is writing to it."""


class StoreOutage(StoreError):
    """The database as a whole cannot be used now: another program holds it, its disk is full, it is out of reach."""


class NotFound(MasdarError):
    """Nothing is stored under that address or number."""


class BadConfig(MasdarError):
    """A setting has a value that cannot be used."""


class NotAnArticle(MasdarError):
    """A page was to be read as an article and is none; the message gives the reason."""
