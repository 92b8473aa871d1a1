"""Components and their versions, as rows that definitions are checked against."""
