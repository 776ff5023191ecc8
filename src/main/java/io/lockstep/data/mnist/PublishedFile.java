package io.lockstep.data.mnist;

import io.lockstep.data.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A gzip file with a known content. The compression may differ; the unpacked bytes may not.
 *
 * @param name as published: {@code "t10k-labels-idx1-ubyte.gz"}
 * @param unpackedBytes its size once unpacked
 * @param sha256 of the unpacked bytes, in lower-case hexadecimal
 */
record PublishedFile(String name, long unpackedBytes, String sha256) {

    /** More packed bytes than this cannot be the file: gzip adds 5 bytes to each 65,535 at worst, and a header. */
    long mostPackedBytes() {
        return unpackedBytes + unpackedBytes / 1024 + 1024;
    }

    /** The expected content, for messages. */
    String expected() {
        return unpackedBytes + " bytes unpacked with SHA-256 " + sha256;
    }

    /** What was found instead of this file; empty if it is this file. Unpacks and hashes all of it. */
    Optional<String> fault(Path file) {
        if (!Files.exists(file)) {
            return Optional.of("no file");
        }
        Sha256 hash = new Sha256();
        long total = 0;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                total += n;
                if (total > unpackedBytes) { // whatever follows, however much
                    return Optional.of("more than " + unpackedBytes + " bytes unpacked");
                }
                hash.add(buffer, n);
            }
        } catch (ZipException | EOFException e) {
            return Optional.of("damaged gzip after " + total + " bytes unpacked");
        } catch (IOException e) {
            return Optional.of("a file that cannot be read: " + e);
        }
        String found = hash.hex();
        return found.equals(sha256) ? Optional.empty() : Optional.of(total + " bytes unpacked with SHA-256 " + found);
    }
}
