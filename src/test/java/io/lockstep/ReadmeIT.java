package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of README.md, those in blocks marked {@code sh}, one after the other in an empty folder; and looks whether what README
 * shows of them is what they print.
 */
@Tag("drill")
class ReadmeIT {
    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern DIGEST = Pattern.compile("step +\\d+ .*parameters [0-9a-f]{12}");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void everyCommandRunsAndPrintsTheDigestsThatAreShown() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String printed = "";
        List<String> commands = new ArrayList<>();
        for (MatchResult block : BLOCK.matcher(readme).results().toList()) {
            if (block.group(1).equals("sh")) {
                StringBuilder all = new StringBuilder();
                for (String command : block.group(2).lines().toList()) {
                    commands.add(command);
                    all.append(run(command));
                }
                printed = all.toString();
            } else if (block.group(1).equals("text")) {
                String output = withoutTimes(printed);
                for (MatchResult line : DIGEST.matcher(block.group(2)).results().toList()) {
                    assertThat(output).contains(withoutTimes(line.group()));
                }
            }
        }
        assertThat(commands).hasSizeGreaterThanOrEqualTo(7).contains("submit/local");
    }

    private static String withoutTimes(String text) {
        return text.replaceAll(" +[\\d,]+ ms", "").replaceAll("\\|gradient\\| +[\\d.]+", "");
    }

    /** As a person types it, but in a folder of its own. */
    private String run(String command) throws IOException, InterruptedException {
        String project = Path.of("").toAbsolutePath().toString();
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-c", command.replaceFirst("^submit/", project + "/submit/"));
        builder.environment().put("LOCKSTEP_MASTER", "local[2]");
        Process process = builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        String printed = Files.readString(output);
        assertThat(process.waitFor()).as(command + "\n" + printed).isZero();
        return printed;
    }
}
