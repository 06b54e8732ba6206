package org.lastack.certify;

import java.io.IOException;
import java.util.List;
import org.lastack.audit.Ending;
import org.lastack.audit.Survey;

/** What is told of a capture, in one form or another. */
interface AuditReport {
    /** Takes what is known of one connection; they come in the order in which they end. */
    void ending(Ending ending);

    /**
     * Ends the report.
     *
     * @param flaws what is wrong with the files
     */
    void end(Survey survey, List<String> flaws) throws IOException;
}
