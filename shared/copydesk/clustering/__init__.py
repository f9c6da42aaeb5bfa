"""Matches to clusters: a protocol that does not depend on order, over a small store interface."""
