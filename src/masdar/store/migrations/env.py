"""Alembic's entry: a connection in (from `masdar.store.database`), the migrations run on it."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
