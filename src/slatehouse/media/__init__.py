"""Where bytes live: blobs, signed addresses, uploads and thumbnails."""
