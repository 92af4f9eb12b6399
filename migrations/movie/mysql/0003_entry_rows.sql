-- SQLite gives the table another form here. InnoDB keeps only keys in inner pages: nothing to change.
ALTER TABLE movie_entry COMMENT = 'What a movie is, as lists show it';
