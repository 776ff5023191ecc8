package io.lockstep.cli;

import io.lockstep.data.Spelling;
import io.lockstep.report.Json;
import io.lockstep.report.ProgressEvent;
import java.io.PrintWriter;

/** How a run tells of itself on the standard output: in words for a person, or in lines of JSON for a log scraper. */
enum Progress {
    /** In words. */
    TEXT,
    /** One {@link ProgressEvent} a line, and nothing else. */
    JSON;

    /** What a person sees. */
    Screen screen(PrintWriter out) {
        return this == TEXT ? new Screen(out) : Screen.silent();
    }

    /** What a log scraper sees. */
    void tell(PrintWriter out, ProgressEvent event) {
        if (this == JSON) {
            out.print(Json.line(event));
            out.flush();
        }
    }

    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
