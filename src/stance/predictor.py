"""Predict with a bundle: texts or whole documents in, one `Prediction` per paragraph out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from stance.bundle import Bundle, Head, load_bundle
from stance.calibration import give_labels, soften
from stance.classifiers.views import clauses
from stance.encoder import E5Encoder, MemoEncoder
from stance.errors import DataError
from stance.items import paragraph_item, partner_item
from stance.partners import PartnerFinder, document_pair, implied_mentions, speaker
from stance.protocols import Encoder
from stance.records import Document, Item, Mention, Paragraph, PartnerPrediction, Prediction
from stance.segmentation import LanguageIdentifier, segment

__all__ = ["Context", "Predictor"]

_BATCH = 256
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a paragraph's document: its pair, date and author."""

    pair: tuple[str, str] | None = None
    date: str | None = None
    author: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Work:
    """One paragraph on its way through the predictor."""

    paragraph: Paragraph
    mentions: tuple[Mention, ...]
    targets: tuple[str, ...]
    author: tuple[str, ...] = ()


class Predictor:
    """A loaded model.

    Parameters
    ----------
    bundle : Bundle
    encoder : Encoder
        The one the bundle's classifiers hold.

    Attributes
    ----------
    codebook : Codebook
    model : dict of str to str
        ``sha256``, ``codebook`` and ``version``, as every prediction carries them.
    """

    def __init__(self, bundle: Bundle, encoder: Encoder) -> None:
        self.bundle, self.encoder = bundle, encoder
        self.codebook = bundle.codebook
        self.model = {"sha256": bundle.sha256, "codebook": bundle.codebook.reference, "version": bundle.version}
        self.finder = PartnerFinder(bundle.codebook.partners.organisations)
        self._identifier = LanguageIdentifier()
        self._languages = frozenset(bundle.facts["languages"])

    @classmethod
    def load(cls, folder: str | Path, *, encoder: Encoder | None = None) -> Self:
        """Load a bundle folder, checking its hashes.

        Raises
        ------
        ModelError
            If the bundle is missing or damaged.
        """
        memo = MemoEncoder(encoder or E5Encoder())
        return cls(load_bundle(folder, memo), memo)

    def predict(
        self,
        texts: Sequence[str],
        *,
        partners: Sequence[Sequence[str]] | None = None,
        context: Context | None = None,
    ) -> list[Prediction]:
        """Predict texts, each taken as one paragraph.

        Parameters
        ----------
        texts : sequence of str
        partners : sequence of sequence of str, optional
            For each text the partners whose sentiment is asked for, whether or not the text names
            them; by default those that are found.
        context : Context, optional
            What is known of the document the texts come from.

        Returns
        -------
        list of Prediction
            As many as texts, in their order.

        Raises
        ------
        DataError
            If ``texts`` is a single string, one of them is no text (another type, a lone surrogate),
            ``partners`` is of another length or a code is unknown.
        """
        if isinstance(texts, str):
            raise DataError("predict takes a list of texts, given one string; write predict([text])")
        if partners is not None and len(partners) != len(texts):
            raise DataError(f"partners has {len(partners)} entries for {len(texts)} texts; give one list per text")
        for index, text in enumerate(texts):
            _check_text(text, index)
        paragraphs = [self._alone(text, index) for index, text in enumerate(texts)]
        known = context or Context()
        return self.predict_paragraphs(paragraphs, [known] * len(texts), partners=partners)

    def predict_document(self, document: Document) -> list[Prediction]:
        """Predict every non-empty line of a document, with its headings and pair as context."""
        paragraphs = segment(document, self._identifier)
        parties = self._known(document.parties)
        pair = (parties[0], parties[1]) if len(parties) == 2 else None  # noqa: PLR2004
        pair = pair or document_pair(paragraphs, self.finder, title=document.title)
        context = Context(pair, document.date, self._known(document.author))
        return self.predict_paragraphs(paragraphs, [context] * len(paragraphs))

    def predict_paragraphs(
        self,
        paragraphs: Sequence[Paragraph],
        contexts: Sequence[Context],
        *,
        partners: Sequence[Sequence[str]] | None = None,
    ) -> list[Prediction]:
        """Predict paragraphs that were segmented before, in batches."""
        asked: Sequence[Sequence[str] | None] = partners if partners is not None else [None] * len(paragraphs)
        works = [self._prepare(*each) for each in zip(paragraphs, contexts, asked, strict=True)]
        return [one for at in range(0, len(works), _BATCH) for one in self._batch(works[at : at + _BATCH])]

    def _known(self, codes: Sequence[str]) -> tuple[str, ...]:
        """Keep what is a partner's code, each once; the metadata of a file may hold anything."""
        return tuple(code for code in dict.fromkeys(codes) if code in self.finder.codes)

    def _alone(self, text: str, index: int) -> Paragraph:
        lines = segment(Document(name="text", text=text), self._identifier)
        kind = lines[0].kind if len(lines) == 1 else "paragraph"
        number = lines[0].number if lines else None
        language = lines[0].language if lines else "und"
        return Paragraph("text", index, 0, len(text), text, kind, number, None, language)

    def _prepare(self, paragraph: Paragraph, context: Context, asked: Sequence[str] | None) -> _Work:
        if paragraph.kind == "boilerplate" and asked is None:
            return _Work(paragraph, (), ())
        found = self.finder.find(paragraph.text, paragraph.language, date=context.date)
        implied = implied_mentions(paragraph.text, paragraph.language, context.pair)
        mentions = (*found, *implied)
        targets = asked if asked is not None else (m.partner for m in mentions)
        for code in targets if asked is not None else ():
            if code not in self.finder.codes:
                organisations = ", ".join(self.codebook.partners.organisations)
                raise DataError(f"unknown partner {code!r}; give an ISO 3166-1 alpha-2 code or one of {organisations}")
        return _Work(paragraph, mentions, tuple(dict.fromkeys(targets)), context.author)

    def _batch(self, works: Sequence[_Work]) -> list[Prediction]:
        lines = [paragraph_item(work.paragraph) for work in works]
        pairs = [(row, target) for row, work in enumerate(works) for target in work.targets]
        asked = [partner_item(works[row].paragraph, target, works[row].mentions) for row, target in pairs]
        self._encode_once(lines, asked)
        topics, stances = self._probabilities("multilabel", lines), self._probabilities("conditional", lines)
        sentiments = self._probabilities("targeted", asked)
        levels = self._levels(asked, sentiments)
        judged: list[list[PartnerPrediction]] = [[] for _ in works]
        for (row, target), chances, level in zip(pairs, sentiments, levels, strict=True):
            judged[row].append(self._partner(works[row], target, chances, int(level)))
        return [self._assemble(*each) for each in zip(works, topics, stances, judged, strict=True)]

    def _encode_once(self, lines: Sequence[Item], asked: Sequence[Item]) -> None:
        """Let the memo see everything that the heads will ask for in one pass of the encoder."""
        spans: list[tuple[str, tuple[tuple[int, int], ...]]] = [(item.text, ()) for item in lines]
        spans += [(item.text, item.spans) for item in asked]
        spans += [(item.text, clauses(item.text, item.spans)) for item in asked]
        self.encoder.encode([text for text, _ in spans], [span for _, span in spans])

    def _head(self, kind: str) -> Head | None:
        task = self.codebook.only(kind)
        return self.bundle.heads.get(task.name) if task else None

    def _probabilities(self, kind: str, items: Sequence[Item]) -> _Floats:
        head = self._head(kind)
        if head is None:
            return np.zeros((len(items), 0))
        raw = head.classifier.predict_proba(items)
        return soften(raw, head.calibration.temperature, multilabel=kind == "multilabel")

    def _levels(self, items: Sequence[Item], sentiments: _Floats) -> NDArray[np.int_]:
        head = self._head("targeted")
        if head is None or head.scale is None or not len(items):
            return np.zeros(len(items), dtype=int)
        return head.scale.predict(items, sentiments.argmax(axis=1) - 1)

    def _partner(self, work: _Work, target: str, chances: _Floats, level: int) -> PartnerPrediction:
        labels = self._labels("targeted")
        mine = tuple(m for m in work.mentions if m.partner == target)
        text, language = work.paragraph.text, work.paragraph.language
        return PartnerPrediction(
            partner=target,
            sentiment=labels[int(chances.argmax())],
            probabilities=_named(labels, chances),
            intensity=level,
            source=speaker(text, work.mentions, language, author=work.author, target=target),
            implied=bool(mine) and all(m.implied for m in mine),
            mentions=mine,
        )

    def _labels(self, kind: str) -> tuple[str, ...]:
        task = self.codebook.only(kind)
        return task.label_names if task else ()

    def _assemble(
        self, work: _Work, topics: _Floats, stances: _Floats, partners: Sequence[PartnerPrediction]
    ) -> Prediction:
        paragraph = work.paragraph
        blank = Prediction(
            document=paragraph.document,
            index=paragraph.index,
            start=paragraph.start,
            end=paragraph.end,
            text=paragraph.text,
            kind=paragraph.kind,
            number=paragraph.number,
            heading=paragraph.heading,
            language=paragraph.language,
            language_seen=paragraph.language in self._languages,
            topics=(),
            topic_probabilities={},
            scs_stance=self._default(),
            scs_stance_probabilities={},
            partners=tuple(partners),
            abstained=(),
            model=self.model,
        )
        return blank if paragraph.kind == "boilerplate" else self._judge(blank, topics, stances)

    def _judge(self, blank: Prediction, topics: _Floats, stances: _Floats) -> Prediction:
        """Fill in topics, stance and abstentions of a line that is coded."""
        names, head = self._labels("multilabel"), self._head("multilabel")
        chosen: tuple[str, ...] = ()
        if head:
            given = give_labels(topics[None, :], head.calibration.threshold, head.calibration.floor)[0]
            chosen = tuple(name for name, yes in zip(names, given, strict=True) if yes)
        task, stance, chances = self.codebook.only("conditional"), self._default(), {}
        if task and task.condition and stances.size:
            holds = float(topics[names.index(task.condition.label)])
            chances = {self._default(): round(1 - holds, 6)} | _named(task.label_names, stances * holds)
            if task.condition.label in chosen:
                stance = task.label_names[int(stances.argmax())]
        judged = replace(
            blank,
            topics=chosen,
            topic_probabilities=_named(names, topics),
            scs_stance=stance,
            scs_stance_probabilities=chances,
        )
        return replace(judged, abstained=tuple(self._abstained(judged, topics, stances)))

    def _default(self) -> str:
        task = self.codebook.only("conditional")
        return task.default or "none" if task else "none"

    def _abstained(self, judged: Prediction, topics: _Floats, stances: _Floats) -> list[str]:
        """Name the tasks whose confidence is below what was chosen on validation folds."""
        unsure = []
        for kind, confidence in (
            ("multilabel", float(np.maximum(topics, 1 - topics).prod()) if topics.size else 1.0),
            ("conditional", float(stances.max()) if judged.scs_stance != self._default() else 1.0),
        ):
            head, task = self._head(kind), self.codebook.only(kind)
            if head and task and confidence < head.calibration.abstain_below:
                unsure.append(task.name)
        head, task = self._head("targeted"), self.codebook.only("targeted")
        for partner in judged.partners if head and task else ():
            if max(partner.probabilities.values()) < head.calibration.abstain_below:  # type: ignore[union-attr]
                unsure.append(f"{task.name}:{partner.partner}")  # type: ignore[union-attr]
        return unsure


def _check_text(text: object, index: int) -> None:
    if not isinstance(text, str):
        raise DataError(f"texts[{index}] is of type {type(text).__name__}; give strings")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        place = f"character {error.start} of texts[{index}]"
        raise DataError(f"{place} is a lone surrogate, which is not text; decode the text anew") from error


def _named(labels: Sequence[str], chances: _Floats) -> dict[str, float]:
    return {label: round(float(chance), 6) for label, chance in zip(labels, chances, strict=True)}
