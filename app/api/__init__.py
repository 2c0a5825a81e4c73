"""HTTP for machines: one router a resource, and what every answer has in common."""
