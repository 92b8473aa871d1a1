"""Values too large for a row, and the signed addresses that hand them out."""
