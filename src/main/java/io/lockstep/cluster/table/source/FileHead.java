package io.lockstep.cluster.table.source;

import io.lockstep.data.DataException;
import io.lockstep.data.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * The first characters of a text file, decompressed.
 *
 * @param file its path, for messages
 * @param text without a byte order mark
 * @param isWhole whether that is all of the file
 */
record FileHead(String file, String text, boolean isWhole) {
    private static final int BYTES = 1 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String EXPORT = "Export the table as CSV with the program that wrote it.";

    /** Files of other kinds by their first bytes, as ISO-8859-1 has them. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("PAR1", "a Parquet file"),
            Map.entry("ORC", "an ORC file"),
            Map.entry("Obj\u0001", "an Avro file"),
            Map.entry("PK\u0003\u0004", "a ZIP or Excel file"),
            Map.entry("\u00d0\u00cf\u0011\u00e0", "an Excel file"),
            Map.entry("\u001f\u008b", "a gzip file"),
            Map.entry("BZh", "a bzip2 file"),
            Map.entry("(\u00b5/\u00fd", "a Zstandard file"),
            Map.entry("%PDF", "a PDF file"),
            Map.entry("SQLite format 3", "an SQLite database"),
            Map.entry("\u0089HDF", "an HDF5 file"),
            Map.entry("<!DOCTYPE", "a web page"),
            Map.entry("<html", "a web page"));

    /**
     * Reads it.
     *
     * @throws DataException if it is no text in this encoding
     */
    static FileHead of(Configuration configuration, Path path, Charset charset) {
        String file = SourcePath.shown(path.toString());
        byte[] bytes;
        try (InputStream in = open(configuration, path)) {
            bytes = in.readNBytes(BYTES);
        } catch (IOException | RuntimeException e) {
            throw ReadingFailure.of(file, e);
        }
        requireText(file, bytes, charset);
        boolean isWhole = bytes.length < BYTES;
        String text = decoded(file, bytes, charset, isWhole);
        return new FileHead(file, text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, isWhole);
    }

    /** The decompressed bytes. */
    static InputStream open(Configuration configuration, Path path) throws IOException {
        CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(path);
        InputStream in = path.getFileSystem(configuration).open(path);
        try {
            return codec == null ? in : codec.createInputStream(in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static void requireText(String file, byte[] bytes, Charset charset) {
        String start = new String(bytes, 0, Math.min(bytes.length, 16), StandardCharsets.ISO_8859_1);
        KINDS.forEach((magic, kind) -> {
            if (start.startsWith(magic)) {
                throw new DataException(file, "text", kind, remedy(kind));
            }
        });
        if (!charset.equals(StandardCharsets.UTF_8)) {
            return;
        }
        if (start.startsWith("\u00ff\u00fe") || start.startsWith("\u00fe\u00ff")) {
            throw ofUtf16(file, "UTF-16");
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw isWide(bytes)
                        ? ofUtf16(file, bytes[0] == 0 ? "UTF-16BE" : "UTF-16LE")
                        : new DataException(
                                file, "text in UTF-8", "binary data (a zero at byte %,d)".formatted(i), EXPORT);
            }
        }
    }

    private static String remedy(String kind) {
        return switch (kind) {
            case "a Parquet file", "an ORC file", "an Avro file" -> "Set data.format to its format, or rename it.";
            case "a gzip file" -> "Rename it so that it ends in .gz.";
            case "a bzip2 file" -> "Rename it so that it ends in .bz2.";
            case "a Zstandard file" -> "Rename it so that it ends in .zst.";
            default -> EXPORT;
        };
    }

    private static DataException ofUtf16(String file, String encoding) {
        return new DataException(
                file,
                "text in UTF-8",
                "text in UTF-16",
                "Set data.options.encoding = %s, or convert it to UTF-8.".formatted(encoding));
    }

    /** Whether one of two bytes is zero, as in Latin letters of UTF-16. */
    private static boolean isWide(byte[] bytes) {
        int length = Math.min(bytes.length, 64) / 2 * 2;
        boolean isWide = length > 2;
        for (int i = 2; i < length; i++) {
            isWide &= (bytes[i] == 0) == (bytes[i - 2] == 0);
        }
        return isWide && (bytes[0] == 0) != (bytes[1] == 0);
    }

    private static String decoded(String file, byte[] bytes, Charset charset, boolean isWhole) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, out, isWhole);
        out.flip();
        if (result.isError()) {
            String before = out.toString();
            long line = 1 + before.chars().filter(c -> c == '\n').count();
            String lastWord = before.substring(Math.max(before.lastIndexOf('\n') + 1, before.length() - 20));
            throw new DataException(
                    "%s, line %,d".formatted(file, line),
                    "text in " + charset,
                    "a byte that is none after '" + Excerpt.of(lastWord, 20) + "'",
                    "Set data.options.encoding = ISO-8859-1 (or windows-1252) if it was written so, or convert it to UTF-8.");
        }
        return out.toString();
    }
}
