"""The parts of the embedded PostgreSQL: its home, its programs, its data folder, its process."""
