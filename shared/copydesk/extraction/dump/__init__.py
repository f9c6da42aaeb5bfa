"""Plain-text and Markdown dumps to drafts, by the structure of their lines and small phrase lists."""
