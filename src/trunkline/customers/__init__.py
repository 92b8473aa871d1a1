"""Customers: the companies that buy the organization's product."""
