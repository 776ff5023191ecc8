package io.lockstep.pass.device;

import java.nio.file.Path;
import java.util.List;

/**
 * A folder for unpacked shared libraries.
 *
 * @param path of the folder; it may be missing if the library creates it
 * @param refused preferred folders, each with the reason why it is unsuitable
 */
record NativeFolder(Path path, List<String> refused) {

    NativeFolder {
        refused = List.copyOf(refused);
    }

    /** For the doctor: the folder, and why it is not the default one. */
    String describe() {
        return refused.isEmpty() ? path.toString() : path + ", not " + String.join(", ", refused);
    }
}
