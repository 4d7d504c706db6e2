"""Facts about a captured step: what the gradient reaches, where it is cut, what is provably zero. No wording here."""
