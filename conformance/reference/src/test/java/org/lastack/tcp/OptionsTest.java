package org.lastack.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @ParameterizedTest
    @CsvSource({
        "1c040001, 1",
        "1c040000, 0",
        "1c047fff, 32767",
        "1c048001, 60",
        "01011c040005, 5",
        "fe06aabbccdd1c040005, 5",
        "fe06aabbccdd, -1",
        "1c03000100, -1",
        "001c040001, -1",
        "1c0400, -1",
        "fe0000000000, -1"
    })
    void the_user_timeout_is_in_seconds_or_minutes(String octets, int seconds) {
        assertEquals(seconds, Options.NONE.withOther(Bytes.fromHex(octets)).userTimeout());
    }
}
