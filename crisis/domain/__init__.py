"""RULES: pure Python that knows the trade and neither storage, network nor clock."""
