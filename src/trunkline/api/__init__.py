"""GraphQL helpers that know no domain: paging, payloads, ids, batching, limits."""
