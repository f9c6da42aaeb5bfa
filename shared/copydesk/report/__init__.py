"""A story's page: what it says of a cluster, as one self-contained HTML file. No AWS, no clock, no network."""
