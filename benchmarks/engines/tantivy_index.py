"""tantivy: trigrams with the maker, and its Levenshtein automaton at distance 1 and 2 with the maker."""

from __future__ import annotations

import re
import shutil
import time
from typing import Any

import numpy as np

from benchmarks.engines.corpus import NONE, Corpus, Unavailable, folder_mb
from benchmarks.prepared import UNKNOWN, Prepared

MOST_HITS = 20_000


class TantivyIndex:
    """One index in one segment, shared by the engines here."""

    def __init__(self) -> None:
        self.searcher: Any = None
        self.schema: Any = None
        self.build_seconds = 0.0

    def ready(self, corpus: Corpus) -> float:
        """Build once; returns MB."""
        try:
            import tantivy
        except ImportError as missing:
            raise Unavailable("tantivy is not installed (pip install -r requirements/bench.txt).") from missing
        self.module = tantivy
        self._folder = corpus.folder / "tantivy"
        if self.searcher is not None:
            return folder_mb(self._folder)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", fast=True)
        builder.add_text_field("maker", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("skel", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("grams", tokenizer_name="grams3", index_option="freq")
        self.schema = builder.build()
        index = tantivy.Index(self.schema, path=str(self._folder))
        index.register_tokenizer("grams3", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(3, 3)).build())
        texts, makers = corpus.skeleton_texts(), corpus.register.maker.tolist()
        started = time.perf_counter()
        writer = index.writer(heap_size=1_000_000_000, num_threads=1)
        for number, (maker, text) in enumerate(zip(makers, texts, strict=True)):
            writer.add_document(tantivy.Document(id=number, maker=f"m{maker}", skel=text, grams=text))
        writer.commit()
        writer.wait_merging_threads()
        self.build_seconds = time.perf_counter() - started
        index.reload()
        self.searcher = index.searcher()
        return folder_mb(self._folder)

    def close(self) -> None:
        """Remove the index."""
        if self.searcher is not None:
            self.searcher = None
            shutil.rmtree(self._folder)


class TantivyEngine:
    """One way of asking: `distance` 1 or 2 by the automaton, 0 by trigrams."""

    def __init__(self, name: str, shared: TantivyIndex, distance: int) -> None:
        self.name, self.most = name, 600
        self._shared, self._distance = shared, distance

    def build(self, corpus: Corpus) -> float:
        """The shared index."""
        size = self._shared.ready(corpus)
        self.build_seconds = self._shared.build_seconds
        return size

    def candidates(self, query: Prepared) -> np.ndarray:
        """Record numbers; an illegible position is a free character (regular expression) for the automaton."""
        marks = self._shared.module
        parts = [(marks.Occur.Must, self._words(query))]
        if query.maker != UNKNOWN:
            parts.append((marks.Occur.Must, marks.Query.term_query(self._shared.schema, "maker", f"m{query.maker}")))
        whole = marks.Query.boolean_query(parts)
        if self._distance:
            hits = self._shared.searcher.search(whole, MOST_HITS, count=False, order_by_field="id").hits
            return np.array([h[0] for h in hits], dtype=np.int64) if hits else NONE
        found = [hit[1] for hit in self._shared.searcher.search(whole, 200, count=False).hits]
        return np.array(self._shared.searcher.fast_field_values("id", found), dtype=np.int64) if found else NONE

    def close(self) -> None:
        """The shared index stays until the last engine."""

    def _words(self, query: Prepared) -> Any:
        marks, schema = self._shared.module, self._shared.schema
        if self._distance == 0:
            runs = query.skeleton.split("?")
            grams = sorted({run[i : i + 3] for run in runs for i in range(len(run) - 2)}) or ["\0"]
            return marks.Query.boolean_query(
                [(marks.Occur.Should, marks.Query.term_query(schema, "grams", gram)) for gram in grams]
            )
        if "?" in query.skeleton:
            pattern = ".".join(re.escape(run) for run in query.skeleton.split("?"))
            return marks.Query.regex_query(schema, "skel", pattern)
        return marks.Query.fuzzy_term_query(schema, "skel", query.skeleton, distance=self._distance)


def tantivy_engines(shared: TantivyIndex) -> list[TantivyEngine]:
    """Every tantivy engine."""
    return [
        TantivyEngine("tantivy 3-gram OR + maker", shared, 0),
        TantivyEngine("tantivy fuzzy d=1 + maker", shared, 1),
        TantivyEngine("tantivy fuzzy d=2 + maker", shared, 2),
    ]
