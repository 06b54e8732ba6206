package org.lastack.site.serve;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoader;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Has a call answered once its body is there, and no thread wait for one: bodies that do not come whole keep nobody else from
 * being served. Nothing waits for what is refused anyway.
 */
final class WholeBodies extends RetainedContentLoaderFactory {
    /** What a piece of a body may need beside its own octets. */
    private static final int BESIDE = 16;

    private final RequestGuard guard;

    WholeBodies(RequestGuard guard) {
        super(RequestGuard.MOST_OCTETS + 1L, BESIDE, false);
        this.guard = guard;
    }

    @Override
    public @Nullable ContentLoader newContentLoader(
            String type, String mime, Handler handler, Request request, Response response, Callback callback) {
        return guard.reads(request) ? super.newContentLoader(type, mime, handler, request, response, callback) : null;
    }
}
