"""What a message says, its frame taken off: the parts of ``inquiries.repeats``. Pure Python."""
