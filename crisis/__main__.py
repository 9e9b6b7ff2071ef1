"""`python -m crisis` is the program `crisis`."""

from crisis.cli import main

raise SystemExit(main())
