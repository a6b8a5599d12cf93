"""Language of documents and lines: py3langid, with scripts and the document as counsel on short lines."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Any

__all__ = ["UNDETERMINED", "LanguageIdentifier"]


def _codes(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


UNDETERMINED = "und"
_SAMPLE = 4000
_DOCUMENT_SAMPLE = 20_000
_SURE = 0.95
_ENOUGH_LETTERS = 60
_ENOUGH_OTHER_LETTERS = 20
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]+")
_OWN_SCRIPT = {
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "THAI": "th",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "GREEK": "el",
    "KHMER": "km",
    "LAO": "lo",
    "TAMIL": "ta",
    "TELUGU": "te",
    "SINHALA": "si",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
}
_USUAL = {"BENGALI": "bn", "ARABIC": "ar", "CYRILLIC": "ru", "CJK": "zh", "DEVANAGARI": "hi", "LATIN": "en"}
_LATIN_FREE = _codes(
    "am ar as ba be bg bn el fa gu he hi hy ja ka kk km kn ko ky lo mk ml mn mr my ne or pa ps ru si ta te tg th tt"
    " ug uk ur zh"
)
_PARTS = {"ary": "ar", "arz": "ar", "wuu": "zh", "yue": "zh", "nn": "no", "uzs": "uz", "sdh": "ku"}
_ISO_639_1 = 2
_SCRIPT_LANGUAGES = {
    "CYRILLIC": _codes("ru uk be bg mk sr kk ky mn tg tt ba uz"),
    "ARABIC": _codes("ar fa ur ps ug ku"),
    "BENGALI": frozenset({"bn", "as"}),
    "CJK": frozenset({"zh", "ja", "ko"}),
    "DEVANAGARI": frozenset({"hi", "mr", "ne"}),
    "HEBREW": frozenset({"he", "yi"}),
}


class LanguageIdentifier:
    """Names the language of texts as ISO 639-1 codes; the model is loaded when first asked."""

    def document(self, text: str, hint: str | None = None) -> str:
        """Return the language of a whole document.

        Parameters
        ----------
        text : str
            The document.
        hint : str, optional
            The language its metadata give (BCP 47); believed unless the script says otherwise.

        Returns
        -------
        str
            ``"und"`` where the text has no letter.
        """
        sample = _ADDRESS.sub(" ", text[:_DOCUMENT_SAMPLE])
        scripts = _scripts(sample) or _scripts(text)
        if not scripts:
            return UNDETERMINED
        stated = hint.replace("_", "-").split("-")[0].lower() if hint else ""
        return stated if stated and _writes(stated, _main(scripts)) else self._guess(sample, scripts)[0]

    def lines(self, texts: Sequence[str], hint: str | None = None) -> list[str]:
        """Return the language of every line of one document.

        A line has the document's language unless it is written in a script which that language does
        not use, or is long enough and the evidence for another language is clear. Addresses and a
        few words in another script (names, ``AD``) do not count.
        """
        whole = self.document("\n".join(texts), hint)
        return [whole if whole == UNDETERMINED else self._line(text, whole) for text in texts]

    def _line(self, text: str, whole: str) -> str:
        sample = _ADDRESS.sub(" ", text[:_SAMPLE])
        scripts = _scripts(sample)
        if not scripts:
            return whole
        main = _main(scripts)
        fits = _writes(whole, main)
        needed = 0 if main in _OWN_SCRIPT and not fits else _ENOUGH_LETTERS if fits else _ENOUGH_OTHER_LETTERS
        if scripts.total() < needed * _density(main):
            return whole
        found, probability = self._guess(sample, scripts)
        return found if not fits or probability >= _SURE else whole

    def _guess(self, text: str, scripts: Counter[str]) -> tuple[str, float]:
        main = _main(scripts)
        if main in _OWN_SCRIPT:
            return _OWN_SCRIPT[main], 1.0
        probabilities: dict[str, float] = {}
        for name, probability in self._model.rank(text.encode("utf-8", "replace").decode()):
            code = _PARTS.get(name, name)
            if len(code) == _ISO_639_1 and _writes(code, main):
                probabilities[code] = probabilities.get(code, 0.0) + float(probability)
        return max(probabilities.items(), key=itemgetter(1), default=(_USUAL.get(main, UNDETERMINED), 0.0))

    @cached_property
    def _model(self) -> Any:
        from py3langid.langid import MODEL_FILE
        from py3langid.langid import LanguageIdentifier as Model

        return Model.from_model_file(MODEL_FILE, norm_probs=True)


def _scripts(text: str) -> Counter[str]:
    """Count letters by script, the first word of their Unicode name."""
    letters = islice((character for character in text if character.isalpha()), _SAMPLE)
    return Counter(unicodedata.name(letter, "UNKNOWN").split(" ", 1)[0].split("-", 1)[0] for letter in letters)


def _main(scripts: Counter[str]) -> str:
    """Return the script of most letters; any share of kana makes Japanese."""
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana and (kana + scripts["CJK"]) * 2 > scripts.total() and kana * 20 > scripts["CJK"]:
        return "HIRAGANA"
    return scripts.most_common(1)[0][0]


def _writes(language: str, script: str) -> bool:
    """Whether a language is written in a script."""
    if script in _OWN_SCRIPT:
        return language == _OWN_SCRIPT[script]
    if script in _SCRIPT_LANGUAGES:
        return language in _SCRIPT_LANGUAGES[script]
    return language not in _LATIN_FREE if script == "LATIN" else True


def _density(script: str) -> float:
    """Letters that say as much as one Latin letter."""
    return 0.4 if script in {"CJK", "HIRAGANA", "HANGUL"} else 1.0
