"""The demo: an invented software house, its customers, two integrations, and an ERP to integrate with."""
