"""What people already wrote and made, brought in as drafts: Word, pads, notes, photos, sounds.

In: files that come from anywhere. Out: drafts and media of a workspace, and an account in which every word,
image, alternative and note that came in is either out or named among what is left. Nothing is published at
once, nothing is overwritten, and nothing is written in the author's place.
"""
