"""Organizations, their people, tokens and sign-in."""
