"""The pages, each with its ROUTES; `app` imports a module when one of its addresses is first asked for."""
