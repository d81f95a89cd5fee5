"""What a person chose of languages inside one room: those they understand, sound, captions, translations."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_choices",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account", "room"),
    )


def downgrade() -> None:
    op.drop_table("room_choices")
