"""Many scripts: which ones, run where, and what is left when the user has seen enough."""
