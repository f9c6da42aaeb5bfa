"""Articles erased: from the tables, the overflow bucket, the queues and, if wished, the inbox. See docs/erasure.md."""
