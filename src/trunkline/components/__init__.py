"""The built-in components, each found by its entry point like anybody's."""
