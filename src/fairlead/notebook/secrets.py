"""What a key, a token or a password looks like, and how it is shown without being given away."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

KNOWN: dict[str, str] = {
    "an AWS access key": r"(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255}",
    "a GitLab token": r"glpat-[A-Za-z0-9_-]{20,64}",
    "a Slack token": r"xox[abeoprs]-[A-Za-z0-9-]{20,250}",
    "a Slack webhook": r"hooks\.slack\.com/services/T[A-Za-z0-9]{6,15}/B[A-Za-z0-9]{6,15}/[A-Za-z0-9]{16,40}",
    "a Google API key": r"AIza[0-9A-Za-z_-]{35}",
    "a Google client secret": r"GOCSPX-[A-Za-z0-9_-]{20,40}",
    "an OpenAI key": r"sk-[A-Za-z0-9_-]{0,100}T3BlbkFJ[A-Za-z0-9_-]{16,100}|sk-[A-Za-z0-9]{40,64}\b",
    "an Anthropic key": r"sk-ant-[A-Za-z0-9_-]{24,130}",
    "a Hugging Face token": r"hf_[A-Za-z0-9]{30,45}\b",
    "a Stripe key": r"[rs]k_(?:live|test)_[A-Za-z0-9]{20,120}",
    "a Twilio key": r"SK[0-9a-f]{32}\b",
    "a SendGrid key": r"SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{40,50}",
    "a PyPI token": r"pypi-AgE[A-Za-z0-9_-]{50,250}",
    "an npm token": r"npm_[A-Za-z0-9]{36}\b",
    "a Databricks token": r"dapi[0-9a-f]{32}\b",
    "a private key": r"-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY",
    "a signed web token": r"eyJ[A-Za-z0-9_-]{15,300}\.eyJ[A-Za-z0-9_-]{15,2000}\.[A-Za-z0-9_-]{20,700}",
    "an Azure storage key": r"AccountKey=[A-Za-z0-9+/]{60,90}={0,2}",
}
"""By what it is, how it begins and goes on; every repetition is bounded, so that searching is linear in the text."""

_ANY = re.compile(r"(?<![A-Za-z0-9_-])(?:" + "|".join(f"(?P<k{n}>{p})" for n, p in enumerate(KNOWN.values())) + ")")
_FIRST_WORDS = ("xox", "hooks.slack", "GOCSPX", "sk-", "hf_", "pypi-", "npm_", "dapi", "-----BEGIN", "eyJ")
_FIRST_LETTERS = tuple(
    map(
        re.compile,
        (
            r"A(?:KIA|SIA|Iza|ccountKey)",
            r"g(?:h[pousr]_|ithub_pat_|lpat-)",
            r"S(?:G\.|K[0-9a-f]{32})",
            r"k_(?:live|test)_",
        ),
    )
)
"""One of which is in whatever `_ANY` finds: words that hardly any other text holds. Several that begin with one letter
are quicker found together."""
_IN_ADDRESS = re.compile(r"(?<=://)([^\s:/@'\"<>{}$%]{0,60}):([^\s@'\"/<>{}$]{3,100})@([\w.-]{1,100})")
_PLACEHOLDER = re.compile(
    r"your|my[-_ ]|example|placeholder|changeme|change[-_]me|dummy|fake|sample|insert|enter[-_ ]|replace|redacted"
    r"|hidden|^su?a[_-]|^seu[_-]|^tu[_-]|^dein|^votre|senha|passwort|contrase|xxx|\*\*|\.\.\.|<|>|\{|\}|\$|^(?:x+|none|null|todo|test(?:ing)?|secret|password|passwd|pass|pwd|token|key|string"
    r"|api[-_ ]?key|username|user|admin|root|postgres|mysql|guest|demo|abc\d*|123\d*|foo|bar|baz|value|text|str|true"
    r"|false)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Secret:
    """Hold where in a text a secret stands and what it is; its value is never kept."""

    kind: str
    start: int
    end: int
    masked: str


def may_hold_secrets(text: str) -> bool:
    """Tell whether it is worth a closer look; most text is not, and a search for words is quick."""
    return _may_hold_keys(text) or ("://" in text and "@" in text)


def _may_hold_keys(text: str) -> bool:
    return any(map(text.__contains__, _FIRST_WORDS)) or any(first.search(text) for first in _FIRST_LETTERS)


def secrets_in(text: str) -> Iterator[Secret]:
    """Yield keys and tokens of known kinds and passwords in addresses.

    >>> [(one.kind, one.masked) for one in secrets_in("key = 'AKIA" + "QX7JPL2M4RT9WZ3C'")]
    [('an AWS access key', 'AKIA...')]
    """
    if _may_hold_keys(text):
        names = tuple(KNOWN)
        for match in _ANY.finditer(text):
            if is_placeholder(match[0]) or _is_monotonous(match[0]):
                continue
            number = int((match.lastgroup or "k0")[1:])
            yield Secret(names[number], match.start(), match.end(), masked(match[0]))
    if "://" in text and "@" in text:
        for match in _IN_ADDRESS.finditer(text):
            user, password, host = match.groups()
            if not is_placeholder(password) and password != user and not password.isdigit() and "." in host + ".":
                yield Secret("a password in an address", match.start(2), match.end(2), masked(password))


def masked(secret: str) -> str:
    """Return a few letters by which its owner knows a secret, or none where it is short.

    >>> masked("hunter2"), masked("ghp_16C7e42F292c6912E7")
    ('...', 'ghp_...')
    """
    return f"{secret[:4]}..." if len(secret) >= 16 else "..."


def is_placeholder(value: str) -> bool:
    """Tell whether a value only says that something belongs there.

    >>> is_placeholder("YOUR_API_KEY"), is_placeholder("<token>"), is_placeholder("9f8Jk2LmQ0")
    (True, True, False)
    """
    return _PLACEHOLDER.search(value) is not None


def is_random(value: str, bits: float = 3.0) -> bool:
    """Tell whether a value looks drawn by lot: letters and digits without blanks, evenly mixed.

    Parameters
    ----------
    bits : the least entropy a character must carry. A hexadecimal key of 32 characters carries about 3.6, English words
        in one piece about 3.2, but those have no digits.
    """
    if len(value) < 16 or not _ONE_WORD.match(value):
        return False
    has_both = any(one.isdigit() for one in value) and any(one.isalpha() for one in value)
    return has_both and _entropy(value) >= bits


_ONE_WORD = re.compile(r"[A-Za-z0-9_\-+/=.:~]{16,512}$")


def _entropy(value: str) -> float:
    """Return the bits a character carries, by how often each occurs: -sum p log2 p."""
    total = len(value)
    return -sum(count / total * math.log2(count / total) for count in Counter(value).values())


def _is_monotonous(value: str) -> bool:
    return len(value) >= 20 and _entropy(value[4:]) < 2.2 and not value.startswith("-----")
