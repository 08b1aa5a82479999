"""What was typed comes back: after a session ended, and where a page is older than the sign-in (`security.md` rule 33).

A page knows whose it is (`owner_mark`). What is posted when that person's session is over goes with the sign-in page,
sealed (`carrying`); once the same person is signed in, it waits sealed in their session and the page that it was
typed into is shown with it (`filling`). Nothing is ever sent on by itself.
"""
