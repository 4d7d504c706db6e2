class Trace:
    def __init__(self, *columns):
        self.columns, self.rows = columns, []

    def __call__(self, **values):
        self.rows.append({c: float(values[c]) for c in self.columns})
