"""Reading a stack again with this version: what would change and cost, before anything is written; then doing it."""
