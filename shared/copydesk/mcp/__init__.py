"""A stack's records for assistants that speak the Model Context Protocol. Needs `copydesk[mcp]`."""
