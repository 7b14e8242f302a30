# %%
from transformers import AutoTokenizer

pad_token = "[PAD]"
tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased", unk_token="[UNK]")
start_token, end_token = "startseq", "endseq"
key = "customer_id"
sort_key = "amount"
token_pattern = r"(?u)\b\w\w+\b"
