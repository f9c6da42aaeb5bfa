"""What a stack or files hold, as tables: Parquet, CSV, JSON lines, SQLite."""
