"""ROWS and transactions: where everything that was acknowledged is kept."""
