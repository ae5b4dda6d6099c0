"""What App Connect's server keeps, and how it decides and answers; the order of steps is session.server's."""
