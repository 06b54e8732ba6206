package org.lastack.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.world.Side;

/** The states that both ends of a connection went through, with their times; not those that were left at once. */
public record States(List<Step> steps) implements Drawing {
    public States {
        steps = List.copyOf(steps);
    }

    /** A host entered a state. */
    public record Step(long at, Side who, String state) {}

    static States of(Connection connection) {
        List<Step> steps = new ArrayList<>();
        for (Side who : Side.values()) {
            for (Event event : connection.net().world().trace(who).events()) {
                if (event instanceof Event.InState e && e.socket() == connection.socket()) {
                    steps.add(new Step(e.at(), who, e.state().toString()));
                }
            }
        }
        List<Step> lasting = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            boolean left = i + 1 < steps.size()
                    && steps.get(i + 1).who() == steps.get(i).who()
                    && steps.get(i + 1).at() == steps.get(i).at();
            if (!left) {
                lasting.add(steps.get(i));
            }
        }
        lasting.sort(Comparator.comparingLong(Step::at));
        return new States(lasting);
    }

    @Override
    public String text() {
        List<List<String>> rows = new ArrayList<>();
        for (Step step : steps) {
            boolean client = step.who() == Side.CLIENT;
            rows.add(List.of(Time.show(step.at()), client ? step.state() : "", client ? "" : step.state()));
        }
        return Columns.lay(List.of("time", "client", "server"), rows);
    }

    @Override
    public String svg() {
        return TextPicture.svg("The states of both ends", text());
    }

    @Override
    public String toString() {
        return text();
    }
}
