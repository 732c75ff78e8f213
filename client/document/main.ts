/** A document: what it has of its own are words; here comes what only a running page can add. */
