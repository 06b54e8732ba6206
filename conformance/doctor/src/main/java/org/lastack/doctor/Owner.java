package org.lastack.doctor;

/**
 * A process that holds a socket.
 *
 * @param pid its number as the reader of the host sees it
 * @param command the name that the kernel has for it, at most 15 characters
 * @param place the container or the service that its control group names, or empty
 * @param stopped whether a signal or a debugger has stopped it, so that it runs no code
 */
public record Owner(int pid, String command, String place, boolean stopped) {
    @Override
    public String toString() {
        return command + " (pid " + pid + (place.isEmpty() ? "" : ", " + place) + (stopped ? ", stopped" : "") + ")";
    }
}
