/*
 * Read before arch/um/kernel/time.c, so that no source of the kernel is changed: the timer of its machine can be set as far ahead as one
 * likes. As it is, it can be set to 4.3 s, and a kernel that is idle for 24 days wakes half a million times.
 */
#include <linux/clockchips.h>
#define min_delta_ns max_delta_ns = KTIME_MAX, .max_delta_ticks = ULONG_MAX, .min_delta_ns
