"""What is kept: accounts, conferences and the rooms' logs, through SQLModel tables."""
