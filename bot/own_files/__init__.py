"""What is kept beside a library, in files or tables of its own."""
