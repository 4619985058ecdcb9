"""What is asked: questions, hints, choices and error texts."""
