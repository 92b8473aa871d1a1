"""Tests of the web app in a real browser against the real processes."""
