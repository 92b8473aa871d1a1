"""What all tests share; the fixtures themselves live in ``tests/fixtures_*.py``."""

pytest_plugins = ["tests.fixtures_database", "tests.fixtures_platform"]
