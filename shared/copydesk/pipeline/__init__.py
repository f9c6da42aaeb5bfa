"""What the functions do between an event and a record: handlers call it, storage serves it."""
