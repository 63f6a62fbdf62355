#!/usr/bin/env python
import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line


def main() -> None:
    # The package is imported as `storefront`, so the directory above it has to be found first.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
