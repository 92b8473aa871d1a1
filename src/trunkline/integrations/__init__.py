"""Integrations: definitions, imported as drafts and published as versions."""
