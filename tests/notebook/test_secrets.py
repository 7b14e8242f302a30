"""Secrets are recognised by their form, shown masked, and looked for in linear time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.notebook.secrets import is_placeholder, is_random, masked, secrets_in

LETTERS = "Zk3vR8mQ1xT6bN0pL5wY9cJ2hF7dS4gAe8UuKq7Wz2Xs6Ed4Rf5Tg1Yh3Uj9Ik0OlPmNbVc"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("AKIA" + "QX7JPL2M4RT9WZ3C", "an AWS access key"),
        ("ghp_" + LETTERS[:36], "a GitHub token"),
        ("glpat-" + LETTERS[:20], "a GitLab token"),
        ("xoxb-" + "2345678901-" + LETTERS[:24], "a Slack token"),
        ("AIza" + LETTERS[:35], "a Google API key"),
        ("sk-ant-" + "api03-" + LETTERS[:40], "an Anthropic key"),
        ("sk-proj-" + LETTERS[:20] + "T3BlbkFJ" + LETTERS[20:40], "an OpenAI key"),
        ("sk_live_" + LETTERS[:24], "a Stripe key"),
        ("hf_" + "QxRtVbNmKjHgFdSaPoIuYtReWqZxCvBnMl", "a Hugging Face token"),
        ("-----BEGIN " + "PRIVATE KEY-----", "a private key"),
        ("mysql://root:t0pS3cret@db.firm.test/shop", "a password in an address"),
    ],
)
def test_keys_of_known_kinds_are_recognised(text: str, kind: str) -> None:
    (secret,) = secrets_in(f"value = '{text}'\n")

    assert secret.kind == kind
    assert text[8:] not in secret.masked


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "x" * 36,
        "postgresql://user:password@localhost/db",
        "postgresql://user:${PASSWORD}@localhost/db",
        "https://docs.firm.test/a@b",
        "task-skimming-over-a-long-text-without-an-end-in-sight-anywhere",
        "mailto:someone@firm.test",
        "sk-learn",
    ],
)
def test_what_only_resembles_a_key_is_left_alone(text: str) -> None:
    assert list(secrets_in(text)) == []


@given(st.text(min_size=1, max_size=60))
def test_a_mask_gives_at_most_four_letters_away(secret: str) -> None:
    shown = masked(secret)

    assert len(shown.removesuffix("...")) <= 4
    assert not secret.strip(".") or secret not in shown


def test_random_looking_values_are_told_from_words() -> None:
    assert is_random("4f9ab2c7d81e4063a5b7c9d0e2f41836")
    assert not is_random("customer_lifetime_value")
    assert not is_random("a sentence with 12 words and some blanks 34")
    assert not is_random("1111111111111111a")
    assert is_placeholder("your-token-here") and not is_placeholder(LETTERS[:32])


@pytest.mark.parametrize("piece", ["A", "sk-", "://a:", "eyJ", "AKIA", "x@", "ghp_a", "a:b@", "-----BEGIN "])
def test_searching_is_linear_in_the_text(piece: str) -> None:
    def seconds(n: int) -> float:
        text = piece * (n // len(piece))
        begin = time.process_time()
        list(secrets_in(text))
        return time.process_time() - begin

    small, large = min(seconds(100_000) for _ in range(3)), seconds(1_000_000)
    assert large < 40 * max(small, 0.005), (small, large)
