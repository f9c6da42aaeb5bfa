"""Walls: text that stands where a story should. Consent, paywall, log-in, robot check, old browser, error page.

Pure, and light to import: both extraction and matching meet them.
"""
