"""One file per cause, or per close family: its page, and its words."""
