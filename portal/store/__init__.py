"""What is remembered: the only SQLAlchemy in the house."""
