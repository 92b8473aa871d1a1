"""What several built-in components share; it is no component itself and declares nothing."""
