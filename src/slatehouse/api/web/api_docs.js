SwaggerUIBundle({
  url: "/api/v1.1/spec.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  persistAuthorization: false,
  // The usual validator is a service elsewhere.
  validatorUrl: null,
});
