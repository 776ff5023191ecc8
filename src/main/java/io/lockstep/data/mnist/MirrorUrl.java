package io.lockstep.data.mnist;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of a folder with files: {@code https://user:password@host/folder/?token=...}, with or without the user,
 * the query, and the last slash.
 */
record MirrorUrl(URI folder) {

    /** Where a file of the folder is; the query is kept, since some stores take their token there. */
    URI of(String name) {
        String query = folder.getRawQuery();
        return URI.create(this + name + (query == null ? "" : "?" + query));
    }

    /** Sends the user name and password only to this host, not to one it redirects to; empty if there are none. */
    Optional<Authenticator> credentials() {
        String userInfo = folder.getUserInfo();
        if (userInfo == null) {
            return Optional.empty();
        }
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return Optional.of(new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                return folder.getHost().equals(getRequestingHost())
                        ? new PasswordAuthentication(user, password.toCharArray())
                        : null;
            }
        });
    }

    /** The folder without secrets, with a slash at its end. */
    @Override
    public String toString() {
        String host = folder.getRawAuthority().replaceFirst("^.*@", "");
        String path = folder.getRawPath();
        return folder.getScheme() + "://" + host + path + (path.endsWith("/") ? "" : "/");
    }
}
