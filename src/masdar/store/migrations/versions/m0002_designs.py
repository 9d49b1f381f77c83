"""What was learned of each source's pages: a table in. Never edited after a release."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "designs",
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("source_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"]),
    )
