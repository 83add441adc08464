"""What the library keeps on disk, table by table."""
