"""Instances: an integration version configured for one customer, and deployed."""
