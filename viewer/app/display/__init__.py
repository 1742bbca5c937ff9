"""What the screen shows of a slice: its pixels read ahead, grey words, thumbnails, texts. It never measures."""
