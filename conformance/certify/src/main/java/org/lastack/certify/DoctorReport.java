package org.lastack.certify;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.doctor.Finding;
import org.lastack.doctor.Snapshot;

/** Tells what was found on a host, at each look. */
interface DoctorReport {
    void look(@Nullable Snapshot before, Snapshot now, List<Finding> findings);
}
