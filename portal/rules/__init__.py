"""What is right: standard library only, plain values in and out."""
