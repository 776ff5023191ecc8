package io.lockstep.report.html;

import java.awt.AWTError;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import org.jspecify.annotations.Nullable;

/**
 * Whether this machine can write in pictures. Java needs no display for it, but fonts and the system's libraries for them, which
 * bare servers and small containers may lack.
 */
final class Ink {
    static {
        if (System.getProperty("java.awt.headless") == null) { // before AWT looks, which it does once
            System.setProperty("java.awt.headless", "true"); // never ask a display, not even one that is there
        }
    }

    /** What all charts are written in. */
    static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    private static final @Nullable String MISSING = look();

    private Ink() {}

    /** What is missing; null where nothing is. */
    static @Nullable String missing() {
        return MISSING;
    }

    private static @Nullable String look() {
        try {
            new TextLayout("0", FONT, new FontRenderContext(null, true, true)).getOutline(null);
            return null;
        } catch (LinkageError | InternalError | AWTError e) { // FreeType is missing; Fontconfig or all fonts are
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause.getMessage() == null ? cause.toString() : cause.getMessage();
        }
    }
}
