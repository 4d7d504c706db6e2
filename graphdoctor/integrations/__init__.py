"""graphdoctor where other tools look for it: pytest and Keras."""
