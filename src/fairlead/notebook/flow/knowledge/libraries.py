"""What libraries do as a whole, told by the first part of their names."""

from __future__ import annotations

from fairlead.notebook.flow.knowledge.words import words

TEXTS = words(
    """
    nltk spacy textblob bs4 re regex string html unicodedata unidecode contractions emoji inflect autocorrect
    spellchecker langdetect textwrap num2words ftfy pymystem3 pymorphy2 snowballstemmer jieba stop_words tweepy
    """
)
"""Libraries that change one text at a time."""

SIGNALS = words("librosa cv2 skimage PIL imageio imutils soundfile pydub torchaudio pywt mne pydicom")
"""Libraries that read and change one sound or image at a time."""

ONE_BY_ONE = TEXTS | SIGNALS
NOT_ONE_BY_ONE = words("FreqDist ConditionalFreqDist classify train NaiveBayesClassifier accuracy")
"""Names in them that count or learn over many."""

SOURCES = words(
    """
    quandl yfinance pandas_datareader tushare akshare baostock investpy alpha_vantage ccxt binance ucimlrepo fredapi
    wbdata requests urllib kagglehub
    """
)
"""Libraries that fetch data: what they return are no rows of what they were asked with."""
