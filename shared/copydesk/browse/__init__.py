"""A stack's tables as pages, served to this machine alone. Nothing here writes."""
