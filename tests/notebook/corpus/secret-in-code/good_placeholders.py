# %%
API_KEY = "YOUR_API_KEY"
token = "<paste your token here>"
password = "********"
secret_key = "change-me-before-production-1234"
url = "postgresql://user:password@localhost/db"
aws_access_key_id = "AKIAIOSFODNN7EXAMPLE"
