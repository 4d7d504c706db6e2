"""``python -m graphdoctor`` is the ``graphdoctor`` command."""

import sys

from graphdoctor.cli import main

if __name__ == "__main__":
    sys.exit(main())
