"""``python -m trunkline``: the command line, for where no script is on PATH."""

from trunkline.cli import main

if __name__ == "__main__":
    main()
