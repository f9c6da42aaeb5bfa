"""What extraction gets right, field by field: over the corpus that travels with the project, and over public sets."""
