"""What those who run Newsdesk want to know: what was asked, taken in and refused, counted without words."""
