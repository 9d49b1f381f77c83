"""The only room that speaks to a database: nouns in, rows kept, nouns out. One module of queries per noun."""

from sqlalchemy import Connection

from masdar.store.database import Store, open_store, part_of

__all__ = ["Connection", "Store", "open_store", "part_of"]
