"""Each host runs in a process of its own, with its own INSTALLED_APPS: the files that start with
``test_`` in this folder start them."""

collect_ignore = ["oscar", "shop"]
