"""The site: pages for readers, rendered on the server from the same release and by the same resolver as the API."""
