"""copydesk: clean news articles and find their syndicated copies, in records that explain themselves."""
