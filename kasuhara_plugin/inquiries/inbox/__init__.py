"""受付箱: which threads wait, for how long, and whose they are."""
