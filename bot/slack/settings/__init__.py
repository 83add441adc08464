"""What holds in each channel: who may ask, of which news, and how admins change it."""
