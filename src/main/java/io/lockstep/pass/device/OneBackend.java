package io.lockstep.pass.device;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Restricts ND4J to one backend. ND4J finds its backends as services, by the files of this name on the class path; here there is
 * one such file, with one line. Everything else is as in the class loader of Lockstep.
 */
final class OneBackend extends ClassLoader {
    private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

    private final URL file;

    OneBackend(String backend) {
        super(OneBackend.class.getClassLoader());
        try {
            file = new URL("lockstep", "", -1, "/" + SERVICE, new InMemory(backend));
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.equals(SERVICE) ? Collections.enumeration(List.of(file)) : super.getResources(name);
    }

    private static final class InMemory extends URLStreamHandler {
        private final byte[] text;

        InMemory(String text) {
            this.text = text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    // the text is here
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(text);
                }
            };
        }
    }
}
