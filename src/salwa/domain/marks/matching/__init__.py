"""Finding a weapon by its marks: keys, segments, comparison and how sure the answer is. Pure: no database, no clock.

For measuring (see benchmarks/):

    columns = RecordColumns(...)                        # records.py: numbers from code16, code8, year8, forms16
    segment = build_segment(columns, path)              # segment.py: one immutable file, opened memory-mapped
    index = Index([segment])                            # index.py
    ranked = index.find(MarkQuery(serial="AB?234", skeleton="A8?234", maker=17), Depth.FULL, limit=10)
    ranked.candidates[0].record, .probability           # query.py: Ranked, Candidate; best first
    index.find_many(queries, Depth.ADAPTIVE, limit=10)  # the same answers, in the order of the queries
"""
