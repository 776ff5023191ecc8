package io.lockstep.pass.device;

import java.nio.file.Path;
import java.util.List;

/**
 * A folder in which shared libraries are unpacked.
 *
 * @param path of the folder; it may be missing where a library makes its own
 * @param refused those that were preferred, each with why it will not do
 */
record NativeFolder(Path path, List<String> refused) {

    NativeFolder {
        refused = List.copyOf(refused);
    }

    /** As the doctor shows it: the folder, and why it is not the usual one. */
    String describe() {
        return refused.isEmpty() ? path.toString() : path + ", not " + String.join(", ", refused);
    }
}
