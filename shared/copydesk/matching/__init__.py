"""Text to fingerprint, two fingerprints to a similarity. Pure."""
