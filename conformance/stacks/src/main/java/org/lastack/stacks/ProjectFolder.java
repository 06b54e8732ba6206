package org.lastack.stacks;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.StackUnavailableException;

/** The folder of the project, for the files beside the code: shims, known deviations. */
public final class ProjectFolder {
    /** What only the project's folder has. */
    private static final String MARK = "conformance/stacks/known";

    private ProjectFolder() {}

    /**
     * Returns a path below the project's folder, which is above this class or above the working directory.
     *
     * @throws StackUnavailableException when neither is inside the project
     */
    public static Path resolve(String path) {
        Path root = above(here());
        root = root == null ? above(Path.of("").toAbsolutePath()) : root;
        if (root == null) {
            throw new StackUnavailableException("cannot find " + path + ": start lastack from its own folder");
        }
        return root.resolve(path);
    }

    private static @Nullable Path here() {
        try {
            return Path.of(ProjectFolder.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null; // not from a file
        }
    }

    private static @Nullable Path above(@Nullable Path start) {
        Path folder = start;
        while (folder != null && !Files.isDirectory(folder.resolve(MARK))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
