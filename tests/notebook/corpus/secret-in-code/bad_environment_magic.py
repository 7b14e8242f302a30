# %%
%env OPENAI_API_KEY=sk-a8Kd93JfLs02MvBq71XzPwT5yRe6UcNhGiOt4SbE9AlQ1WmZ  # <- hit

# %%
import os

os.environ["SMTP_PASSWORD"] = "v3ry-l0ng-pa55"  # <- hit
