"""The web edge: GraphQL, sign-in, webhooks, events, static files."""
