"""What translation engines made, once for each text and target."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "made_translations",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "source", "target", "engine"),
    )


def downgrade() -> None:
    op.drop_table("made_translations")
