"""CONTENT: playbooks, policy tables, working days and duties as YAML, and the strict readers that load them."""
