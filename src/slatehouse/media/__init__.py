"""Where bytes live: blobs, uploads, signed addresses, thumbnails. Knows neither HTTP nor the site's rows."""
