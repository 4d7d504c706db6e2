def table(rows):
    head = list(rows[0])
    return "\n".join(["\t".join(head)] + ["\t".join("%.4f" % r[c] for c in head) for r in rows])
