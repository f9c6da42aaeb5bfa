"""Bytes of one object to articles. Pure: no AWS, no clock, no network."""
