"""Characters: what is known of them, and how a picture is taken apart."""
