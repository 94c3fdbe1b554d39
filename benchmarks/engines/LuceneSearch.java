import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.store.MMapDirectory;

/**
 * Lucene as the peer to beat. "build ROWS INDEX" indexes lines "maker TAB skeleton"; "search INDEX MODE WARM QUERIES OUT PASSES" answers
 * lines of the same form (maker "-" = unknown, ? = one illegible position) and writes "nanoseconds TAB record,record,...".
 * MODE is filter (fuzzy on the skeleton, maker as a filter), prefix (maker's code in front of the skeleton as a required prefix)
 * or scored (as prefix, with the library's own scored rewriting and the best 1,000 documents).
 */
public final class LuceneSearch {
    private static final int MOST = 20000;

    public static void main(String[] words) throws IOException {
        if (words[0].equals("build")) {
            build(Paths.get(words[1]), Paths.get(words[2]), words.length > 3 ? words[3] : "both");
        } else {
            search(words);
        }
    }

    private static String code(String maker) {
        int number = Integer.parseInt(maker);
        return "" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
    }

    private static void build(Path rows, Path index, String fields) throws IOException {
        long started = System.nanoTime();
        IndexWriterConfig config = new IndexWriterConfig(new KeywordAnalyzer()).setRAMBufferSizeMB(512).setUseCompoundFile(false);
        try (IndexWriter writer = new IndexWriter(new MMapDirectory(index), config);
                BufferedReader lines = Files.newBufferedReader(rows, StandardCharsets.UTF_8)) {
            Document document = new Document();
            NumericDocValuesField id = new NumericDocValuesField("id", 0);
            StringField maker = new StringField("maker", "", Field.Store.NO);
            StringField skeleton = new StringField("skel", "", Field.Store.NO);
            StringField together = new StringField("mskel", "", Field.Store.NO);
            for (Field field : Arrays.asList(id, maker, skeleton, together)) {
                document.add(field);
            }
            String line;
            for (long number = 0; (line = lines.readLine()) != null; number++) {
                int tab = line.indexOf('\t');
                id.setLongValue(number);
                maker.setStringValue(line.substring(0, tab));
                skeleton.setStringValue(line.substring(tab + 1));
                together.setStringValue(code(line.substring(0, tab)) + line.substring(tab + 1));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
            writer.commit();
        }
        System.out.println("seconds " + (System.nanoTime() - started) / 1e9);
    }

    private static void search(String[] words) throws IOException {
        boolean prefix = !words[2].equals("filter");
        boolean scored = words[2].equals("scored");
        List<String> warm = Files.readAllLines(Paths.get(words[3]), StandardCharsets.UTF_8);
        List<String> queries = Files.readAllLines(Paths.get(words[4]), StandardCharsets.UTF_8);
        try (DirectoryReader reader = DirectoryReader.open(new MMapDirectory(Paths.get(words[1])));
                PrintWriter out = new PrintWriter(words[5], "UTF-8")) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setQueryCache(null); // every query is asked once; a cache would only flatter repeated ones
            for (int round = 0; round < 3; round++) {
                for (String line : warm) {
                    answer(searcher, line, prefix, scored);
                }
            }
            long least = Long.MAX_VALUE;
            String[] best = new String[queries.size()];
            for (int pass = 0; pass < Integer.parseInt(words[6]); pass++) {
                String[] texts = new String[queries.size()];
                long total = 0;
                for (int place = 0; place < texts.length; place++) {
                    long started = System.nanoTime();
                    Found found = answer(searcher, queries.get(place), prefix, scored);
                    long taken = System.nanoTime() - started;
                    total += taken;
                    texts[place] = taken + "\t" + found.text();
                }
                if (total < least) {
                    least = total;
                    best = texts;
                }
            }
            for (String text : best) {
                out.println(text);
            }
        }
    }

    private static Found answer(IndexSearcher searcher, String line, boolean prefix, boolean scored) throws IOException {
        int tab = line.indexOf('\t');
        String maker = line.substring(0, tab);
        String skeleton = line.substring(tab + 1);
        boolean known = !maker.equals("-");
        Query query;
        if (prefix && known) {
            query = words("mskel", code(maker) + skeleton, 2, scored);
        } else {
            query = words("skel", skeleton, 0, scored);
            if (known) {
                query = new BooleanQuery.Builder().add(query, BooleanClause.Occur.MUST)
                        .add(new TermQuery(new Term("maker", maker)), BooleanClause.Occur.FILTER).build();
            }
        }
        Found found = new Found();
        if (scored) {
            found.take(searcher, searcher.search(query, 1000).scoreDocs);
        } else {
            searcher.search(query, found);
        }
        return found;
    }

    private static Query words(String field, String text, int prefixLength, boolean scored) {
        if (text.indexOf('?') >= 0) {
            WildcardQuery wild = new WildcardQuery(new Term(field, text));
            wild.setRewriteMethod(MultiTermQuery.CONSTANT_SCORE_REWRITE);
            return wild;
        }
        FuzzyQuery fuzzy = new FuzzyQuery(new Term(field, text), 2, prefixLength, 1024, true);
        if (!scored) {
            fuzzy.setRewriteMethod(MultiTermQuery.CONSTANT_SCORE_REWRITE);
        }
        return fuzzy;
    }

    private static final class Found extends SimpleCollector {
        final long[] ids = new long[MOST];
        int count;
        private NumericDocValues values;

        String text() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < count; i++) {
                text.append(i == 0 ? "" : ",").append(ids[i]);
            }
            return text.toString();
        }

        void take(IndexSearcher searcher, ScoreDoc[] best) throws IOException {
            Arrays.sort(best, Comparator.comparingInt(hit -> hit.doc));
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                doSetNextReader(leaf);
                for (ScoreDoc hit : best) {
                    if (hit.doc >= leaf.docBase && hit.doc < leaf.docBase + leaf.reader().maxDoc()) {
                        collect(hit.doc - leaf.docBase);
                    }
                }
            }
        }

        @Override
        protected void doSetNextReader(LeafReaderContext context) throws IOException {
            values = context.reader().getNumericDocValues("id");
        }

        @Override
        public void collect(int doc) throws IOException {
            if (count < MOST && values.advanceExact(doc)) {
                ids[count++] = values.longValue();
            }
        }

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }
    }
}
