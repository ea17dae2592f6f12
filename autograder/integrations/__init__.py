"""The kit inside other people's systems."""
